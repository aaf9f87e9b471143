import { endOfString } from '../../lib/json-scan.ts'
import { checkedHeader, checkedMethod, checkedUrl } from '../http-message.ts'
import type { ImportedRequest, ImportFormat } from '../import-format.ts'
import { JsonNode } from '../json-node.ts'

/**
 * What Hookdeck's API answers for requests and events with their data
 * ({@link https://hookdeck.com/docs/api}, 2025-07-01): one, a page of them (`models`), or a list. The method is not part of
 * it; POST is a guess.
 */
const hookdeck: ImportFormat = {
  id: 'hookdeck',
  name: 'Hookdeck',
  description: 'Requests or events with their data, as the API lists them.',
  detect(source) {
    const root = source.jsonOrNull()
    if (root === null) return false
    const [first] = itemsOf(root)
    return first !== undefined && !first.get('source_id').isMissing && first.get('data').isObject
  },
  read(source) {
    const items = itemsOf(source.json)
    JsonNode.locate(items.map((item) => item.get('data').get('body')).filter(isParsed))
    return { requests: items.map(readItem) }
  },
}

function itemsOf(root: JsonNode): JsonNode[] {
  if (root.isList) return root.list()
  const models = root.get('models')
  return models.isMissing ? [root] : models.list()
}

function readItem(item: JsonNode): ImportedRequest {
  const data = item.get('data')
  if (data.isMissing)
    throw item.refusal('not-included', 'There are no headers and no body: ask Hookdeck for each with “include=data”.')
  const headers = data.get('headers').members()
  const path = data.get('path').optionalText() ?? ''
  const query = (data.get('query').optionalText() ?? '').replace(/^\?/, '')
  const { body, isRebuilt } = readBody(data.get('body'))
  const guess = 'Hookdeck’s data has no method; POST is a guess.'
  return {
    method: checkedMethod(item.get('method').optionalText() ?? 'POST', item.line),
    url: checkedUrl(`${path.startsWith('/') ? '' : '/'}${path}${query === '' ? '' : `?${query}`}`, data.line),
    httpVersion: '1.1',
    headers: headers
      .filter(([, value]) => !value.isMissing)
      .map(([name, value]) => checkedHeader(name, value.text(), value.line)),
    body,
    receivedAt: item.get('ingested_at').time() ?? item.get('created_at').time(),
    remoteAddress: '',
    sourceId: item.get('request_id').optionalText() ?? item.get('id').optionalText(),
    note: isRebuilt
      ? `The file has the body as parsed JSON, not its bytes: it was written without spaces. ${guess}`
      : guess,
  }
}

const isParsed = (body: JsonNode): boolean => !body.isMissing && typeof body.value !== 'string'

function readBody(body: JsonNode): { readonly body: Uint8Array; readonly isRebuilt: boolean } {
  if (body.isMissing) return { body: new Uint8Array(0), isRebuilt: false }
  if (isParsed(body)) return { body: Buffer.from(compactJson(body.source())), isRebuilt: true }
  return { body: Buffer.from(body.text()), isRebuilt: false }
}

/** A JSON text without whitespace between its values; all else stays as written, numbers digit by digit. */
function compactJson(text: string): string {
  let result = ''
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (char === '"') {
      const end = endOfString(text, at)
      result += text.slice(at, end + 1)
      at = end
    } else if (!/\s/.test(char)) result += char
  }
  return result
}

export default hookdeck
