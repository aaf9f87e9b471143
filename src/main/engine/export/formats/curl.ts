import { firstHeader, type HeaderPair } from '#shared/model/headers.ts'
import { isHopByHop } from '../../lib/hop-by-hop.ts'
import { bodyText, type ExportFormat, type MaskedItem } from '../export-format.ts'
import { base64Of, type Pieces } from '../pieces.ts'

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
  kind: 'request',
  assertsAnswer: false,
  oneByOne: true,
  render: (items) =>
    items.map((item) => ({
      name: `${item.name}.sh`,
      mediaType: 'text/x-shellscript',
      content: commandFor(item),
    })),
}

/** A command that does nothing carries the note: shells that people type in may know no comments. */
const maskedNote = ": 'The body holds (masked) where a secret was; its signature does not verify.'\n"

function commandFor(item: MaskedItem): Pieces {
  const { body, delivery } = item
  const { method } = delivery.request
  const url = item.targetUrl ?? `http://localhost:3000${item.path.startsWith('/') ? '' : '/'}${item.path}`
  const lines = [
    `curl ${method === 'HEAD' && body.byteLength === 0 ? '--head' : `--request ${shellWord(method)}`} ${shellBytes(url)}`,
  ]
  // Without these curl would change the path and read [] and {} as patterns.
  if (/\/\.|[[\]{}]/.test(url)) lines.push('--path-as-is --globoff')
  for (const header of headersFor(item)) lines.push(`--header ${shellBytes(header)}`)

  const note = item.bodyMasked ? maskedNote : ''
  const text = body.byteLength <= longestArgument ? bodyText(body) : null
  const fits = text !== null && !text.startsWith('@') && !unprintable.test(text)
  if (body.byteLength === 0) return [`${joined(sendsBody(item) ? [...lines, "--data-binary ''"] : lines)}\n`]
  if (fits) return [`${note}${joined([...lines, `--data-binary ${shellWord(text)}`])}\n`]
  const tail = `' | base64 -d |\n${joined([...lines, '--data-binary @-'])}\n`
  return {
    *[Symbol.iterator]() {
      yield `${note}printf %s '`
      yield* base64Of(body).pieces()
      yield tail
    },
  }
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

/** A text as one word of a POSIX shell: nothing in it is expanded. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

/**
 * Like `shellWord`, for text that holds one character per byte, such as header values as received: where there is more than
 * printable ASCII, printf writes the bytes. "!" is written by it too, since shells that people type in expand it in "".
 */
function shellBytes(text: string): string {
  if (/^[ -~]*$/.test(text)) return shellWord(text)
  const format = text
    .replaceAll('%', '%%')
    .replaceAll(/[^ -~]|[\\'!]/g, (char) => `\\${(char.charCodeAt(0) & 0xff).toString(8).padStart(3, '0')}`)
  return `"$(printf '${format}')"`
}

export default curl
