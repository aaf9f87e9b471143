import type { SchemeRequest } from '../../../src/main/engine/signatures/signature-scheme.ts'
import type { FaultCase } from './fault-case.ts'
import { type Row, resolveRow } from './good-deliveries.ts'

export type Expected = FaultCase['expected']['cause']

/** A row's delivery with a fault, as a case; checked with the row's own key unless told otherwise. */
export function plant(
  row: Row,
  fault: string,
  request: SchemeRequest | null,
  cause: Expected,
  {
    secrets = [row.checkWith],
    others = [],
    state = cause === null ? 'verified' : 'failed',
  }: {
    readonly secrets?: readonly string[]
    readonly others?: NonNullable<FaultCase['otherEndpoints']>
    readonly state?: FaultCase['expected']['state']
  } = {},
): FaultCase[] {
  if (!request) return []
  const { method, publicUrl, headers, body, arrivedAtMs } = request
  return [
    {
      id: `${row.name}: ${fault}`,
      provider: row.provider,
      scheme: row.ref.scheme,
      secrets: secrets.map((value, index) => ({ label: index === 0 ? 'live' : `secret ${index + 1}`, value })),
      otherEndpoints: others,
      request: { method, publicUrl, headers, bodyBase64: Buffer.from(body).toString('base64') },
      arrivedAtMs,
      expected: { state, cause },
    },
  ]
}

export const paramsOf = (row: Row) =>
  resolveRow(row).params as Readonly<Record<string, string | number | null | undefined>>
export const coverageOf = (row: Row) => {
  const { scheme, params } = resolveRow(row)
  return scheme.describe(params, row.request).covers
}

/** Name of the header that holds the signature; none where it stands in the body. */
export function signatureHeader(row: Row, request: SchemeRequest): readonly [name: string, value: string] | undefined {
  const params = paramsOf(row)
  if (row.ref.scheme === 'standard-webhooks') return request.headers.find(([name]) => name.endsWith('-signature'))
  const names = String(params.header ?? '')
    .toLowerCase()
    .split(/, */)
  return params.place === 'body' ? undefined : request.headers.find(([name]) => names.includes(name.toLowerCase()))
}

type Change = (name: string, value: string) => readonly [string, string] | null

/** The request with one header changed or dropped. */
export function withHeaderChanged(request: SchemeRequest | null, wanted: string, change: Change): SchemeRequest | null {
  return (
    request && {
      ...request,
      headers: request.headers.flatMap(([name, value]) => {
        if (name.toLowerCase() !== wanted.toLowerCase()) return [[name, value] as const]
        const changed = change(name, value)
        return changed ? [changed] : []
      }),
    }
  )
}

/** Every header that signing has added, under another name. */
export const withNames = (row: Row, request: SchemeRequest, of: (name: string) => string): SchemeRequest => ({
  ...request,
  headers: request.headers.map(([name, value]) =>
    row.request.headers.some(([own]) => own === name) ? [name, value] : [of(name), value],
  ),
})
