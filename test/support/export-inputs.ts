import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { ExportItem } from '../../src/main/engine/export/export-format.ts'
import { deliveryDetail } from './delivery-detail.ts'

const folder = resolve(import.meta.dirname, '../fixtures/requests')

interface RequestFixture {
  readonly method: string
  readonly target: string
  readonly headers: HeaderPair[]
  readonly provider: string | null
  readonly event: string | null
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

function itemOf(file: string): ExportItem {
  const { method, target, headers, provider, event, bodyBase64 } = JSON.parse(
    readFileSync(file, 'utf8'),
  ) as RequestFixture
  const body = Buffer.from(bodyBase64, 'base64')
  const delivery = deliveryDetail(
    { provider, eventType: event, method },
    { method, target, headers, bodySize: body.byteLength },
  )
  return { delivery, body, endpointName: 'Phone agent', secretValues: ['ring-s3cret'] }
}
