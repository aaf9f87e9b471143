import { createPublicKey, randomBytes } from 'node:crypto'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { SignatureBreak } from '#shared/model/signature-break.ts'
import { breakWords } from '#shared/model/signature-break-words.ts'
import { makeSample, type SampleRequest } from '../main/engine/providers/make-sample.ts'
import { type ProviderPack, signatureRules } from '../main/engine/providers/provider-pack.ts'
import { splitTarget } from '../main/engine/replay/target.ts'
import { breakSignature } from '../main/engine/signatures/break-signature.ts'
import { schemeRefs } from '../main/engine/signatures/judge.ts'
import { isKeyOfPair } from '../main/engine/signatures/lib/digest.ts'
import { type ResolvedScheme, resolveScheme } from '../main/engine/signatures/registry.ts'
import type { SchemeRequest } from '../main/engine/signatures/signature-scheme.ts'
import { setInForm, setInJson } from './set-values.ts'
import type { SendOptions } from './types.ts'

export interface SignedSample extends SampleRequest {
  readonly url: string
}

type SampleOptions = Pick<SendOptions, 'secret' | 'set' | 'headers' | 'fault' | 'at'>

/**
 * The documented sample of an event as the provider would send it to `url`, or with a fault in its signature. Throws an
 * Error that says what to do where there is no such sample, or it cannot be signed in this way.
 */
export function signedSample(pack: ProviderPack, event: string, url: string, options: SampleOptions): SignedSample {
  const { set = {}, headers = {}, at = new Date() } = options
  const sample = makeSample(pack, event, {
    nowMs: at.getTime(),
    randomBytes,
    edit: (text, as) => (as === 'form' ? setInForm(text, set) : setInJson(text, set)),
  })
  if (sample === null)
    throw new Error(
      `There is no sample of "${event}" of ${pack.manifest.name}: ${[...pack.samples.keys()].join(', ')}.`,
    )
  const signed = sign(pack, event, { ...sample, url }, at.getTime(), options)
  return { ...signed, headers: withHeaders(signed.headers, Object.entries(headers)) }
}

function sign(
  pack: ProviderPack,
  event: string,
  sample: SignedSample,
  nowMs: number,
  { secret, fault }: SampleOptions,
): SignedSample {
  const { name } = pack.manifest
  const hasSecret = typeof secret === 'string'
  const refs = schemeRefs(signatureRules(pack, event, { recipe: null, hasSecret }))
  if (!hasSecret) {
    if (fault !== undefined) throw new Error(`A fault can be made only in a signature: give the secret to sign with.`)
    if (refs.length > 0 && secret === undefined)
      throw new Error(`${name} signs its deliveries: give the secret, or "secret: null" to send one unsigned.`)
    return sample
  }
  if (refs.length === 0)
    throw new Error(`How ${name} signs is not documented, so that nothing can be signed: leave the secret out.`)
  const request: SchemeRequest = {
    method: sample.method,
    headers: sample.headers,
    body: sample.body,
    target: splitTarget(sample.url).pathAndQuery,
    publicUrl: sample.url,
    arrivedAtMs: nowMs,
  }
  for (const ref of refs) {
    const by = resolveScheme(ref)
    const made = 'problem' in by ? null : signBy(by, request, secret, fault)
    if (made === null) continue
    return { method: made.method, headers: made.headers, body: made.body, url: originOf(sample.url) + made.target }
  }
  throw new Error(whyNot(name, refs.map(resolveScheme), fault))
}

function whyNot(name: string, schemes: readonly ReturnType<typeof resolveScheme>[], fault: SampleOptions['fault']) {
  if (fault !== undefined)
    return `“${breakWords[fault].title}” cannot be made here: the scheme of ${name} does not have it, or does not notice it.`
  const usesKeyPair = schemes.some((by) => !('problem' in by) && by.scheme.describe(by.params).keyKind === 'public-key')
  return usesKeyPair
    ? `${name} signs with a private key: make a key pair, give send() the private one (PEM) and your app the public one.`
    : `Nothing can be signed with this secret: it has not the form of one of ${name}.`
}

function signBy(
  by: ResolvedScheme,
  request: SchemeRequest,
  secret: string,
  fault: SignatureBreak | undefined,
): SchemeRequest | null {
  const newId = () => randomBytes(12).toString('hex')
  if (fault !== undefined)
    return breakSignature(fault, {
      request,
      means: { by, key: secret, checkWith: publicHalf(secret) },
      newId,
      randomBytes,
    })
  const parts = by.scheme.sign(request, by.params, secret, request.arrivedAtMs, newId)
  if (parts === null) return null
  return {
    ...request,
    headers: withHeaders(request.headers, parts.headers),
    body: parts.body ?? request.body,
    target: parts.target ?? request.target,
  }
}

/** What the receiver checks with: the same text for a shared secret. */
const publicHalf = (secret: string): string =>
  isKeyOfPair(secret) ? createPublicKey(secret).export({ type: 'spki', format: 'pem' }).toString() : secret

/** As written: `new URL()` would change it. */
const originOf = (url: string): string => /^[a-z]+:\/\/[^/?#]*/i.exec(url)?.[0] ?? ''

/** Sets headers, in place of those of the same name; null leaves one out. */
function withHeaders(headers: readonly HeaderPair[], set: readonly (readonly [string, string | null])[]): HeaderPair[] {
  const names = new Set(set.map(([name]) => name.toLowerCase()))
  const kept = headers.filter(([name]) => !names.has(name.toLowerCase()))
  return [...kept, ...set.filter((pair): pair is HeaderPair => pair[1] !== null)]
}
