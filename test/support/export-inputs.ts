import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { ExportItem } from '../../src/main/engine/export/export-format.ts'
import { deliveryDetail } from './delivery-detail.ts'
import { seeded } from './seeded.ts'

const folder = resolve(import.meta.dirname, '../fixtures/requests')

interface RequestFixture {
  readonly method: string
  readonly target: string
  readonly headers: HeaderPair[]
  readonly provider: string | null
  readonly event: string | null
  /** Of the event, as its pack would have it. */
  readonly schema?: Readonly<Record<string, unknown>>
  readonly bodyBase64: string
}

/** Values that the request fixtures carry as credentials: none of them may be exported. */
export const fixtureSecrets = [
  ...['header-s3cret', 'query-s3cret', 'cookie-s3cret', 'ring-s3cret'],
  ...['cmluZy1zM2NyZXQ', 'cHJveHktczNjcmV0', 'q83vEjRWeJCrze8SNFZ4kA'],
]

/** Every request of `test/fixtures/requests` as a delivery to export, by file name. */
export function exportInputs(): ReadonlyMap<string, ExportItem> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return new Map(names.toSorted().map((name) => [name.replace(/\.json$/, ''), itemOf(join(folder, name))]))
}

/** A delivery of 1.2 MB of JSON, too large to lie in a file: the same each time. */
export function bigInput(): ExportItem {
  const random = seeded(7)
  const words = Array.from({ length: 30_000 }, () => `${random.hex(16)} said "no" \\ ö`)
  const body = Buffer.from(JSON.stringify({ transcript: words }))
  const headers: HeaderPair[] = [['Content-Type', 'application/json']]
  return { delivery: deliveryDetail({}, { headers, bodySize: body.byteLength }), body, endpointName: 'Phone agent' }
}

function itemOf(file: string): ExportItem {
  const { method, target, headers, provider, event, schema, bodyBase64 } = JSON.parse(
    readFileSync(file, 'utf8'),
  ) as RequestFixture
  const body = Buffer.from(bodyBase64, 'base64')
  const delivery = deliveryDetail(
    { provider, eventType: event, method },
    { method, target, headers, bodySize: body.byteLength },
  )
  const secretValues = ['ring-s3cret']
  return { delivery, body, endpointName: 'Phone agent', secretValues, eventSchema: schema ?? null }
}
