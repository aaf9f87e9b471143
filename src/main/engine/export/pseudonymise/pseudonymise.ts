import { createHash } from 'node:crypto'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { SafeOptions, SafeRule, SafeSigning, UnsignedReason } from '#shared/model/safe-export.ts'
import type { Verification } from '#shared/model/verification.ts'
import { targetFor } from '../../lib/target-url.ts'
import type { MaskedItem } from '../export-format.ts'
import { createItemNames } from '../mask-items.ts'
import { headersFor } from './body-headers.ts'
import { applyEdits } from './leaf.ts'
import { createPseudonyms, type Pseudonyms } from './pseudonyms.ts'
import { remainsIn } from './remains.ts'
import { learnFrom, replaceIn, type TouchedValue } from './replace-values.ts'
import { holdsAddress, isHostName, type RequestText, type RequestTexts, readRequest } from './request-texts.ts'
import { isSignature, type RequestToSign, type SignedAgain, signAgain } from './sign-again.ts'

/** A value that was replaced. `item`: index of its delivery. */
export interface Touched extends TouchedValue {
  readonly item: number
}

export interface SafeExport {
  readonly items: readonly MaskedItem[]
  readonly report: readonly Touched[]
  /** One for each item. */
  readonly signing: readonly { readonly signed: SafeSigning; readonly reason: UnsignedReason | null }[]
}

/** The URL that safe requests are said to have come to. */
const host = 'webhooks.example.com'
const root = '/in/fixture'

/**
 * Replaces what is personal in deliveries, and signs them again with a made-up secret. The same persons have the same
 * stand-ins in all of them; the same seed gives the same bytes. Everything that is not replaced keeps its bytes.
 */
export function pseudonymise(items: readonly MaskedItem[], options: SafeOptions): SafeExport {
  const names = createPseudonyms(options.seed)
  const rules = items.map(({ signing }) => [...(options.rules ?? []), ...(signing?.privacy ?? [])])
  const texts = items.map(({ delivery, body, path }) => readRequest(delivery, body, path))
  for (const round of ['international', 'all'] as const)
    for (const [at, { body, path, headers, answer, answerHeaders }] of texts.entries())
      for (const part of [body, path, ...headers, answer, ...answerHeaders])
        if (part) learnFrom(part, rules[at]!, round, names)

  const report: Touched[] = []
  const nameOf = createItemNames()
  const safe = items.map((item, at) => {
    const touched = (value: TouchedValue) => report.push({ item: at, ...value })
    const made = safeItem(item, texts[at]!, rules[at]!, { names, seed: options.seed, touched })
    remainsIn(made.item, rules[at]!, names).forEach(touched)
    return made
  })
  return {
    // An event type may hold an id.
    items: safe.map(({ item }) => ({ ...item, name: nameOf(item.delivery) })),
    report,
    signing: safe.map(({ signed, reason }) => ({ signed, reason })),
  }
}

interface Means {
  readonly names: Pseudonyms
  readonly seed: string
  readonly touched: (value: TouchedValue) => void
}

function safeItem(item: MaskedItem, texts: RequestTexts, rules: readonly SafeRule[], means: Means) {
  const { names, seed, touched } = means
  const { delivery } = item
  const body = safeBody(item, texts, rules, means)
  const path = replaceIn(texts.path, rules, names, touched)
  const target = joined(root, path)
  const headers = safeHeaders(delivery.request.headers, texts.headers, rules, means)
  const plain = {
    ...{ id: delivery.id, aborted: delivery.request.aborted, verdict: delivery.verdict },
    ...{ method: delivery.request.method, target, publicUrl: `https://${host}${target}` },
    headers: headersFor(body, headers),
    body,
    arrivedAtMs: delivery.request.firstByteAt,
  }
  const none = { signature: null, recipe: null, privacy: [] }
  const made = signAgain(plain, item.signing ?? none, seed)
  const request = made.ok ? made.request : { ...plain, headers: withoutOldSignatures(plain.headers, means) }
  const below = request.target.slice(root.length)
  return {
    item: {
      ...item,
      delivery: { ...safeDelivery(delivery, request, made, names), answerGiven: safeAnswer(delivery, texts, means) },
      body: request.body,
      path: below,
      // Written by the user, perhaps after a customer.
      endpointName: '',
      targetUrl: item.endpointTarget ? targetFor(item.endpointTarget, request.target) : null,
      fixtureSecret: made.ok ? made.secret : null,
    },
    ...signingOf(made, delivery),
  }
}

function signingOf(made: SignedAgain, { verdict }: DeliveryDetail) {
  if (made.ok) return { signed: 'resigned' as const, reason: null }
  const isUnsigned = verdict.state === 'unsigned' || made.reason === 'provider-does-not-sign'
  return { signed: isUnsigned ? ('unsigned' as const) : ('not-possible' as const), reason: made.reason }
}

const joined = (start: string, path: string) => (path === '' || /^[/?]/.test(path) ? start + path : `${start}/${path}`)

