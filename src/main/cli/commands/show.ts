import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { HeaderPair } from '#shared/model/headers.ts'
import { answerSentence } from '#shared/sentences/answer-sentence.ts'
import { conformanceSentence } from '#shared/sentences/conformance-sentence.ts'
import { plain } from '#shared/sentences/plain-text.ts'
import { formatBytes } from '#shared/sentences/units.ts'
import { verificationSentence } from '#shared/sentences/verification-sentence.ts'
import { bodyPieces } from '../../api/client-reads.ts'
import { type Command, exitCodes } from '../command.ts'
import type { Printer } from '../printer.ts'
import { timeOf } from '../row-cells.ts'

export const show: Command = {
  name: 'show',
  usage: 'ID',
  summary: 'one delivery: what it is, its verdicts, headers and body',
  options: { body: { type: 'boolean' } },
  optionHelp: { body: 'nothing but the exact bytes of the body' },
  args: [1, 1],
  async run({ args, options, api, print, write }) {
    const host = await api()
    const id = args[0]!
    if (options.body === true) {
      for await (const bytes of bodyPieces(host, id)) await write(bytes)
      return exitCodes.done
    }
    const delivery = await host.call('deliveries.get', { id })
    print.object({ type: 'delivery', ...delivery })
    printDelivery(delivery, print)
    if (delivery.verdict.state === 'failed') {
      const { ladder } = await host.call('deliveries.explain', { id })
      print.object({ type: 'cause', delivery: id, ladder })
      if (ladder !== null) print.line({ text: 'Why', style: 'bold' }, plain(ladder.sentence), plain(ladder.advice))
    }
    if (print.json) return exitCodes.done
    print.line('')
    const { base64, size } = await host.call('deliveries.body', { id, length: shownBytes })
    const bytes = Buffer.from(base64, 'base64')
    if (isText(bytes)) print.text(bytes.toString())
    else print.note(`The body is not text: ${formatBytes(size)}; --body gives every byte.`)
    if (size > shownBytes) print.note(`… ${formatBytes(size)} in all; --body gives every byte.`)
    return exitCodes.done
  },
}

const shownBytes = 64 * 1024

/** Its last character may be cut off. */
const isText = (bytes: Uint8Array): boolean =>
  !bytes.includes(0) &&
  !Buffer.from(bytes)
    .toString()
    .replace(/\ufffd{1,3}$/, '')
    .includes('\ufffd')

function printDelivery(delivery: DeliveryDetail, print: Printer): void {
  const { request, facts } = delivery
  const named = facts.provider === null ? null : { name: facts.provider }
  const lines: [string, string][] = [
    ['Delivery', `${delivery.id}, ${timeOf(delivery.receivedAt)}, ${formatBytes(delivery.size)}`],
    ['Event', [facts.provider ?? 'no provider', delivery.eventType ?? 'no event type'].join(' ')],
    ['About', facts.summary.headline ?? facts.summary.text],
    ['Signature', `${delivery.verification.state}: ${plain(verificationSentence(delivery.verdict, named))}`],
    ['Schema', plain(conformanceSentence(delivery.check, named))],
    ['Answer', plain(answerSentence(delivery))],
  ]
  if (delivery.attempts.length > 1) lines.push(['Attempt', `${delivery.attempt} of ${delivery.attempts.length} so far`])
  const told = lines.filter(([, text]) => text !== '')
  print.table(
    told.map(([name, text]) => [{ text: name, style: 'bold' }, text]),
    { wraps: true },
  )
  print.line('')
  print.line({ text: `${request.method} ${request.target} HTTP/${request.httpVersion}`, style: 'bold' })
  for (const [name, value] of request.headers satisfies readonly HeaderPair[])
    print.line({ text: `${name}:`, style: 'dim' }, value)
}
