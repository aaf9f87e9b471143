import { firstHeader, type HeaderPair } from '#shared/model/headers.ts'
import { isHopByHop } from '../../lib/hop-by-hop.ts'
import { bodyText } from '../body-text.ts'
import type { ExportFormat, MaskedItem } from '../export-format.ts'
import { shellBytes, shellWord } from '../shell-word.ts'

/** Linux takes no single argument of 128 KiB or more (MAX_ARG_STRLEN). */
const longestArgument = 100_000
/** Control characters can end a paste into a terminal early and run what follows. */
const unprintable = /[^\P{Cc}\n\t]/u
/** From this size on curl asks `Expect: 100-continue` first. */
const expectBytes = 1024 * 1024

const curl: ExportFormat = {
  id: 'curl',
  name: 'cURL',
  description: 'One shell command that sends the exact bytes and headers again.',
  extension: 'sh',
  copyable: true,
  render: (items) =>
    items.map((item) => ({
      name: `${item.name}.sh`,
      mediaType: 'text/x-shellscript',
      content: `${commandFor(item)}\n`,
    })),
}

function commandFor(item: MaskedItem): string {
  const { body, delivery } = item
  const { method } = delivery.request
  const url = item.targetUrl ?? `http://localhost:3000${item.path.startsWith('/') ? '' : '/'}${item.path}`
  const lines = [
    `curl ${method === 'HEAD' && body.byteLength === 0 ? '--head' : `--request ${shellWord(method)}`} ${shellBytes(url)}`,
  ]
  // Without these curl would change the path and read [] and {} as patterns.
  if (/\/\.|[[\]{}]/.test(url)) lines.push('--path-as-is --globoff')
  for (const header of headersFor(item)) lines.push(`--header ${shellBytes(header)}`)

  const text = bodyText(body)
  const fits = text !== null && body.byteLength <= longestArgument && !text.startsWith('@') && !unprintable.test(text)
  if (body.byteLength === 0) return joined(sendsBody(item) ? [...lines, "--data-binary ''"] : lines)
  if (fits) return joined([...lines, `--data-binary ${shellWord(text)}`])
  const base64 = Buffer.from(body).toString('base64')
  return `printf %s '${base64}' | base64 -d |\n${joined([...lines, '--data-binary @-'])}`
}

/** The stored headers, and an order to leave out each that curl would add by itself. */
function headersFor(item: MaskedItem): string[] {
  const { delivery, body } = item
  const { headers } = delivery.request
  const sent = headers.filter(([name]) => !isHopByHop(name) && !/^(?:host|content-length|expect)$/i.test(name))
  const unwanted = ['User-Agent', 'Accept']
  if (sendsBody(item)) unwanted.push('Content-Type')
  const absent = unwanted.filter((name) => firstHeader(sent, name) === undefined)
  if (body.byteLength >= expectBytes) absent.push('Expect')
  return [...sent.map(headerArgument), ...absent.map((name) => `${name}:`)]
}

/** A POST without a body is sent as one with a body of no bytes. */
function sendsBody({ delivery, body }: MaskedItem): boolean {
  return body.byteLength > 0 || /^(?:POST|PUT|PATCH)$/.test(delivery.request.method)
}

/** curl takes `Name;` for a header without a value; `Name:` would leave it out. */
function headerArgument([name, value]: HeaderPair): string {
  return value === '' ? `${name};` : `${name}: ${value}`
}

function joined(lines: readonly string[]): string {
  return lines.join(' \\\n  ')
}

export default curl
