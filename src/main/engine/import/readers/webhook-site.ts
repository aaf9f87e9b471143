import { firstHeader, type HeaderPair } from '#shared/model/headers.ts'
import { readCsv } from '../csv.ts'
import { checkedHeader, checkedMethod, checkedUrl, type FindLine } from '../http-message.ts'
import { type ImportedRequest, type ImportFormat, lengthNote } from '../import-format.ts'
import { JsonNode } from '../json-node.ts'
import { type Problem, Refusal } from '../refusal.ts'
import { type SourceText, utf8Text } from '../source-text.ts'

/**
 * webhook.site: JSON as its API lists requests ({@link https://docs.webhook.site/api/requests.html}), or the CSV of its
 * export. That times are UTC, and how the CSV names the columns of headers, is not documented and a guess.
 */
const webhookSite: ImportFormat = {
  id: 'webhook-site',
  name: 'webhook.site',
  description: 'Its CSV export, or requests as its API lists them.',
  detect(source) {
    if (!source.looksLikeJson) return isCsv(source)
    const root = source.jsonOrNull()
    const [first] = root === null ? [] : itemsOf(root)
    return first !== undefined && !first.get('uuid').isMissing && !first.get('token_id').isMissing
  },
  read: (source) => (source.looksLikeJson ? readJson(source.json) : readRows(source)),
}

function itemsOf(root: JsonNode): JsonNode[] {
  if (root.isList) return root.list()
  const data = root.get('data')
  return data.isList ? data.list() : [root]
}

/** A request as either form has it. */
interface Captured {
  readonly uuid: string | null
  readonly type: string | null
  readonly method: string
  readonly url: string
  readonly ip: string
  readonly content: string
  readonly createdAt: string | null
  readonly headers: readonly HeaderPair[]
  /** Fields of a form were parsed, and files taken out. */
  readonly hasParts: boolean
  readonly line: FindLine
}

function readJson(root: JsonNode) {
  const items = itemsOf(root)
  JsonNode.locate(items.filter((item) => !isWebRequest(item.get('type').optionalText())))
  return collect(
    items.map((item): Captured => {
      const headers = item.get('headers')
      return {
        uuid: item.get('uuid').optionalText(),
        type: item.get('type').optionalText(),
        method: item.get('method').optionalText() ?? '',
        url: item.get('url').optionalText() ?? '',
        ip: item.get('ip').optionalText() ?? '',
        content: item.get('content').optionalText() ?? '',
        createdAt: item.get('created_at').optionalText(),
        headers: isEmpty(headers) ? [] : headers.members().flatMap(readHeader),
        hasParts: !isEmpty(item.get('request')) || !isEmpty(item.get('files')),
        line: item.line,
      }
    }),
  )
}

/** PHP writes an empty object as an empty list. */
const isEmpty = (node: JsonNode): boolean =>
  node.isMissing || (node.isList ? node.list().length === 0 : node.isObject && node.members().length === 0)

function readHeader([name, values]: [string, JsonNode]): HeaderPair[] {
  const list = values.isList ? values.list() : [values]
  return list.map((value) => checkedHeader(name, value.text(), value.line))
}

const isCsv = (source: SourceText): boolean => {
  const [first = ''] = source.latin1.slice(0, 10_000).split('\n', 1)
  const columns = first
    .replaceAll('"', '')
    .split(',')
    .map((column) => column.trim())
  return ['uuid', 'method', 'url'].every((name) => columns.includes(name))
}

function readRows(source: SourceText) {
  const [head, ...rows] = readCsv(utf8Text(source.utf8))
  if (head === undefined) throw new Refusal('no-requests', 'The file is empty.')
  const columns = head.cells.map((cell) => cell.trim())
  for (const name of ['method', 'url']) {
    if (!columns.includes(name)) throw new Refusal('shape', `The CSV has no column “${name}”.`, 1)
  }
  return collect(
    rows.map(({ cells, line }): Captured => {
      if (cells.length !== columns.length)
        throw new Refusal('truncated', `The row has ${cells.length} of ${columns.length} cells.`, line)
      const cell = (name: string) => cells[columns.indexOf(name)] ?? ''
      return {
        uuid: cell('uuid') || null,
        type: cell('type') || null,
        method: cell('method'),
        url: cell('url'),
        ip: cell('ip'),
        content: cell('content'),
        createdAt: cell('created_at') || null,
        headers: columns.flatMap((column, at) => {
          const name = /^headers?[._[ ]([^.\]]+)(?:[._]\d+)?\]?$/i.exec(column)?.[1]
          const value = cells[at] ?? ''
          return name === undefined || value === '' ? [] : [checkedHeader(name, value, () => line)]
        }),
        hasParts: columns.some((column, at) => /^(?:request|files?)[._[]/i.test(column) && cells[at] !== ''),
        line: () => line,
      }
    }),
  )
}

const isWebRequest = (type: string | null): boolean => type === null || type === 'web'

function collect(captured: readonly Captured[]) {
  const requests: ImportedRequest[] = []
  const skipped: Problem[] = []
  for (const one of captured) {
    if (isWebRequest(one.type)) requests.push(toRequest(one))
    else
      skipped.push({
        line: one.line(),
        reason: 'not-a-request',
        message: `This is not a web request (“${one.type}”).`,
      })
  }
  return { requests, skipped }
}

function toRequest({ uuid, method, url, ip, content, createdAt, headers, hasParts, line }: Captured): ImportedRequest {
  const isMultipart = /^multipart\//i.test(firstHeader(headers, 'content-type') ?? '')
  if (content === '' && (isMultipart || hasParts))
    throw new Refusal('not-included', 'webhook.site keeps the fields of a multipart form, not its bytes.', line())
  const body = Buffer.from(content)
  return {
    method: checkedMethod(method, line),
    // An empty query is written as a question mark.
    url: checkedUrl(url.replace(/\?$/, ''), line),
    below: belowToken(url),
    httpVersion: '1.1',
    headers,
    body,
    receivedAt: readTime(createdAt, line),
    remoteAddress: ip,
    sourceId: uuid,
    note: lengthNote(body, headers),
  }
}

/** `https://webhook.site/<token>/sub?x=1`, or the token as a subdomain. */
function belowToken(url: string): string {
  const [, host = '', rest = ''] = /^https?:\/\/([^/?#]*)([^#]*)/i.exec(url.replace(/\?$/, '')) ?? []
  return /^webhook\.site$/i.test(host) ? rest.replace(/^\/[^/?]*/, '') : rest.replace(/^\/(?=\?|$)/, '')
}

function readTime(text: string | null, line: FindLine): number | null {
  if (text === null) return null
  const at = Date.parse(`${text.replace(' ', 'T')}${/[zZ]|[+-]\d\d:\d\d$/.test(text) ? '' : 'Z'}`)
  if (!Number.isFinite(at) || at < 0) throw new Refusal('shape', `“${text.slice(0, 40)}” is not a time.`, line())
  return at
}

export default webhookSite
