import type { Cause } from '#shared/model/cause.ts'
import { firstHeader } from '#shared/model/headers.ts'
import { formatBytes, plural } from '#shared/sentences/units.ts'
import { placeholdersOf } from '../lib/template.ts'
import { excerpt, isUnbound } from '../signature-scheme.ts'
import { bodyAdvice, timeAdvice } from './advice.ts'
import type { Search } from './candidate.ts'
import { type Finding, finding } from './ladder-report.ts'
import { arrivalUnit } from './rungs/as-it-came.ts'
import { commonNames, headerRoles, isThere, plainName, renamedRequest, respelledHeaders } from './rungs/header-names.ts'
import { decodings } from './rungs/signature-text.ts'
import { wrongKind } from './secret-spellings.ts'
import { type Subject, signsBody } from './subject.ts'
import { signatureSize } from './written-form.ts'

type Words = Pick<Finding, 'cause' | 'sentence' | 'evidence' | 'advice'> & { readonly proven?: boolean }

/** What is left to say when nothing matched: what is visible, or what was ruled out. */
export function unexplained(subject: Subject, result: Search): Finding {
  const { reason } = subject.verification
  const visible = reason === 'signature-mismatch' ? null : (renamed(subject) ?? seen(subject))
  return finding(visible ?? misfit(subject) ?? noMatch(subject, result))
}

/** The header is there by another spelling of its name, though its signature does not match either. */
function renamed(subject: Subject): Words | null {
  const { verification, by, request } = subject
  if (verification.reason !== 'header-missing' && verification.reason !== 'timestamp-missing') return null
  const found = respelledHeaders(request.headers, by)
  const [[role, [name]] = [{ names: [''] }, ['']]] = found ?? []
  const [wanted = ''] = role.names
  if (!found || commonNames.has(plainName(wanted)) || renamedRequest(subject, found) === request) return null
  return {
    cause: 'header-renamed',
    sentence: `The header ${wanted} arrived as ${name}.`,
    evidence: `${name} is another spelling of ${wanted}. The signature in it does not match either.`,
    advice: `Make the proxy or framework in between keep the name ${wanted}.`,
  }
}

const sentences: Partial<Record<Cause, readonly [sentence: string, advice: string]>> = {
  'header-missing': [
    'The header of the signature is missing.',
    'Check whether the sender signs at all, and whether a proxy drops the header.',
  ],
  'header-malformed': [
    'The header of the signature is not written as documented.',
    'Compare it with the format that the provider documents.',
  ],
  'timestamp-missing': [
    'The timestamp that belongs to the signature is missing.',
    'Check whether the sender sends it at all, and whether a proxy drops it.',
  ],
  'timestamp-malformed': [
    'The timestamp is not a time in the documented form.',
    'Send the timestamp in the documented form.',
  ],
  'timestamp-too-old': ['The timestamp is too old for the time of arrival.', timeAdvice.old],
  'timestamp-too-new': ['The timestamp is in the future.', timeAdvice.future],
  'no-supported-version': [
    'The delivery is signed in a version that is not checked here.',
    'Make the sender sign in the documented version, or add a secret of the kind that it needs.',
  ],
  'unsupported-algorithm': [
    'The delivery names an algorithm that is not accepted here.',
    'Make the sender use the documented algorithm. A token that names none is not signed at all.',
  ],
  'body-hash-mismatch': [
    'The hash of the body that is signed is not the hash of the body that came.',
    bodyAdvice.otherHash,
  ],
}

function seen(subject: Subject): Words | null {
  const { reason, detail } = subject.verification
  const byKey = reason === 'unsupported-algorithm' ? detail?.includes('no secret') : holdsVersionOne(subject)
  const kind = byKey ? wrongSecrets(subject) : null
  const [sentence, advice] = sentences[reason as Cause] ?? []
  if (kind || sentence === undefined || advice === undefined) return kind
  const special = specialCase(subject)
  const late = reason === 'timestamp-too-old' || reason === 'timestamp-too-new'
  const unit = late ? arrivalUnit(subject) : null
  if (unit) {
    return {
      cause: 'timestamp-unit',
      proven: false,
      sentence: `The timestamp is probably in ${unit.came}, where ${unit.documented} are documented.`,
      evidence: `Read as ${unit.came} it fits the time of arrival. The signature does not match either, with any time.`,
      advice: `At the sender: send the timestamp in ${unit.documented}; then look for what else is wrong.`,
    }
  }
  const evidence = [detail && `${capital(detail)}.`, late && 'The signature does not match either, with any age.']
  return { cause: reason as Cause, sentence, evidence: evidence.filter(Boolean).join(' '), advice, ...special }
}

