import { firstHeader, type HeaderPair } from '#shared/model/headers.ts'
import { authorityOf, checkedHeader, checkedMethod, checkedUrl, type Line, readHeaderLine } from '../http-message.ts'
import { type ImportedRequest, type ImportFormat, plainRequest } from '../import-format.ts'
import { Refusal } from '../refusal.ts'
import type { SourceText } from '../source-text.ts'
import { trimWhitespace, withoutLastBreaks } from '../trim.ts'
import { fillPlaceholders, placeholderNote } from '../variables.ts'

const methods =
  'GET|HEAD|POST|PUT|DELETE|PATCH|OPTIONS|TRACE|CONNECT|LOCK|UNLOCK|PROPFIND|PROPPATCH|COPY|MOVE|MKCOL|MKCALENDAR|ACL|SEARCH'
const requestLine =
  /^(?:([!#$%&'*+\-.^_`|~0-9A-Za-z]+)[ \t]+)?((?:https?:\/\/|\/|\{\{)\S*)(?:[ \t]+HTTP\/(\d(?:\.\d)?))?[ \t]*$/i

/** `.http` and `.rest` files of the VS Code REST Client and of JetBrains' HTTP Client. */
const http: ImportFormat = {
  id: 'http',
  name: '.http',
  description: 'A request file of VS Code’s REST Client or JetBrains’ HTTP Client.',
  detect(source) {
    const text = source.latin1.slice(0, 20_000)
    if (/^\s*[[{]/.test(text)) return false
    return (
      /^###/m.test(text) ||
      new RegExp(`^(?:${methods})[ \\t]+(?:https?://|\\{\\{)`, 'm').test(text) ||
      /^@[\w-]+[ \t]*=/m.test(text)
    )
  },
  read(source) {
    const values = new Map<string, string>()
    const requests = split(source.latin1).flatMap((block) => {
      const request = readBlock(block, values, source)
      if (request === null) return []
      source.budget.addRequest(request)
      return [request]
    })
    return { requests }
  },
}

/** What stands between two lines of "###". */
interface Block {
  readonly lines: readonly Line[]
  /** Line ends as they stand are part of bodies. */
  readonly ends: readonly string[]
}

function split(text: string): Block[] {
  const blocks: { lines: Line[]; ends: string[] }[] = [{ lines: [], ends: [] }]
  let number = 1
  for (let at = 0; at < text.length; number += 1) {
    const feed = text.indexOf('\n', at)
    const end = feed === -1 ? text.length : feed
    const isCrlf = feed !== -1 && text.charAt(feed - 1) === '\r' && feed > at
    const line = text.slice(at, isCrlf ? end - 1 : end)
    if (line.startsWith('###')) blocks.push({ lines: [], ends: [] })
    else {
      blocks.at(-1)!.lines.push({ text: line, number })
      blocks.at(-1)!.ends.push(feed === -1 ? '' : isCrlf ? '\r\n' : '\n')
    }
    at = end + 1
  }
  return blocks
}

/** Null where it has comments and variables alone. */
function readBlock({ lines, ends }: Block, values: Map<string, string>, source: SourceText): ImportedRequest | null {
  const onGrown = (bytes: number) => source.budget.addBytes(bytes)
  const first = beginOf(lines, values, onGrown)
  if (first === null) return null
  const line = lines[first]!
  const unknown = new Set<string>()
  const fill = (text: string) => {
    const filled = fillPlaceholders(text, values, onGrown)
    for (const name of filled.unknown) unknown.add(name)
    return filled.text
  }
  let at = first + 1
  let written = line.text
  // A query may go on over indented lines.
  for (; at < lines.length && /^[ \t]+[?&/]/.test(lines[at]!.text); at += 1) written += trimWhitespace(lines[at]!.text)
  const [, method = 'GET', url = '', httpVersion = '1.1'] = requestLine.exec(trimWhitespace(fill(written))) ?? []
  if (url === '')
    throw new Refusal(
      'syntax',
      'A request line is expected here, such as “POST https://example.com/hooks”.',
      line.number,
    )
  const headers: HeaderPair[] = []
  for (; at < lines.length && lines[at]!.text.trim() !== ''; at += 1) {
    if (isComment(lines[at]!.text)) continue
    const [name, value] = readHeaderLine(lines[at]!)
    headers.push(checkedHeader(name, asText(fill(value)), () => lines[at]!.number))
  }
  const body = readBody({ lines: lines.slice(at + 1), ends: ends.slice(at + 1) }, fill, source)
  return {
    ...plainRequest,
    method: checkedMethod(method.toUpperCase(), () => line.number),
    url: checkedUrl(withHost(url, headers), () => line.number),
    httpVersion,
    headers: withOwnHost(url, headers),
    body,
    note: placeholderNote(unknown),
  }
}

/** These clients send one byte for each character of a header that has one; the file itself is UTF-8. */
function asText(bytes: string): string {
  const text = Buffer.from(bytes, 'latin1').toString('utf8')
  return text.includes('\ufffd') ? bytes : text
}

const isComment = (text: string): boolean => /^(?:#|\/\/)/.test(text)

/** Where the request line stands; reads variables on the way. */
function beginOf(lines: readonly Line[], values: Map<string, string>, onGrown: (bytes: number) => void): number | null {
  for (const [at, { text, number }] of lines.entries()) {
    const variable = /^@([\w.-]+)[ \t]*=[ \t]*/.exec(text)
    if (variable !== null)
      values.set(variable[1]!, fillPlaceholders(trimWhitespace(text.slice(variable[0].length)), values, onGrown).text)
    else if (/^<[ \t]*\{%/.test(text))
      throw new Refusal('unsupported', 'What a script does before the request, only its program knows.', number)
    else if (text.trim() !== '' && !isComment(text)) return at
  }
  return null
}

function readBody({ lines, ends }: Block, fill: (text: string) => string, source: SourceText): Uint8Array {
  const first = lines.find(({ text }) => text.trim() !== '')
  const file = /^<@?(?:[ \t]*[a-z0-9-]+)?[ \t]+(\S.*)$/i.exec(first?.text ?? '')
  if (first !== undefined && file !== null) return source.bodyBeside(trimWhitespace(file[1]!), () => first.number)
  let text = ''
  for (const [at, line] of lines.entries()) {
    // What is done with the answer.
    if (/^(?:>[ \t]*\{%|>>?!?[ \t]+\S|<>[ \t]+\S)/.test(line.text)) break
    text += line.text + ends[at]
  }
  return Buffer.from(fill(withoutLastBreaks(text)), 'latin1')
}

/** A path alone goes to the host that a header names. */
function withHost(url: string, headers: readonly HeaderPair[]): string {
  const host = firstHeader(headers, 'host')
  return url.startsWith('/') && host !== undefined ? `http://${host}${url}` : url
}

function withOwnHost(url: string, headers: readonly HeaderPair[]): readonly HeaderPair[] {
  const host = authorityOf(url)
  return host === undefined || firstHeader(headers, 'host') !== undefined ? headers : [['Host', host], ...headers]
}

export default http
