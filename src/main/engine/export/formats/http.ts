import type { HeaderPair } from '#shared/model/headers.ts'
import { mediaTypeOf } from '../../lib/media-type.ts'
import { bodyText, type ExportFile, type ExportFormat, type MaskedItem } from '../export-format.ts'
import { bodyFileOf, fileNameOf, notesOf, repeatedHeaders, sentHeaders, titleOf, urlOf } from '../request-parts.ts'
import { commentLine } from '../test-code/quote.ts'

/** Longer bodies lie beside, where an editor does not have to colour them. */
const maxInline = 64 * 1024

/** Requests as JetBrains' HTTP Client and the REST Client of VS Code read them ({@link https://github.com/JetBrains/http-request-in-editor-spec}). */
const http: ExportFormat = {
  id: 'http',
  name: 'HTTP file',
  description:
    'Requests for JetBrains’ HTTP Client and the REST Client of VS Code; bodies of several lines lie beside.',
  extension: 'http',
  // A body may lie beside it.
  copyable: false,
  kind: 'request',
  assertsAnswer: false,
  render(items, generator) {
    const bodies = items.map((item) => (isInline(item) ? null : bodyFileOf(item)))
    const main: ExportFile = {
      name: `${fileNameOf(items, generator)}.http`,
      mediaType: 'text/plain',
      content: { [Symbol.iterator]: () => requests(items, bodies) },
    }
    return [main, ...bodies.filter((file) => file !== null)]
  },
}

function* requests(items: readonly MaskedItem[], bodies: readonly (ExportFile | null)[]): Generator<string, void> {
  for (const [at, item] of items.entries()) {
    yield `${at === 0 ? '' : '\n'}### ${commentLine(titleOf(item))}\n`
    yield headOf(item)
    const file = bodies[at]
    if (file) yield `\n< ./${file.name}\n`
    else if (item.body.byteLength > 0) yield `\n${bodyText(item.body)}\n`
  }
}

function headOf(item: MaskedItem): string {
  const headers = sentHeaders(item)
  const url = urlOf(item)
  const written = plainUrl(url)
  const notes = [...notesOf(item), ...lossesOf(headers)]
  if (written !== url) notes.push('Some characters of this URL are encoded here; they were sent as they are.')
  return [
    ...notes.map((note) => `# ${commentLine(note)}`),
    `${item.delivery.request.method} ${written}`,
    ...headers.filter(canBeWritten).map(([name, value]) => `${name}: ${value}`.replace(/[ \t]+$/, '')),
    '',
  ].join('\n')
}

/** `{{…}}` is a variable to both editors, and "#" begins a comment: there is no way to write these otherwise. */
const canBeWritten = ([name, value]: HeaderPair): boolean => !name.startsWith('#') && !/\{\{|[^\P{Cc}\t]/u.test(value)

function plainUrl(url: string): string {
  return url
    .replaceAll('{{', '%7B%7B')
    .replaceAll(/[^!-~]/g, (char) => `%${(char.charCodeAt(0) & 0xff).toString(16).toUpperCase().padStart(2, '0')}`)
}

function lossesOf(headers: readonly HeaderPair[]): string[] {
  const lost = headers.filter((header) => !canBeWritten(header)).map(([name]) => name)
  const repeated = repeatedHeaders(headers)
  const beyond = headers
    .filter(canBeWritten)
    .filter(([, value]) => /[^\0-\x7f]/.test(value))
    .map(([name]) => name)
  return [
    ...(lost.length > 0 ? [`Left out, because an editor would not read it as a header: ${lost.join(', ')}.`] : []),
    ...(repeated.length > 0 ? [`Sent more than once; an editor may join the values: ${repeated.join(', ')}.`] : []),
    ...(beyond.length > 0 ? [`Bytes beyond ASCII, written as Latin-1: ${beyond.join(', ')}.`] : []),
  ]
}

/**
 * Only a body of one line is sent as it stands by both editors: line ends become those of the editor, and what begins like a
 * comment, a variable, a file or a response is taken for that.
 */
function isInline({ body, delivery }: MaskedItem): boolean {
  const text = body.byteLength <= maxInline ? bodyText(body) : null
  if (text === null || /[\p{C}\p{Zl}\p{Zp}]|\{\{/u.test(text)) return false
  // A form may have what is not allowed in a URL encoded.
  const isForm = mediaTypeOf(delivery.request.headers)?.essence === 'application/x-www-form-urlencoded'
  return isForm
    ? /^[\w.~!$&'()*+,/:;=?@%[\]-]*$/.test(text)
    : text.trim() === text && !/^(?:[#<>@]|\/\/|HTTP\/)/.test(text)
}

export default http
