import type { Ladder } from '#shared/model/ladder.ts'
import { plain } from '#shared/sentences/plain-text.ts'
import { verificationSentence } from '#shared/sentences/verification-sentence.ts'
import { openPacks, packNamed, readRequest, verifyRequest } from '../../engine/offline.ts'
import { systemClock } from '../../hosting/node-ports.ts'
import { UsageError } from '../../hosting/usage-error.ts'
import { type Command, type CommandContext, exitCodes, textOption, textOptions } from '../command.ts'
import { readBytes, secretFrom } from '../inputs.ts'
import type { Printer } from '../printer.ts'
import { verdictStyles } from '../row-cells.ts'

export const verify: Command = {
  name: 'verify',
  usage: 'FILE --secret env:NAME',
  summary:
    'whether a signature holds, and why not; FILE is a fixture, a raw HTTP request, or another file to import ("-": standard input)',
  options: {
    secret: { type: 'string', multiple: true },
    provider: { type: 'string' },
    url: { type: 'string' },
    at: { type: 'string' },
  },
  optionHelp: {
    secret: 'env:NAME  the secret is in this environment variable; as often as needed',
    provider: 'ID  whose request it is (default: detected)',
    url: 'URL  that the provider called, for schemes that sign it (default: as the file says)',
    at: 'TIME  when it arrived, e.g. 2026-03-04T14:03:10Z (default: as the file says, else now)',
  },
  args: [1, 1],
  async run(context) {
    const { args, resourcesDir, dataDir, print } = context
    const file = args[0]!
    const { request, receivedAt, note, fixtureSecret } = readRequest(
      await readBytes(file, context),
      file === '-' ? 'Standard input' : file,
    )
    const packs = openPacks(resourcesDir, dataDir)
    const provider = textOption(context, 'provider') ?? null
    if (provider !== null) packNamed(packs, provider)
    const url = textOption(context, 'url') ?? request.url
    if (!URL.canParse(url)) throw new UsageError(`${url} is not a URL.`)
    const result = verifyRequest(
      { ...request, url, arrivedAtMs: timeOption(context) ?? receivedAt ?? systemClock.now() },
      { packs, provider, secrets: secretsOf(context, fixtureSecret), elapsed: systemClock.elapsed },
    )
    const { provider: found, event, verification, ladder } = result
    const notes = note === null ? [] : [note]
    print.object({ type: 'verification', provider: found?.id ?? null, event, verification, ladder, notes })
    const style = verdictStyles[verification.state]
    print.line(
      { text: verification.state, ...(style && { style }) },
      [found?.name ?? 'no provider', event ?? 'no event type'].join(', '),
    )
    print.line(plain(verificationSentence(verification, found)))
    if (ladder !== null) printLadder(ladder, print)
    if (note !== null) print.note(note)
    return verification.state === 'verified' ? exitCodes.done : exitCodes.no
  },
}

function secretsOf(context: CommandContext, fixtureSecret: string | undefined) {
  const given = textOptions(context, 'secret').map((option) => secretFrom(option, context.env))
  if (given.length > 0 || fixtureSecret === undefined) return given
  return [{ id: 'fixture', label: 'the fixture’s own secret', value: fixtureSecret }]
}

function timeOption(context: CommandContext): number | null {
  const text = textOption(context, 'at')
  if (text === undefined) return null
  const at = Date.parse(text)
  if (Number.isNaN(at)) throw new UsageError(`--at takes a time such as 2026-03-04T14:03:10Z, not "${text}".`)
  return at
}

const stepStyles = { passed: 'green', differs: 'red', matches: 'yellow', skipped: 'dim' } as const

function printLadder({ sentence, evidence, advice, steps }: Ladder, print: Printer): void {
  print.line('')
  print.line({ text: 'Why', style: 'bold' }, plain(sentence))
  for (const text of [evidence, advice]) if (text !== '') print.line(plain(text))
  print.line('')
  print.table(
    steps.map(({ outcome, title, detail }) => [
      { text: outcome, style: stepStyles[outcome] },
      plain(detail === '' ? title : `${title}: ${detail}`),
    ]),
  )
}
