import { firstHeader, type HeaderPair } from '#shared/model/headers.ts'
import {
  type CheckOutcome,
  excerpt,
  type Failure,
  fail,
  matched,
  oncePerParams,
  type SchemeRequest,
  type SchemeSecret,
} from '../signature-scheme.ts'
import {
  firstOf,
  type HeaderFields,
  nameList,
  namesInWords,
  readHeader,
  repeated,
  valuesOfFirst,
  writeHeader,
} from './headers.ts'
import type { MessageParams } from './message-params.ts'
import { jsonValueText, tooLargeToRead } from './request-parts.ts'
import { type MessageValues, placeholdersOf, placeholderWords, type RenderedPart, renderTemplate } from './template.ts'
import { checkAge, formatTime } from './timestamp.ts'

/** One signature header read: what to check, and against what. */
export interface Message {
  readonly signatures: readonly string[]
  readonly values: MessageValues
  /** Set where the time is outside the window; the signature can be checked all the same. */
  readonly late: Failure | null
}

/** Kinds of placeholders in the signed string. */
const signedKinds = oncePerParams(
  ({ signed }: Pick<MessageParams, 'signed'>): ReadonlySet<string> =>
    new Set(placeholdersOf(signed).map(({ kind }) => kind)),
)

function messageOf(request: SchemeRequest, params: MessageParams): Message | Failure {
  const [value] = valuesOfFirst(request.headers, params.header)
  if (value === undefined) return fail('header-missing', `${namesInWords(params.header)} is not among the headers`)
  const { header, timestampHeader, idHeader, nonceHeader, versionHeader, algorithmHeader } = params
  const unique = [header, timestampHeader, idHeader, nonceHeader, versionHeader, algorithmHeader]
  const needed = signedKinds(params)
  const unread = needed.has('form') || needed.has('json') ? tooLargeToRead(request) : null
  const failure = unread ?? repeated(request.headers, unique) ?? checkAnnounced(request, params)
  if (failure) return failure
  const fields = readHeader(value, params.format, params.separator, params.fields)
  return 'ok' in fields ? fields : readMessage(request, params, fields)
}

/** Version and algorithm that the delivery names in headers of their own. */
function checkAnnounced({ headers }: SchemeRequest, params: MessageParams): Failure | null {
  const { versionHeader, algorithmHeader } = params
  const version = versionHeader ? firstHeader(headers, versionHeader) : undefined
  if (version !== undefined && version !== params.version) {
    return fail('no-supported-version', `${versionHeader} says ${excerpt(version)}, not ${params.version}`)
  }
  const algorithm = algorithmHeader ? firstHeader(headers, algorithmHeader) : undefined
  if (algorithm !== undefined && algorithm.toLowerCase() !== params.algorithmName.toLowerCase()) {
    return fail('unsupported-algorithm', `${algorithmHeader} says ${excerpt(algorithm)}, not ${params.algorithmName}`)
  }
  return null
}

function readMessage(request: SchemeRequest, params: MessageParams, fields: HeaderFields): Message | Failure {
  if (params.keyId && fields.keyId !== params.keyId) {
    return fail('signature-mismatch', `it is signed for the key ${excerpt(fields.keyId ?? '')}, not ${params.keyId}`)
  }
  const needed = signedKinds(params)
  const id = firstOf(request.headers, params.idHeader)
  if (!id && needed.has('id')) return fail('header-missing', `${params.idHeader} is not among the headers`)
  const nonce = firstOf(request.headers, params.nonceHeader)
  if (!nonce && needed.has('nonce')) return fail('header-missing', `${params.nonceHeader} is not among the headers`)
  const timestamp = timestampOf(request, params, fields)
  // A timestamp inside the body is signed with it, so it cannot have been taken away by somebody else.
  if (!timestamp && (needed.has('timestamp') || (params.toleranceSeconds !== null && !params.timestampPointer))) {
    return fail(
      'timestamp-missing',
      params.timestampHeader ? `${params.timestampHeader} is not among the headers` : null,
    )
  }
  const late = timestamp ? checkAge(timestamp, params, request.arrivedAtMs) : null
  if (late?.reason === 'timestamp-malformed') return late
  return { signatures: fields.signatures, values: { id, nonce, timestamp }, late }
}

