import { type HeaderPair, headerValues } from '#shared/model/headers.ts'
import { nameList } from '../lib/header-names.ts'
import { holesOf } from '../lib/template.ts'
import type { OpenScheme } from '../open-scheme.ts'

/** A header that a scheme reads: any of these names. */
export interface HeaderRole {
  readonly names: readonly string[]
  readonly holds: 'signature' | 'timestamp' | 'value'
}

/** Headers that the scheme needs, the one of the signature first. */
export function headerRoles({ scheme, params }: OpenScheme): HeaderRole[] {
  const of = params as Readonly<Record<string, string | undefined>>
  if (scheme.id === 'standard-webhooks') {
    const names = (part: string) => nameList(of.prefix ?? '').map((start) => `${start}-${part}`)
    return [
      { names: names('signature'), holds: 'signature' },
      { names: names('timestamp'), holds: 'timestamp' },
      { names: names('id'), holds: 'value' },
    ]
  }
  const needed = of.signed ? holesOf(of.signed) : []
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
export function respelled(
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

export const carriers = (headers: readonly HeaderPair[]): HeaderPair[] =>
  headers.filter(([name, value]) => value !== '' && !transport.test(name))
