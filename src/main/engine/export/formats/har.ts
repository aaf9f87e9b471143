import { STATUS_CODES } from 'node:http'
import type { Answer } from '#shared/model/delivery.ts'
import { firstHeader, type HeaderPair } from '#shared/model/headers.ts'
import { bodyText, type ExportFormat, type MaskedItem } from '../export-format.ts'
import { base64Of, jsonPieces, longText } from '../pieces.ts'
import { fileNameOf } from '../request-parts.ts'

/** HTTP Archive 1.2 ({@link http://www.softwareishard.com/blog/har-12-spec/}); fields of our own begin with "_". */
const har: ExportFormat = {
  id: 'har',
  name: 'HAR 1.2',
  description: 'HTTP Archive with requests and answers, for browser developer tools and proxies.',
  extension: 'har',
  copyable: false,
  kind: 'request',
  assertsAnswer: false,
  render(items, generator) {
    const [name = '', version = ''] = generator.split(' ')
    const log = { version: '1.2', creator: { name, version }, entries: items.map(entryOf) }
    return [
      { name: `${fileNameOf(items, generator)}.har`, mediaType: 'application/json', content: jsonPieces({ log }) },
    ]
  },
}

function entryOf(item: MaskedItem) {
  const { delivery } = item
  const { request, answerGiven } = delivery
  const send = Math.max(0, request.lastByteAt - request.firstByteAt)
  const wait = Math.max(0, (answerGiven?.afterMs ?? send) - send)
  return {
    startedDateTime: new Date(request.firstByteAt).toISOString(),
    time: send + wait,
    request: requestOf(item),
    response: responseOf(answerGiven, request.httpVersion),
    cache: {},
    timings: { send, wait, receive: 0 },
    comment: [delivery.provider, delivery.eventType, item.endpointName].filter(Boolean).join(', '),
  }
}

function requestOf({ delivery, body, masked, bodyMasked }: MaskedItem) {
  const { method, publicUrl, httpVersion, headers } = delivery.request
  const query = publicUrl.split('?').slice(1).join('?')
  const text = bodyText(body)
  const plain = publicUrl.replaceAll('{token}', '%7Btoken%7D')
  const url = uriOf(plain)
  return {
    method,
    url,
    ...(url !== plain && { _url: plain }),
    httpVersion: `HTTP/${httpVersion}`,
    cookies: [],
    headers: headers.map(named),
    queryString: [...new URLSearchParams(query)].map(named),
    ...(body.byteLength > 0 && {
      postData: {
        mimeType: firstHeader(headers, 'content-type') ?? '',
        text: text === null ? base64Of(body) : longText(text),
        // HAR has `encoding` for answers only.
        ...(text === null && { _encoding: 'base64' }),
      },
    }),
    headersSize: -1,
    bodySize: body.byteLength,
    ...(masked.length > 0 && { _masked: masked }),
    ...(bodyMasked && { comment: 'The body holds (masked) where a secret was; its signature does not verify.' }),
  }
}

/** HAR wants a URI (RFC 3986): what may not stand in one is percent-encoded, one byte for each character. */
function uriOf(url: string): string {
  const [origin = ''] = /^\w+:\/\/[^/?#]*/.exec(url) ?? []
  const rest = url.slice(origin.length).replaceAll(/[^\w.~!#$&'()*+,/:;=?@%-]|%(?![0-9a-f]{2})/gi, (char) => {
    return `%${(char.charCodeAt(0) & 0xff).toString(16).toUpperCase().padStart(2, '0')}`
  })
  return origin + rest
}

/** Status 0 where no answer was given, as browsers write it. */
function responseOf(answer: Answer | null, httpVersion: string) {
  const headers = answer?.headers ?? []
  const size = Buffer.byteLength(answer?.body ?? '')
  return {
    status: answer?.status ?? 0,
    statusText: STATUS_CODES[answer?.status ?? 0] ?? '',
    httpVersion: `HTTP/${httpVersion}`,
    cookies: [],
    headers: headers.map(named),
    content: { size, mimeType: firstHeader(headers, 'content-type') ?? 'x-unknown', text: answer?.body ?? '' },
    redirectURL: firstHeader(headers, 'location') ?? '',
    headersSize: -1,
    bodySize: answer === null ? -1 : size,
  }
}

function named([name, value]: HeaderPair) {
  return { name, value }
}

export default har
