import { firstHeader } from '#shared/model/headers.ts'
import type { SchemeRef } from '#shared/model/verification.ts'
import { schemeRefs } from '../../judge.ts'
import { digestAlgorithms, digestEncodings } from '../../lib/digest.ts'
import { mediaType } from '../../lib/request-parts.ts'
import { type Candidate, type Rung, recipeFix, withHeader } from '../candidate.ts'
import { type JsonTree, jsonTree } from '../json-tree.ts'
import type { LadderPack } from '../ladder-input.ts'
import { changed, resolved, type Subject, templated } from '../subject.ts'
import { commonNames, headerRoles, isThere, plainName } from './header-names.ts'
import { signatureTextTitle } from './signature-text.ts'

/** Another digest, or a plain one where an HMAC is meant. */
export const algorithm: Rung = {
  title: signatureTextTitle,
  *candidates(subject) {
    const own = 'algorithm' in (subject.by.params as object) ? subject.ref : templated(subject)
    if (!own) return
    if (own.scheme === 'public-key') {
      for (const name of ['ed25519', 'rsa-sha256', 'ecdsa-sha256'])
        yield* withDigest(subject, own, name, { algorithm: name })
      return
    }
    yield* digests(subject, own, 'HMAC-', own.scheme === 'hmac' ? { mac: 'hmac' } : {})
    const plain = templated(subject)
    if (plain?.scheme === 'hmac') yield* hashes(subject, plain)
  },
}

function* digests(subject: Subject, from: SchemeRef, kind: string, more: SchemeRef['params']): Iterable<Candidate> {
  for (const name of digestAlgorithms) {
    for (const encoding of digestEncodings) {
      yield* withDigest(subject, from, kind + name.toUpperCase(), { ...more, algorithm: name, encoding })
    }
  }
}

/** A digest over a string that holds the secret, or over one that does not. */
function* hashes(subject: Subject, from: SchemeRef): Iterable<Candidate> {
  const signed = String(from.params.signed ?? '{body}')
  const strings = signed.includes('{secret}') ? [signed] : [`{secret}${signed}`, `${signed}{secret}`, signed]
  for (const string of strings) yield* digests(subject, from, '', { mac: 'hash', signed: string })
}

function* withDigest(
  subject: Subject,
  from: SchemeRef,
  words: string,
  changes: SchemeRef['params'],
): Iterable<Candidate> {
  const other = changed(subject, changes, from)
  if (!other) return
  yield {
    cause: 'algorithm',
    tried: words,
    sentence: `The signature was made with ${words}, which is not the documented digest.`,
    proof: `With ${words}`,
    advice: 'Set the digest at the sender to the documented one, or the one here to the sender’s.',
    by: other.by,
    fix: recipeFix(other.ref, `Check with ${words}`),
  }
}

const types = [
  'application/x-www-form-urlencoded',
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=utf-8',
  'application/json; charset=UTF-8',
  'application/json;charset=UTF-8',
  'application/x-www-form-urlencoded; charset=utf-8',
  'application/x-www-form-urlencoded; charset=UTF-8',
  'text/plain',
  '',
]

