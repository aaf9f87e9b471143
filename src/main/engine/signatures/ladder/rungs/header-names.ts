import { type HeaderPair, headerValues } from '#shared/model/headers.ts'
import { schemeRefs } from '../../judge.ts'
import { nameList, readHeader } from '../../lib/headers.ts'
import { placeholdersOf } from '../../lib/template.ts'
import type { ResolvedScheme } from '../../registry.ts'
import { type Candidate, type Rung, recipeFix, withHeader } from '../candidate.ts'
import { changed, resolved, type Subject } from '../subject.ts'

const title = 'The header under another name'

/** Spellings of the name that proxies, CGI and frameworks make of it. */
export const headerSpellings: Rung = {
  title,
  *candidates(subject) {
    for (const by of schemesOf(subject)) {
      const found = respelledHeaders(subject.request.headers, by)
      if (found) yield renamed(subject, by, found)
    }
  },
}

/** Any header that looks like what is missing. */
export const headerShapes: Rung = {
  title,
  *candidates(subject) {
    yield* prefixed(subject)
    for (const by of schemesOf(subject)) {
      const missing = headerRoles(by).filter((role) => !isThere(subject.request.headers, role))
      if (missing.length > 0) for (const found of fillings(subject, by, missing)) yield renamed(subject, by, found)
    }
  },
}

/** One of the values of a header that came more than once. */
export const repeatedHeaders: Rung = {
  title: 'One of the headers that came more than once',
  *candidates({ request, input, by }) {
    const names = [by, ...schemesOf({ input })].flatMap((scheme) => headerRoles(scheme).flatMap((role) => role.names))
    for (const name of new Set(names)) {
      const values = [...new Set(headerValues(request.headers, name))]
      const count = headerValues(request.headers, name).length
      for (const [index, value] of count > 1 ? values.slice(0, perRole).entries() : []) {
        yield {
          cause: 'header-malformed',
          tried: `${name} number ${index + 1} alone`,
          sentence: `${name} came ${count} times.`,
          proof: values.length === 1 ? 'Sent once,' : `With number ${index + 1} of them alone`,
          advice: 'Make the sender, or the proxy that adds it, send it once: servers differ in which one an app gets.',
          request: withHeader(request, name, value),
        }
      }
    }
  },
}

type Found = readonly (readonly [role: HeaderRole, header: HeaderPair])[]

const schemesOf = ({ input }: Pick<Subject, 'input'>): ResolvedScheme[] =>
  schemeRefs(input).flatMap((ref) => resolved(ref) ?? [])

/** A respelt header for every one that is missing; null where one has none. */
export function respelledHeaders(headers: readonly HeaderPair[], by: ResolvedScheme): Found | null {
  const roles = headerRoles(by)
  const taken = new Set(roles.flatMap(({ names }) => names.map((name) => name.toLowerCase())))
  const missing = roles.filter((role) => !isThere(headers, role))
  const found = missing.flatMap((role) => {
    const header = respelled(headers, role, taken)
    return header ? [[role, header] as const] : []
  })
  return missing.length > 0 && found.length === missing.length ? found : null
}

const perRole = 8

function fillings(subject: Subject, by: ResolvedScheme, missing: readonly HeaderRole[]): Found[] {
  const headers = carriers(subject.request.headers).slice(0, 100)
  return missing.reduce<Found[]>(
    (lists, role) => {
      const fitting = headers.filter(([, value]) => fits(value, role, by)).slice(0, perRole)
      return lists.flatMap((list) => fitting.map((header) => [...list, [role, header] as const]))
    },
    [[]],
  )
}

function fits(value: string, { holds }: HeaderRole, { params, scheme }: ResolvedScheme): boolean {
  if (holds === 'timestamp') return /^\d{9,16}$|^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(value)
  if (holds === 'value') return value.length <= 200
  const { format, separator = '' } = params as { format?: string; separator?: string }
  if (format === undefined) return value.length >= (scheme.id === 'static-header' ? minimum : 1)
  return value.length >= minimum && !('ok' in readHeader(value, format, separator))
}

/** Shorter values can be equal by chance. */
const minimum = 8

export function renamedRequest({ request }: Subject, found: Found) {
  return found.reduce((left, [{ names }, [, value]]) => withHeader(left, names[0] ?? '', value), request)
}

function renamed(subject: Subject, by: ResolvedScheme, found: Found): Candidate {
  const [[role, [name]] = [{ names: [''] }, ['']]] = found
  const wanted = role.names[0] ?? ''
  const ref = schemeRefs(subject.input).find((one) => resolved(one)?.params === by.params)
  const parameter = parameterOf(found, ref?.scheme)
  const other = ref && parameter ? changed(subject, { [parameter]: `${role.names.join(', ')}, ${name}` }, ref) : null
  return {
    cause: 'header-renamed',
    tried: `${name} as ${wanted}`,
    sentence: `The header ${wanted} arrived as ${name}.`,
    proof: `Taken from ${found.map(([, [from]]) => from).join(', ')},`,
    advice: `Make the proxy or framework in between keep the name ${wanted}, or read the header by the name that it has.`,
    request: renamedRequest(subject, found),
    by,
    ...(other ? { fix: recipeFix(other.ref, `Read ${wanted} from ${name} too`) } : {}),
  }
}

