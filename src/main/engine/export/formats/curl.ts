import { firstHeader, type HeaderPair } from '#shared/model/headers.ts'
import type { MaskedItem } from '../export-format.ts'
import type { Pieces } from '../pieces.ts'
import { notesOf, sendsBody, sentHeaders, urlOf } from '../request-parts.ts'
import { argumentText, piped, shellBytes, shellFormat, shellLines, shellNote, shellWord } from '../shell.ts'

/** From this size on curl asks `Expect: 100-continue` first. */
const expectBytes = 1024 * 1024

const curl = shellFormat({
  id: 'curl',
  name: 'cURL',
  description: 'One shell command that sends the exact bytes and headers again.',
  ending: '.sh',
  commandFor,
})

function commandFor(item: MaskedItem): Pieces {
  const { body, delivery } = item
  const { method } = delivery.request
  const url = urlOf(item)
  const lines = [
    `curl ${method === 'HEAD' && body.byteLength === 0 ? '--head' : `--request ${shellWord(method)}`} ${shellBytes(url)}`,
  ]
  // Without these curl would change the path and read [] and {} as patterns.
  if (/\/\.|[[\]{}]/.test(url)) lines.push('--path-as-is --globoff')
  for (const header of headersFor(item)) lines.push(`--header ${shellBytes(header)}`)

  const notes = notesOf(item).map(shellNote).join('')
  const text = argumentText(body)
  if (body.byteLength === 0) return [notes + shellLines(sendsBody(item) ? [...lines, "--data-binary ''"] : lines)]
  if (text !== null && !text.startsWith('@'))
    return [notes + shellLines([...lines, `--data-binary ${shellWord(text)}`])]
  return piped(notes, body, shellLines([...lines, '--data-binary @-']))
}

/** The stored headers, and an order to leave out each that curl would add by itself. */
function headersFor(item: MaskedItem): string[] {
  const sent = sentHeaders(item)
  const unwanted = ['User-Agent', 'Accept']
  if (sendsBody(item)) unwanted.push('Content-Type')
  const absent = unwanted.filter((name) => firstHeader(sent, name) === undefined)
  if (item.body.byteLength >= expectBytes) absent.push('Expect')
  return [...sent.map(headerArgument), ...absent.map((name) => `${name}:`)]
}

/** curl takes `Name;` for a header without a value; `Name:` would leave it out. */
function headerArgument([name, value]: HeaderPair): string {
  return value === '' ? `${name};` : `${name}: ${value}`
}

export default curl
