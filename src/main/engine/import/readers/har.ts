import type { HeaderPair } from '#shared/model/headers.ts'
import { checkedHeader, checkedMethod, checkedUrl } from '../http-message.ts'
import { fieldsNote, type ImportedRequest, type ImportFormat, lengthNote, maskedNote } from '../import-format.ts'
import type { JsonNode } from '../json-node.ts'

/** HTTP Archive 1.1 and 1.2 ({@link http://www.softwareishard.com/blog/har-12-spec/}); only its requests are read. */
const har: ImportFormat = {
  id: 'har',
  name: 'HAR',
  description: 'HTTP Archive of a browser or a proxy, or one that Switchhook exported.',
  detect: (source) => source.jsonOrNull()?.get('log').get('entries').isList === true,
  read: (source) => ({ requests: source.json.get('log').get('entries').list().map(readEntry) }),
}

function readEntry(entry: JsonNode): ImportedRequest {
  const request = entry.get('request').object()
  const headers = request
    .get('headers')
    .list()
    .map((header) => checkedPair(header))
    .filter((pair) => pair !== null)
  const { body, note } = readPostData(request.get('postData'), headers)
  const url = request.get('url')
  const address = entry.get('_clientAddress').value
  return {
    method: checkedMethod(request.get('method').text(), request.get('method').line),
    url: checkedUrl(url.text(), url.line),
    httpVersion: versionOf(request.get('httpVersion').optionalText()),
    headers,
    body,
    receivedAt: entry.get('startedDateTime').time(),
    remoteAddress: typeof address === 'string' ? address : '',
    sourceId: null,
    note: note ?? maskedNote(request.get('_masked').optionalTexts()),
  }
}

/** Browsers list HTTP/2's own fields (":authority") among the headers. */
function checkedPair(header: JsonNode): HeaderPair | null {
  const name = header.get('name').text()
  return name.startsWith(':') ? null : checkedHeader(name, header.get('value').text(), header.line)
}

/** "HTTP/1.1", "http/2.0", "h3", or empty, as browsers write it. */
function versionOf(text: string | null): string {
  return /^(?:http\/|h)(\d(?:\.\d)?)/i.exec(text ?? '')?.[1] ?? '1.1'
}

function readPostData(
  data: JsonNode,
  headers: readonly HeaderPair[],
): { readonly body: Uint8Array; readonly note: string | null } {
  if (data.isMissing) return { body: new Uint8Array(0), note: null }
  const text = data.get('text')
  // HAR has `encoding` for answers only; ours is `_encoding`, and some tools write `encoding` here as well.
  const encoding = data.get('_encoding').optionalText() ?? data.get('encoding').optionalText()
  if (!text.isMissing && encoding === 'base64') return { body: text.base64(), note: null }
  const params = data.get('params')
  if (text.isMissing || (text.value === '' && params.isList && params.list().length > 0)) {
    if (params.isMissing) return { body: new Uint8Array(0), note: null }
    return {
      body: readParams(params, data.get('mimeType')),
      note: fieldsNote,
    }
  }
  const body = Buffer.from(text.text())
  return { body, note: lengthNote(body, headers) }
}

function readParams(params: JsonNode, mimeType: JsonNode): Uint8Array {
  if (!/^application\/x-www-form-urlencoded/i.test(mimeType.optionalText() ?? ''))
    throw params.refusal(
      'not-included',
      'The file lacks the bytes of this body; it has parts of a multipart form alone.',
    )
  const form = new URLSearchParams()
  for (const param of params.list()) form.append(param.get('name').text(), param.get('value').optionalText() ?? '')
  return Buffer.from(form.toString())
}

export default har
