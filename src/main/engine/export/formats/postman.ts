import { STATUS_CODES } from 'node:http'
import { firstHeader, type HeaderPair } from '#shared/model/headers.ts'
import { isJsonType, mediaTypeOf } from '../../lib/media-type.ts'
import { bodyText, type ExportFile, type ExportFormat, type MaskedItem } from '../export-format.ts'
import { jsonPieces, longText } from '../pieces.ts'
import { bodyFileOf, fileNameOf, notesOf, sentHeaders, titleOf, urlOf } from '../request-parts.ts'

/** Headers that Postman adds by itself, as `disabledSystemHeaders` names them. */
const added = ['user-agent', 'accept', 'accept-encoding', 'cache-control', 'content-type', 'postman-token']

/** Collection v2.1 ({@link https://schema.postman.com/collection/json/v2.1.0/draft-07/docs/index.html}). */
const postman: ExportFormat = {
  id: 'postman',
  name: 'Postman collection',
  description: 'A collection (v2.1) with the requests and the answers given; bodies that are not text lie beside.',
  extension: 'json',
  copyable: false,
  kind: 'request',
  assertsAnswer: false,
  render(items, generator) {
    const bodies = items.map((item) => (isInline(item) ? null : bodyFileOf(item)))
    const name = fileNameOf(items, generator)
    const collection = {
      info: {
        name,
        description: `Made by ${generator}.`,
        schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
      },
      item: items.map((item, at) => requestItem(item, bodies[at] ?? null)),
    }
    return [
      { name: `${name}.postman_collection.json`, mediaType: 'application/json', content: jsonPieces(collection) },
      ...bodies.filter((file) => file !== null),
    ]
  },
}

/** `{{…}}` is a variable to Postman wherever it stands. */
function isInline({ body }: MaskedItem): boolean {
  const text = bodyText(body)
  return text !== null && !text.includes('{{')
}

function requestItem(item: MaskedItem, file: ExportFile | null) {
  const { delivery } = item
  const headers = sentHeaders(item)
  const missing = added.filter((name) => firstHeader(headers, name) === undefined)
  const notes = notesOf(item)
  if (JSON.stringify([headers, urlOf(item)]).includes('{{'))
    notes.push('Postman takes {{ in the URL or a header for a variable.')
  if (file !== null) notes.push(`The body is in ${file.name}: choose it again where Postman does not find it.`)
  return {
    name: titleOf(item),
    // Else Postman would change the URL, add headers, follow redirects, and drop the body of a GET.
    protocolProfileBehavior: {
      disableUrlEncoding: true,
      disableBodyPruning: true,
      followRedirects: false,
      disabledSystemHeaders: Object.fromEntries(missing.map((name) => [name, true])),
    },
    request: {
      method: delivery.request.method,
      ...(notes.length > 0 && { description: notes.join('\n') }),
      header: headers.map(named),
      url: urlOf(item),
      ...bodyOf(item, file),
    },
    response: delivery.answerGiven === null ? [] : [answerOf(delivery.answerGiven)],
  }
}

function bodyOf({ body, delivery }: MaskedItem, file: ExportFile | null) {
  if (file !== null) return { body: { mode: 'file', file: { src: file.name } } }
  if (body.byteLength === 0) return {}
  const isJson = isJsonType(mediaTypeOf(delivery.request.headers)?.essence ?? '')
  const options = isJson ? { options: { raw: { language: 'json' } } } : {}
  return { body: { mode: 'raw', raw: longText(bodyText(body) ?? ''), ...options } }
}

function answerOf({ status, headers, body }: NonNullable<MaskedItem['delivery']['answerGiven']>) {
  return { name: 'As captured', status: STATUS_CODES[status] ?? '', code: status, header: headers.map(named), body }
}

const named = ([key, value]: HeaderPair) => ({ key, value })

export default postman
