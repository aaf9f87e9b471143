import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import type { ExportFlow } from '../../../../src/main/engine/flows/export.ts'
import {
  type RunParts,
  runStandingExport,
  type StoredExport,
} from '../../../../src/main/engine/flows/run-standing-export.ts'
import { silentLog } from '../../../support/start-engine.ts'

const folder = mkdtempSync(join(tmpdir(), 'switchhook-standing-'))
const stop = new AbortController()
afterEach(() => {
  stop.abort()
  rmSync(folder, { recursive: true, force: true })
})

const row = (seq: number) =>
  ({
    seq,
    receivedAt: 0,
    answer: { status: 200, ms: 1 },
    aborted: false,
    verification: { state: 'verified' },
  }) as DeliveryRow

test('while nothing can be exported no delivery is passed over; one that cannot be read by itself is', async () => {
  const rows = [row(1), row(2), row(3)]
  let order = { mark: 0, written: 0, skipped: 0, alreadyThere: 0, state: 'running', format: 'fixture' } as StoredExport
  const unavailable = () => new AppError('unavailable', 'The body of this delivery is missing.')
  let down = 2
  const render: ExportFlow = async function* ({ what }) {
    const [id] = (what as { ids: string[] }).ids
    if (id === 'dlv_2') throw unavailable()
    // A thread that died and is started again.
    if (id === 'dlv_3' && down > 0) {
      down -= 1
      throw new AppError('unavailable', 'the export thread stopped unexpectedly and is being started again.')
    }
    yield { name: `${id}.json`, mediaType: 'application/json', base64: Buffer.from('{}').toString('base64') }
  }
  const read = {
    through: () => Promise.resolve(3),
    wholeBody: (id: string) => (id === 'dlv_2' ? Promise.reject(unavailable()) : Promise.resolve({})),
    page: ({ after }: { after: number }) => Promise.resolve(rows.filter(({ seq }) => seq > after)),
    matching: (_query: string, _zone: string, seqs: readonly number[]) =>
      Promise.resolve(rows.filter(({ seq }) => seqs.includes(seq))),
  }
  const states: string[] = []

  const running = runStandingExport({
    ...{
      render,
      log: silentLog,
      clock: { now: () => 1000, elapsed: () => 0 },
      retryMs: [1, 1, 1],
      signal: stop.signal,
    },
    views: { read, changes: { subscribe: () => () => undefined } },
    folders: { open: () => folder },
    idOf: (seq: number) => `dlv_${seq}`,
    order: () => order,
    update(changes: Partial<StoredExport>) {
      if (changes.state) states.push(changes.state)
      order = { ...order, ...changes }
    },
    store: () => Promise.resolve(),
  } as unknown as RunParts)

  await expect.poll(() => order.mark).toBe(3)
  expect(order).toMatchObject({ written: 2, skipped: 1, state: 'running' })
  expect(states).toEqual(['retrying', 'retrying', 'running'])
  expect(readdirSync(folder).sort()).toEqual(['dlv_1.json', 'dlv_3.json'])
  stop.abort()
  await running
})