function timestampOf(request: SchemeRequest, params: MessageParams, fields: HeaderFields): string | undefined {
  const text = timestampText(request, params, fields)
  return params.timestampFraction === 'cut' ? text?.replace(/^(\d{1,16})\.\d*$/, '$1') : text
}

function timestampText(request: SchemeRequest, params: MessageParams, fields: HeaderFields): string | undefined {
  if (fields.timestamp !== undefined) return fields.timestamp
  if (params.timestampHeader) return firstOf(request.headers, params.timestampHeader) || undefined
  return params.timestampPointer ? jsonValueText(request.body, params.timestampPointer) : undefined
}

/** What was signed, and the signatures that came with it. */
export interface SignedBytes {
  readonly parts: readonly Uint8Array[]
  readonly signatures: readonly string[]
}

/** Bytes that stand in the signed string where the template names the secret. */
type KeyBytes = (secret: string) => Uint8Array

/** Reads the signature header, renders the signed string and asks `matches` for each secret in order. */
export function checkMessages(
  request: SchemeRequest,
  params: MessageParams,
  secrets: readonly SchemeSecret[],
  keyBytes: KeyBytes,
  matches: (secret: SchemeSecret, signed: SignedBytes) => boolean,
): CheckOutcome {
  const message = messageOf(request, params)
  if ('ok' in message) return message
  return checkMessage(message, renderer(request, params, message, keyBytes), secrets, matches)
}

function checkMessage(
  { signatures, late }: Message,
  render: ReturnType<typeof renderer>,
  secrets: readonly SchemeSecret[],
  matches: (secret: SchemeSecret, signed: SignedBytes) => boolean,
): CheckOutcome {
  for (const secret of secrets) {
    const rendered = render(secret.value)
    if ('missing' in rendered) {
      const { missing } = rendered
      return missing.kind === 'header'
        ? fail('header-missing', `${missing.argument} is not among the headers`)
        : fail(
            'signature-mismatch',
            `the delivery has no ${placeholderWords(missing)}, which is a part of the signed string`,
          )
    }
    if (!matches(secret, { parts: bytesOf(rendered.parts), signatures })) continue
    return late ? fail(late.reason, `${late.detail}; the signature itself matches`) : matched(secret)
  }
  return late ?? fail('signature-mismatch')
}

export const bytesOf = (parts: readonly RenderedPart[]): Uint8Array[] => parts.map(({ bytes }) => bytes)

const noBytes = new Uint8Array()

/** Renders once for all secrets, unless the secret is a part of the signed string. */
function renderer(request: SchemeRequest, params: MessageParams, { values }: Message, keyBytes: KeyBytes) {
  const perSecret = signedKinds(params).has('secret')
  let shared: ReturnType<typeof renderTemplate> | undefined
  return (secret: string) => {
    if (perSecret) return renderTemplate(params.signed, request, values, keyBytes(secret))
    shared ??= renderTemplate(params.signed, request, values, noBytes)
    return shared
  }
}

interface MessageEvidence {
  readonly received: readonly string[]
  /** With `mask` in place of the secret's own bytes. */
  readonly signedParts: readonly RenderedPart[]
  /** What goes into the digest; null where the delivery lacks a part of it. */
  readonly partsWith: (secret: string) => readonly Uint8Array[] | null
}

/** The message with its signed string. */
export function evidenceOf(
  request: SchemeRequest,
  params: MessageParams,
  keyBytes: KeyBytes,
  mask: string,
): MessageEvidence {
  const message = messageOf(request, params)
  if ('ok' in message) {
    return { received: valuesOfFirst(request.headers, params.header), signedParts: [], partsWith: () => null }
  }
  const render = renderer(request, params, message, keyBytes)
  const shown = renderTemplate(params.signed, request, message.values, Buffer.from(mask))
  return {
    received: message.signatures,
    signedParts: 'missing' in shown ? [] : shown.parts,
    partsWith(secret) {
      const rendered = render(secret)
      return 'missing' in rendered ? null : bytesOf(rendered.parts)
    },
  }
}

/**
 * Headers of a signed request: `digest` signs the bytes of the parts. Null where the request lacks a part of the signed
 * string. A message id that is there stays, so that a signed replay is still the same message.
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
    id: firstOf(request.headers, params.idHeader) ?? newId(),
    nonce: newId(),
  }
  const rendered = renderTemplate(params.signed, request, values, secret)
  if ('missing' in rendered) return null
  const signature = digest(bytesOf(rendered.parts))
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