/** Where the usual sentence of the reason would not be true. */
function specialCase({ verification: { reason, detail }, by, request }: Subject): Partial<Words> {
  if (isUnbound(detail))
    return {
      sentence: 'No hash of the body is signed, so the signature says nothing of the body.',
      advice: 'Make the sender sign the hash of the body too, as documented.',
    }
  const { place } = by.params as { place?: string }
  if (by.scheme.id === 'body-token' || place === 'body') {
    if (reason === 'header-missing')
      return { sentence: 'The body holds no token where one is documented.', advice: inBodyAdvice }
    if (reason === 'header-malformed') return { sentence: 'The body is not a token.', advice: inBodyAdvice }
  }
  const [signature] = headerRoles(by)
  return reason === 'header-missing' && signature && isThere(request.headers, signature)
    ? { sentence: 'A header that the signature needs is missing.' }
    : {}
}

const inBodyAdvice = 'Check what the sender sends, and whether something in between changes the body.'

/** The signature, the body or the secret cannot be what it should be. */
function misfit(subject: Subject): Words | null {
  const shape = shapeProblem(subject)
  if (shape) {
    return {
      cause: 'header-malformed',
      sentence: 'The value of the header cannot be a signature.',
      evidence: `${capital(shape)}.`,
      advice: 'Compare it with a signature of the sender: something else is in its place.',
    }
  }
  return wrongSecrets(subject) ?? lostBody(subject) ?? decompressed(subject)
}

/** A body is signed, and no delivery of this sort comes without one. */
function needsBody({ by }: Subject): boolean {
  const { signed } = by.params as { signed?: string }
  const parts = signed === undefined ? [] : placeholdersOf(signed)
  // Where the method is signed too, a GET may well be what was sent.
  return (
    parts.some(({ kind, optional }) => kind === 'body' && !optional) && !parts.some(({ kind }) => kind === 'method')
  )
}

/** The bytes of the very compressor cannot be made again; what is left is that they are not here. */
function decompressed(subject: Subject): Words | null {
  const { headers, body } = subject.request
  const encoding = firstHeader(headers, 'content-encoding')?.trim().toLowerCase()
  if (!signsBody(subject) || body.length === 0 || !encoding || encoding === 'identity') return null
  const isText =
    body[0] === 0x7b || body[0] === 0x5b || /^[\w-]+=/.test(Buffer.from(body.subarray(0, 40)).toString('latin1'))
  if (!isText) return null
  return {
    cause: 'body-compressed',
    proven: false,
    sentence: 'The body was probably decompressed on the way, and its compressed bytes are what was signed.',
    evidence: `Content-Encoding says ${excerpt(encoding)}, and the body is not compressed. The compressed bytes cannot be made again exactly.`,
    advice: bodyAdvice.decompressed,
  }
}

/** Every secret is evidently something else than the scheme needs. */
function wrongSecrets({ by, request, keys, input }: Subject): Words | null {
  const description = by.scheme.describe(by.params, request)
  const own = keys.filter(({ id }) => input.secrets.some((secret) => secret.id === id))
  // A key that the provider publishes did the check: what else is stored made no difference.
  if (own.length < keys.length) return null
  const found = own.map((key) => ({ key, words: wrongKind(key.value, description) }))
  const [first] = found
  if (first && found.every(({ words }) => words !== null)) {
    const words = first.words ?? ''
    return {
      cause: 'secret-wrong-kind',
      proven: words === 'not a public key',
      sentence: words.startsWith('not ')
        ? `The secret “${first.key.label}” is ${words}.`
        : `The secret “${first.key.label}” is probably the wrong one: it looks like ${words}.`,
      evidence: `The scheme needs ${description.secretHint}. Nothing else that was tried fits.`,
      advice: `Paste ${description.secretHint}.`,
    }
  }
  return null
}

/** Standard Webhooks: signed with a shared secret, and only public keys are there to check it. */
const holdsVersionOne = ({ verification, received }: Subject): boolean =>
  verification.reason === 'no-supported-version' && received.some((text) => text.startsWith('v1,'))