/** Forms and JSON are signed by different rules, or the content type itself is signed. */
export const contentTypeRule: Rung = {
  title: 'Rule for the content type',
  *candidates(subject) {
    const { by, parts } = subject
    const { signed = '' } = by.params as { signed?: string }
    if (!parts.has('form') && !/\{header:content-type/i.test(signed)) return
    const came = firstHeader(subject.request.headers, 'content-type')
    for (const type of types) if (type !== came) yield withType(subject, came, type)
    if (by.scheme.id === 'twilio') yield* otherRule(subject)
  },
}

function withType(subject: Subject, came: string | undefined, type: string): Candidate {
  const [was, is] = [came ? `“${came.slice(0, 80)}”` : 'no content type', type ? `“${type}”` : 'none']
  return {
    cause: 'content-type-rule',
    tried: `as ${type || 'no content type'}`,
    sentence: `The body came with ${was}, but was signed as ${is}.`,
    proof: `Taken as ${type || 'having no content type'},`,
    advice:
      'At the sender: sign by the rule of the content type that is sent. In between: keep the Content-Type header as the sender sets it.',
    request: withHeader(subject.request, 'Content-Type', type),
  }
}

function* otherRule(subject: Subject): Iterable<Candidate> {
  const { request } = subject
  for (const rule of ['json', 'form']) {
    const other = changed(subject, { rule })
    if (!other || (rule === 'form') === (mediaType(request) === 'application/x-www-form-urlencoded')) continue
    const used = rule === 'json' ? 'form' : 'JSON'
    yield {
      cause: 'content-type-rule',
      tried: `by the ${rule === 'json' ? 'JSON' : 'form'} rule`,
      sentence: `It was signed by the ${rule === 'json' ? 'JSON' : 'form'} rule, while its content type asks for the ${used} rule.`,
      proof: `By the ${rule === 'json' ? 'JSON' : 'form'} rule`,
      advice:
        'At the sender: choose the rule by the content type of the request: form values are signed with the URL, JSON is not.',
      by: other.by,
      fix: recipeFix(other.ref, `Check by the ${rule === 'json' ? 'JSON' : 'form'} rule`),
    }
  }
}

/** A secret that stands in the body, but under another key. */
export const tokenPlace: Rung = {
  title: 'The token at another place in the body',
  *candidates(subject) {
    if (subject.by.scheme.id !== 'body-token') return
    const tree = jsonTree(subject.request.body)
    if (!tree) return
    const { pointer: wanted } = subject.by.params as { pointer: string }
    const held = subject.keys.filter(({ value }) => value.length >= 8)
    for (const [pointer, value] of texts(tree, '')) {
      if (!held.some((key) => key.value === value)) continue
      const other = changed(subject, { pointer })
      if (other) {
        const candidate: Candidate = {
          cause: 'header-renamed',
          tried: `the token at ${pointer}`,
          sentence: `The token is at ${pointer} in the body, not at ${wanted}.`,
          proof: `At ${pointer}`,
          advice: `Read the token at ${pointer}, or make the sender put it at ${wanted}.`,
          by: other.by,
          fix: recipeFix(other.ref, `Read the token at ${pointer}`),
        }
        yield candidate
      }
    }
  },
}

function* texts(tree: JsonTree, at: string): Iterable<readonly [pointer: string, value: string]> {
  if (tree.kind === 'string') yield [at, JSON.parse(tree.raw) as string]
  if (tree.kind === 'array') for (const [index, item] of tree.items.entries()) yield* texts(item, `${at}/${index}`)
  if (tree.kind !== 'object') return
  for (const { key, value } of tree.members) {
    const name = (JSON.parse(key) as string).replaceAll('~', '~0').replaceAll('/', '~1')
    yield* texts(value, `${at}/${name}`)
  }
}

const otherProviders = 'Schemes of other providers'

/** By headers that only one provider sends. */
export const ownHeadersOfOthers: Rung = {
  title: otherProviders,
  *candidates(subject) {
    for (const ref of otherSchemes(subject)) if (isTelling(subject, ref)) yield* asOf(subject, ref)
  },
}

/** By any scheme of any pack. */
export const wrongProvider: Rung = {
  title: otherProviders,
  *candidates(subject) {
    for (const ref of otherSchemes(subject)) yield* asOf(subject, ref)
  },
}

/** The schemes of packs whose own rules take the delivery for theirs, each once. */
function otherSchemes({ input }: Subject): SchemeRef[] {
  const own = new Set(schemeRefs(input).map(shapeOf))
  const found = new Map<string, SchemeRef>()
  for (const pack of input.packs) {
    const refs = schemeRefs({ signature: pack.signature, recipe: null })
    // A pack that signs in the same way is not told apart by a signature, whatever age it accepts.
    if (pack.detected === 0 || refs.some((ref) => own.has(shapeOf(ref)))) continue
    for (const ref of refs) if (!found.has(shapeOf(ref))) found.set(shapeOf(ref), ref)
  }
  return [...found.values()]
}

/** Packs that sign so and take the delivery for theirs, those alone that do so most strongly. */
function sendersBy(ref: SchemeRef, { input }: Subject): LadderPack[] {
  const shape = shapeOf(ref)
  const packs = input.packs.filter(
    ({ detected, signature }) =>
      detected > 0 && schemeRefs({ signature, recipe: null }).some((one) => shapeOf(one) === shape),
  )
  const strongest = Math.max(...packs.map(({ detected }) => detected))
  return packs.filter(({ detected }) => detected === strongest)
}

/** What a signature by this scheme looks like: its parameters, without those that only judge or explain it. */
function shapeOf(ref: SchemeRef): string {
  const params = (resolved(ref)?.params ?? ref.params) as Readonly<Record<string, unknown>>
  const {
    secretHint: _hint,
    secretIssued: _issued,
    toleranceSeconds: _age,
    toleranceWindow: _window,
    ...shape
  } = params
  return JSON.stringify([ref.scheme, Object.entries(shape).sort(([a], [b]) => (a < b ? -1 : 1))])
}

/** The three headers of Standard Webhooks go by several names; another name is not another sender. */
function isTelling({ ref: own, request }: Subject, ref: SchemeRef): boolean {
  const by = resolved(ref)
  if (!by || (ref.scheme === own.scheme && own.scheme === 'standard-webhooks')) return false
  const [signature] = headerRoles(by)
  return (
    signature !== undefined &&
    isThere(request.headers, signature) &&
    !signature.names.some((name) => commonNames.has(plainName(name)))
  )
}

function* asOf(subject: Subject, ref: SchemeRef): Iterable<Candidate> {
  const { input, keys } = subject
  const by = resolved(ref)
  const [signature] = by ? headerRoles(by) : []
  if (!by || (signature && !isThere(subject.request.headers, signature))) return
  const senders = sendersBy(ref, subject)
  const ids = new Set(senders.map(({ id }) => id))
  const others = input.others
    .filter(({ provider }) => provider !== null && ids.has(provider))
    .map(({ secret }) => secret)
  const published = by.scheme.publishedKeys?.(by.params) ?? []
  // Where the secret itself is presented, a short one can stand there by chance.
  const presented = by.scheme.describe(by.params, subject.request).covers.extent === 'nothing'
  const usable = [...keys, ...others, ...published].filter(
    ({ value }) => value.trim() !== '' && (!presented || value.length >= 8),
  )
  const [sender] = senders
  if (usable.length === 0 || !sender) return
  const names = senders.map(({ name }) => name).join(' or ')
  yield {
    cause: 'wrong-provider',
    tried: `as ${names}`,
    sentence: `This is a delivery of ${names}, not of the provider that it was checked as.`,
    proof: `By the scheme of ${names}`,
    advice: `Send deliveries of ${names} to an endpoint of their own, or set this endpoint to the provider that sends them.`,
    by,
    keys: usable,
    fix: () =>
      senders.length === 1 && sender
        ? { kind: 'provider', provider: sender.id, text: `Check as ${sender.name}` }
        : null,
  }
}