/** Parameter that names the one missing header, where there is one. */
function parameterOf(found: Found, scheme: string | undefined): string | null {
  if (found.length !== 1 || found[0]?.[0].holds !== 'signature') return null
  return scheme === 'hmac' || scheme === 'public-key' || scheme === 'static-header' ? 'header' : null
}

/** Standard Webhooks names its three headers by a common start. */
function* prefixed(subject: Subject): Iterable<Candidate> {
  const ref = schemeRefs(subject.input).find(({ scheme }) => scheme === 'standard-webhooks')
  if (!ref) return
  const starts = carriers(subject.request.headers).flatMap(([name]) => /^(.+)-signature$/i.exec(name)?.[1] ?? [])
  for (const start of starts.slice(0, perRole)) {
    const other = changed(subject, { prefix: start }, ref)
    if (!other) continue
    yield {
      cause: 'header-renamed',
      tried: `headers that start with ${start}`,
      sentence: `The signature headers arrived under other names, ${start}-signature and so on.`,
      proof: `Taken from ${start}-id, ${start}-timestamp and ${start}-signature,`,
      advice: 'Set the start of the header names to the sender’s.',
      by: other.by,
      fix: recipeFix(other.ref, `Read headers that start with ${start}`),
    }
  }
}

/** A header that a scheme reads: any of these names. */
interface HeaderRole {
  readonly names: readonly string[]
  readonly holds: 'signature' | 'timestamp' | 'value'
}

/** Headers that the scheme needs, the one of the signature first. */
export function headerRoles({ scheme, params }: ResolvedScheme): HeaderRole[] {
  const of = params as Readonly<Record<string, string | undefined>>
  if (scheme.id === 'standard-webhooks') {
    const names = (part: string) => nameList(of.prefix ?? '').map((start) => `${start}-${part}`)
    return [
      { names: names('signature'), holds: 'signature' },
      { names: names('timestamp'), holds: 'timestamp' },
      { names: names('id'), holds: 'value' },
    ]
  }
  const needed = of.signed ? placeholdersOf(of.signed) : []
  const role = (list: string | undefined, holds: HeaderRole['holds']): HeaderRole[] =>
    list ? [{ names: nameList(list), holds }] : []
  if (scheme.id === 'body-token' || of.place === 'body') return []
  return [
    ...role(of.header, 'signature'),
    ...role(of.timestampHeader, 'timestamp'),
    ...role(of.idHeader, 'value'),
    ...role(of.nonceHeader, 'value'),
    ...needed
      .filter(({ kind, optional }) => kind === 'header' && !optional)
      .flatMap(({ argument }) => role(argument, 'value')),
  ]
}

export const isThere = (headers: readonly HeaderPair[], { names }: HeaderRole): boolean =>
  names.some((name) => headerValues(headers, name).some(Boolean))

/** The name without what proxies, CGI and frameworks change: case, underscores, "HTTP_", "X-". */
export function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[_.]/g, '-')
    .replace(/^(http-|x-forwarded-|x-original-|x-amzn-remapped-|x-amz-meta-|proxy-|x-proxy-|forwarded-|original-)+/, '')
    .replace(/^(x-)+/, '')
    .replaceAll('-', '')
}

/** A header of a name that is another spelling of one of the role's; `taken`: names that have a role of their own. */
function respelled(
  headers: readonly HeaderPair[],
  { names }: HeaderRole,
  taken: ReadonlySet<string>,
): HeaderPair | undefined {
  const plain = names.map(plainName)
  const free = headers.filter(([name, value]) => value !== '' && !taken.has(name.toLowerCase()))
  return (
    free.find(([name]) => plain.includes(plainName(name))) ??
    free.find(([name]) => plain.some((wanted) => wanted.length >= 8 && plainName(name).endsWith(wanted)))
  )
}

/** Names that many senders use: they say nothing of who sent it. */
export const commonNames: ReadonlySet<string> = new Set([
  'authorization',
  'signature',
  'webhooksignature',
  'webhooksecret',
  'hubsignature',
  'hubsignature256',
  'timestamp',
  'token',
])

/** Headers of HTTP itself and of proxies; none holds a signature. */
const transport =
  /^(accept.*|connection|content-(type|length|encoding|language)|host|user-agent|via|forwarded|x-forwarded-.*|x-real-ip|x-request-id|cache-control|date|traceparent|tracestate|keep-alive|transfer-encoding|te|upgrade.*|cookie|cf-.*|sec-.*|origin|referer|pragma|priority|x-amzn-trace-id)$/i

const carriers = (headers: readonly HeaderPair[]): HeaderPair[] =>
  headers.filter(([name, value]) => value !== '' && !transport.test(name))
