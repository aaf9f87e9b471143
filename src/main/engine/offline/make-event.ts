import { AppError } from '#shared/api/errors.ts'
import type { SignatureBreak } from '#shared/model/signature-break.ts'
import { closest } from '#shared/query/closest.ts'
import {
  breakOrder,
  brokenRequest,
  createSigner,
  holdsSecret,
  type SignedRequest,
  type SigningPorts,
  signingSchemes,
  type UnsignedRequest,
} from '../flows/sign.ts'
import { makeSample } from '../providers/make-sample.ts'
import { type ProviderPack, signatureRules } from '../providers/provider-pack.ts'
import { type SampleChange, setInForm, setInJson } from '../providers/set-in-sample.ts'
import { possibleBreaks } from '../signatures/break-signature.ts'
import type { SchemeSecret } from '../signatures/signature-scheme.ts'

export interface EventOrder {
  readonly pack: ProviderPack
  readonly event: string
  /** Where it goes: some schemes sign it. */
  readonly url: string
  readonly set: readonly SampleChange[]
  /** Null: it goes unsigned. */
  readonly secret: SchemeSecret | null
  readonly fault: SignatureBreak | null
}

/**
 * A documented sample of an event as the provider would send it now: signed with the secret where one is given, with a fault
 * in the signature where one is named. Throws AppError: `not-found` for an event without a sample, `bad-input` for a value
 * without a place, `conflict` where it cannot be signed, or not be broken, in this way.
 */
export async function makeEvent(
  { pack, event, url, set, secret, fault }: EventOrder,
  ports: SigningPorts,
): Promise<UnsignedRequest> {
  const plain = makeSample(pack, event, {
    nowMs: ports.clock.now(),
    randomBytes: ports.randomBytes,
    edit: (text, as) => set.reduce(as === 'form' ? setInForm : setInJson, text),
  })
  if (plain === null) throw new AppError('not-found', noSample(pack, event))
  const request = { ...plain, url }
  if (secret === null) return request
  const signed = await signAsProvider(pack, event, request, secret, ports)
  if (fault === null) return signed
  const possible = possibleBreaks(breakOrder(ports, request, signed.means))
  if (!possible.includes(fault)) {
    const others = possible.length === 0 ? 'nor any other' : `but it can notice ${possible.join(', ')}`
    throw new AppError(
      'conflict',
      `A receiver cannot notice the fault "${fault}" in a signature of ${pack.manifest.name}, ${others}.`,
    )
  }
  return brokenRequest(ports, request, signed, fault)
}

/** Does it carry the secret itself, as a bearer token does? Whoever gets it knows it, and may store it. */
export const sendsSecret = ({ headers, url, body }: UnsignedRequest, { value }: SchemeSecret): boolean =>
  holdsSecret({ headers, target: url, body }, value)

/**
 * A request with the signature that the provider would give it now. Throws AppError `conflict` where how it signs is not
 * known, or not with such a secret.
 */
export async function signAsProvider(
  pack: ProviderPack,
  event: string | null,
  request: UnsignedRequest,
  secret: SchemeSecret,
  ports: SigningPorts,
): Promise<SignedRequest> {
  const { name } = pack.manifest
  const rules = signatureRules(pack, event, { recipe: null, hasSecret: true })
  const schemes = signingSchemes(rules.recipe, rules.signature)
  if (schemes.length === 0) {
    const why = rules.signature?.kind === 'none' ? 'does not sign its deliveries' : 'does not document how it signs'
    throw new AppError('conflict', `${name} ${why}, so there is nothing to do with a secret.`)
  }
  const signed = await createSigner(ports, null)(request, schemes, secret, 'replay')
  if (signed === null)
    throw new AppError(
      'conflict',
      `No signature of ${name} can be made with ${secret.label}: it cannot be used to sign. Where a provider signs with a private key, give that (PEM).`,
    )
  return signed
}

function noSample({ manifest, samples }: ProviderPack, event: string): string {
  const events = [...samples.keys()]
  const near = closest(event, events)
  const listed = near === null ? `; there are ${events.join(', ') || 'none'}.` : `. Did you mean "${near}"?`
  return `${manifest.name} has no sample of "${event}"${listed}`
}
