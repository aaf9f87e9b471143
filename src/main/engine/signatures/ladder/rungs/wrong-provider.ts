import type { SchemeRef } from '#shared/model/verification.ts'
import type { Candidate, Rung } from '../candidate.ts'
import { commonNames, headerRoles, isThere, plainName } from '../header-roles.ts'
import type { LadderPack } from '../ladder-input.ts'
import { open, refsOf, type Subject } from '../subject.ts'

const title = 'Schemes of other providers'

/** By headers that only one provider sends. */
export const ownHeadersOfOthers: Rung = {
  title,
  *candidates(subject) {
    for (const [pack, ref] of otherSchemes(subject)) if (isTelling(subject, ref)) yield* asOf(subject, pack, ref)
  },
}

/** By any scheme of any pack. */
export const wrongProvider: Rung = {
  title,
  *candidates(subject) {
    for (const [pack, ref] of otherSchemes(subject)) yield* asOf(subject, pack, ref)
  },
}

function* otherSchemes({ input }: Subject): Iterable<readonly [LadderPack, SchemeRef]> {
  const own = new Set(refsOf(input).map((ref) => shapeOf(ref, input)))
  for (const pack of input.packs) {
    const refs = refsOf({ signature: pack.signature, recipe: null })
    // A pack that signs in the same way is not told apart by a signature, whatever age it accepts.
    if (!refs.some((ref) => own.has(shapeOf(ref, input)))) for (const ref of refs) yield [pack, ref]
  }
}

/** What a signature by this scheme looks like: its parameters, without those that only judge or explain it. */
function shapeOf(ref: SchemeRef, input: Subject['input']): string {
  const params = (open(ref, input)?.params ?? ref.params) as Readonly<Record<string, unknown>>
  const { secretHint: _hint, toleranceSeconds: _age, toleranceWindow: _window, ...shape } = params
  return JSON.stringify([ref.scheme, Object.entries(shape).sort(([a], [b]) => (a < b ? -1 : 1))])
}

/** The three headers of Standard Webhooks go by several names; another name is not another sender. */
function isTelling({ input, ref: own, request }: Subject, ref: SchemeRef): boolean {
  const by = open(ref, input)
  if (!by || (ref.scheme === own.scheme && own.scheme === 'standard-webhooks')) return false
  const [signature] = headerRoles(by)
  return (
    signature !== undefined &&
    isThere(request.headers, signature) &&
    !signature.names.some((name) => commonNames.has(plainName(name)))
  )
}

function* asOf(subject: Subject, pack: LadderPack, ref: SchemeRef): Iterable<Candidate> {
  const { input, keys } = subject
  const by = open(ref, input)
  const [signature] = by ? headerRoles(by) : []
  if (!by || (signature && !isThere(subject.request.headers, signature))) return
  const others = input.others.filter(({ provider }) => provider === pack.id).map(({ secret }) => secret)
  const published = by.scheme.publishedKeys?.(by.params) ?? []
  // Where the secret itself is presented, a short one can stand there by chance.
  const presented = by.scheme.describe(by.params, subject.request).covers.extent === 'nothing'
  const usable = [...keys, ...others, ...published].filter(
    ({ value }) => value.trim() !== '' && (!presented || value.length >= 8),
  )
  if (usable.length === 0) return
  yield {
    cause: 'wrong-provider',
    tried: `as ${pack.name}`,
    sentence: `This is a delivery of ${pack.name}, not of the provider that it was checked as.`,
    proof: `By the scheme of ${pack.name}`,
    advice: `Send ${pack.name}’s deliveries to an endpoint of theirs, or set this endpoint to ${pack.name}.`,
    by,
    keys: usable,
    fix: () => ({ kind: 'provider', provider: pack.id, text: `Check as ${pack.name}` }),
  }
}