function lostBody(subject: Subject): Words | null {
  const { request } = subject
  if (!signsBody(subject) || request.body.length > 0) return null
  const announced = Number(firstHeader(request.headers, 'content-length') ?? 0)
  // Some methods have no body, whatever type a library announces.
  const mayHaveOne = !/^(DELETE|HEAD|OPTIONS)$/.test(request.method) && firstHeader(request.headers, 'content-type')
  const isTurned = request.method === 'GET' && needsBody(subject)
  if (announced === 0 && !mayHaveOne && !isTurned) return null
  if (isTurned) {
    return {
      cause: 'body-empty',
      proven: false,
      sentence: 'The delivery came by GET without a body: a redirect has probably turned a POST into it.',
      evidence: 'The body is what is signed, and a GET has none.',
      advice:
        'Enter the URL at the provider to which the redirect leads: with https, and with the right slash at its end.',
    }
  }
  return {
    cause: 'body-empty',
    proven: announced > 0,
    sentence:
      announced > 0
        ? 'The delivery came without the body that its headers announce.'
        : 'The delivery came without a body; what was signed was probably lost on the way.',
    evidence:
      announced > 0
        ? `Content-Length says ${formatBytes(announced)}, none came.`
        : 'The content type announces a body, none came.',
    advice: bodyAdvice.lost,
  }
}

function noMatch(subject: Subject, { candidates, climbs, timedOut }: Search): Words {
  const { request, keys, input } = subject
  const tried = [...new Set(climbs.filter(({ count }) => count > 0).map(({ rung }) => uncapital(rung.title)))]
  const announced = Number(firstHeader(request.headers, 'content-length') ?? Number.NaN)
  const size =
    Number.isNaN(announced) || announced === request.body.length
      ? `${formatBytes(request.body.length)} came`
      : `Content-Length says ${formatBytes(announced)}, ${formatBytes(request.body.length)} came`
  return {
    cause: 'no-match',
    proven: false,
    ...hopeless(subject),
    evidence: `${plural(candidates, 'recomputation')} with ${plural(keys.length, 'secret')}${input.others.length > 0 ? ` and ${plural(input.others.length, 'other')}` : ''} did not match${timedOut ? ' before the time was up' : ''}: ${tried.join('; ')}. ${size}.`,
  }
}

/** What is left to be wrong depends on what is signed. */
function hopeless(subject: Subject): Pick<Words, 'sentence' | 'advice'> {
  const { by, request } = subject
  const { extent } = by.scheme.describe(by.params, request).covers
  const first = 'Compare the secret with the one at the sender'
  if (extent === 'nothing')
    return { sentence: 'Nothing that was tried fits: what came is another secret.', advice: `${first}.` }
  const what = extent === 'body' ? 'the body' : 'what is signed'
  return {
    sentence: `Nothing that was tried fits: ${what} was changed in a way that cannot be undone, or the secret is a different one.`,
    advice: `${first} first, then look for what changes ${what} on its way.`,
  }
}

const uncapital = (text: string) => (/^[A-Z]{2}/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1))
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** What is wrong with the look of every signature that came; null where one has the size of a signature. */
function shapeProblem(subject: Subject): string | null {
  const { received, by, parts } = subject
  if (by.scheme.id === 'jwt' || parts.size === 0) return null
  const wanted = signatureSize(subject)
  const texts = received.map((text) => text.replace(/^v\d+a?,/, ''))
  const sizes = texts.map((text) => [...decodings(text)].map(({ bytes }) => bytes.length))
  if (sizes.flat().some((size) => size === wanted || (wanted === null && size >= 64))) return null
  const [first = ''] = texts
  if (first === '') return 'it is empty'
  const bytes = wanted === null ? 'a signature' : `a signature of ${wanted} bytes`
  const { encoding } = by.params as { encoding?: string }
  const odd = encoding?.startsWith('hex') ? /[^0-9a-f]/i.exec(first) : /[^\w+/=-]/.exec(first)
  if (odd && wanted !== null && first.length === (encoding?.startsWith('hex') ? wanted * 2 : Math.ceil(wanted / 3) * 4))
    return `character ${odd.index + 1} is “${odd[0]}”, which is not ${encoding?.startsWith('hex') ? 'hex' : 'Base64'}`
  return `it holds ${plural(first.length, 'character')}, which cannot be ${bytes}`
}
