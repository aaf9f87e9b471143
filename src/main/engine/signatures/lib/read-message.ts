import { firstHeader } from '#shared/model/headers.ts'
import type { SchemeRequest } from '../signature-scheme.ts'
import { type HeaderFields, readHeader } from './header-format.ts'
import { namesInWords, valuesOfFirst } from './header-names.ts'
import { jsonValueText } from './json-value.ts'
import type { MessageParams } from './message-params.ts'
import { type Failure, fail } from './outcome.ts'
import { holesOf, type MessageValues } from './template.ts'
import { checkAge, excerpt } from './timestamp.ts'

/** One signature header read: what to check, and against what. */
export interface Message {
  readonly signatures: readonly string[]
  readonly values: MessageValues
  /** Set where the time is outside the window; the signature can be checked all the same. */
  readonly late: Failure | null
}

/** A header that is sent more often than this is not read to the end. */
const headerLimit = 16

/** The messages to check: one per signature header (there is one, unless a sender repeats it). */
export function readMessages(request: SchemeRequest, params: MessageParams): readonly Message[] | Failure {
  const values = valuesOfFirst(request.headers, params.header)
  if (values.length === 0) return fail('header-missing', `${namesInWords(params.header)} is not among the headers`)
  const announced = checkAnnounced(request, params)
  if (announced) return announced
  const messages: Message[] = []
  let failure: Failure | null = null
  for (const value of values.slice(0, headerLimit)) {
    const fields = readHeader(value, params.format, params.separator)
    const message = 'ok' in fields ? fields : readMessage(request, params, fields)
    if ('ok' in message) failure ??= message
    else messages.push(message)
  }
  return messages.length > 0 || !failure ? messages : failure
}

/** Version and algorithm that the delivery names in headers of their own. */
function checkAnnounced(request: SchemeRequest, params: MessageParams): Failure | null {
  const version = firstHeader(request.headers, params.versionHeader)
  if (params.versionHeader && version !== undefined && version !== params.version) {
    return fail('no-supported-version', `${params.versionHeader} says ${excerpt(version)}, not ${params.version}`)
  }
  const algorithm = firstHeader(request.headers, params.algorithmHeader)
  if (
    params.algorithmHeader &&
    algorithm !== undefined &&
    algorithm.toLowerCase() !== params.algorithmName.toLowerCase()
  ) {
    return fail(
      'unsupported-algorithm',
      `${params.algorithmHeader} says ${excerpt(algorithm)}, not ${params.algorithmName}`,
    )
  }
  return null
}

function readMessage(request: SchemeRequest, params: MessageParams, fields: HeaderFields): Message | Failure {
  if (params.keyId && fields.keyId !== params.keyId) {
    return fail('signature-mismatch', `it is signed for the key ${excerpt(fields.keyId ?? '')}, not ${params.keyId}`)
  }
  const needed = holesOf(params.signed).map(({ kind }) => kind)
  const id = idOf(request, params.idHeader)
  if (needed.includes('id') && !id) return fail('header-missing', `${params.idHeader} is not among the headers`)
  const nonce = idOf(request, params.nonceHeader)
  if (needed.includes('nonce') && !nonce)
    return fail('header-missing', `${params.nonceHeader} is not among the headers`)
  const timestamp = timestampOf(request, params, fields)
  // A timestamp inside the body is signed with it, so it cannot have been taken away by somebody else.
  if (!timestamp && (needed.includes('timestamp') || (params.toleranceSeconds !== null && !params.timestampPointer))) {
    return fail(
      'timestamp-missing',
      params.timestampHeader ? `${params.timestampHeader} is not among the headers` : null,
    )
  }
  const late = timestamp ? checkAge(timestamp, params, request.arrivedAtMs) : null
  if (late?.reason === 'timestamp-malformed') return late
  return { signatures: fields.signatures, values: { id, nonce, timestamp }, late }
}

const idOf = (request: SchemeRequest, names: string): string | undefined => valuesOfFirst(request.headers, names)[0]

function timestampOf(request: SchemeRequest, params: MessageParams, fields: HeaderFields): string | undefined {
  if (fields.timestamp !== undefined) return fields.timestamp
  if (params.timestampHeader) return valuesOfFirst(request.headers, params.timestampHeader)[0] || undefined
  return params.timestampPointer ? jsonValueText(request.body, params.timestampPointer) : undefined
}