function safeBody(item: MaskedItem, { body }: RequestTexts, rules: readonly SafeRule[], means: Means): Uint8Array {
  if (item.body.byteLength === 0) return item.body
  if (body === null) {
    const size = `${item.body.byteLength} bytes`
    means.touched({ place: 'body', kind: 'drop', before: size, after: `${size} of 0` })
    return new Uint8Array(item.body.byteLength)
  }
  const cleared = body.opaque.map(({ place, start, end, fill }) => {
    const size = `${end - start} bytes`
    means.touched({ place, kind: 'drop', before: size, after: `${size} of 0` })
    return { start, end, text: fill.repeat(end - start) }
  })
  // As long as before, so that nothing else moves.
  const text = applyEdits(body.text, cleared)
  const fresh = replaceIn({ ...body, text }, rules, means.names, means.touched)
  return fresh === body.text && !body.isEncoded ? item.body : body.bytesOf(fresh)
}

/** A signature of the old bytes is of no use; one of the same form stays, so that it still fails as it did. */
function withoutOldSignatures(headers: readonly HeaderPair[], { names, seed, touched }: Means) {
  return headers.map(([name, value]): HeaderPair => {
    if (!isSignature(name)) return [name, value]
    const unsigned = value.replaceAll(/[\w+/-]{16,}={0,2}/g, (digest) => noDigest(digest, seed))
    const fresh = holdsAddress(unsigned) ? names.scan(unsigned).text : unsigned
    if (fresh !== value) touched({ place: `header:${name}`, kind: 'signature', before: value, after: fresh })
    return [name, fresh]
  })
}

/** As long, of the same characters, and the digest of nothing. */
function noDigest(digest: string, seed: string): string {
  const bytes = createHash('sha512').update(`${seed}\0${digest}`).digest()
  const fresh = /^[0-9a-f]+$/i.test(digest)
    ? bytes.toString('hex')
    : bytes.toString('base64url').replaceAll(/[-_]/g, 'x')
  const cut = fresh.repeat(1 + Math.ceil(digest.length / fresh.length)).slice(0, digest.replace(/=+$/, '').length)
  return (
    (digest === digest.toUpperCase() && /^[0-9A-F]+$/.test(digest) ? cut.toUpperCase() : cut) +
    (/=+$/.exec(digest)?.[0] ?? '')
  )
}

function safeHeaders(
  headers: readonly HeaderPair[],
  texts: readonly RequestText[],
  rules: readonly SafeRule[],
  { names, touched }: Means,
): HeaderPair[] {
  return texts.map((text, at) => {
    const [name, value] = headers[at]!
    if (isHostName(name)) return [name, host]
    const fresh = replaceIn(text, rules, names, touched)
    return [name, fresh === text.text ? value : Buffer.from(fresh).toString('latin1')]
  })
}

function safeAnswer({ answerGiven }: DeliveryDetail, { answer, answerHeaders }: RequestTexts, means: Means) {
  if (answerGiven === null) return null
  const body = answer === null ? answerGiven.body : replaceIn(answer, [], means.names, means.touched)
  const headers = safeHeaders(answerGiven.headers, answerHeaders, [], means)
  const isOther = body !== answerGiven.body
  return { ...answerGiven, headers: isOther ? headersFor(Buffer.from(body), headers) : headers, body }
}

type SafeRequest = Pick<RequestToSign, 'headers' | 'target' | 'publicUrl' | 'body'>

/** What is expected of a request that was not signed again. What made it fail is told with its values. */
function verdictWithout({ cause: _cause, ...verdict }: Verification, reason: UnsignedReason): Verification {
  const isLost = reason === 'cannot-sign' && verdict.state === 'verified'
  return {
    ...verdict,
    ...(isLost && { state: 'failed', reason: 'signature-mismatch' }),
    detail: null,
    secret: null,
  }
}

/** Everything else that is known of a delivery: what people wrote about it, and what was read from it. */
function safeDelivery(
  delivery: DeliveryDetail,
  request: SafeRequest,
  made: SignedAgain,
  names: Pseudonyms,
): DeliveryDetail {
  const { note: _note, event: _event, rule: _rule, ...rest } = delivery
  const scan = (text: string | null) => text && names.scan(text).text
  const summary = {
    ...delivery.summary,
    who: null,
    text: scan(delivery.eventType) ?? '',
    headline: null,
    detail: null,
    quote: null,
  }
  const verdict = made.ok ? made.verdict : verdictWithout(delivery.verdict, made.reason)
  return {
    ...rest,
    eventType: scan(delivery.eventType),
    callId: scan(delivery.callId),
    size: request.body.byteLength,
    summary,
    facts: {
      ...delivery.facts,
      eventType: scan(delivery.facts.eventType),
      eventId: scan(delivery.facts.eventId),
      callId: scan(delivery.facts.callId),
      summary,
    },
    request: {
      ...delivery.request,
      headers: [...request.headers],
      trailers: [],
      target: request.target,
      publicUrl: request.publicUrl,
      remoteAddress: '192.0.2.1',
      bodySize: request.body.byteLength,
    },
    verification: { state: verdict.state, reason: verdict.reason },
    verdict,
    check: {
      ...delivery.check,
      issues: delivery.check.issues.map((issue) => ({
        ...issue,
        pointer: names.scan(issue.pointer).text,
        got: '',
        message: names.scan(issue.message).text,
      })),
      notes: [],
      detail: null,
    },
    forwards: [],
    appliedRule: null,
  }
}
