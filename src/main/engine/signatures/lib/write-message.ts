import type { HeaderPair } from '#shared/model/headers.ts'
import type { SchemeRequest } from '../signature-scheme.ts'
import { writeHeader } from './header-format.ts'
import { nameList, valuesOfFirst } from './header-names.ts'
import { jsonValueText } from './json-value.ts'
import type { MessageParams } from './message-params.ts'
import { type MessageValues, renderTemplate } from './template.ts'
import { formatTime } from './timestamp.ts'

/**
 * Headers of a signed request: `digest` signs the bytes of the parts. Null where the request lacks a part of the signed
 * string. A message id that is there is kept, so that a signed replay stays the same message.
 */
export function writeMessage(
  request: SchemeRequest,
  params: MessageParams,
  secret: Uint8Array,
  nowMs: number,
  newId: () => string,
  digest: (parts: readonly Uint8Array[]) => string,
): HeaderPair[] | null {
  const fresh = formatTime(nowMs, params.timestampUnit)
  const inBody = params.timestampPointer && !params.timestampHeader && !params.format.includes('{timestamp}')
  const values: MessageValues = {
    timestamp: inBody ? jsonValueText(request.body, params.timestampPointer) : fresh,
    id: valuesOfFirst(request.headers, params.idHeader)[0] ?? newId(),
    nonce: newId(),
  }
  const rendered = renderTemplate(params.signed, request, values, secret)
  if ('missing' in rendered) return null
  const signature = digest(rendered.parts.map(({ bytes }) => bytes))
  const headers: HeaderPair[] = []
  const set = (names: string, value: string) => {
    const [name] = nameList(names)
    if (name) headers.push([name, value])
  }
  set(params.idHeader, values.id ?? '')
  set(params.nonceHeader, values.nonce ?? '')
  set(params.timestampHeader, values.timestamp ?? fresh)
  set(params.versionHeader, params.version)
  set(params.algorithmHeader, params.algorithmName)
  set(
    params.header,
    writeHeader(params.format, { signature, timestamp: values.timestamp ?? '', keyId: params.keyId || 'test' }),
  )
  return headers
}
