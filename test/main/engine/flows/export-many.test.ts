import { expect, onTestFinished, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { createExportThread } from '../../../../src/main/engine/export/exporter.ts'
import { createExportFlow } from '../../../../src/main/engine/flows/export.ts'
import type { EndpointService } from '../../../../src/main/engine/state/endpoint-service.ts'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import { silentLog } from '../../../support/start-engine.ts'

const many = 10_000
const body = Buffer.from(JSON.stringify({ transcript: 'the kitchen sink is leaking '.repeat(20) }))

/** The flow over a log that makes its deliveries up as they are read; `read` counts them. Every `goneEach`th is deleted meanwhile. */
function flow(goneEach = Number.POSITIVE_INFINITY) {
  let read = 0
  const views = {
    through: async () => many,
    async scan({ after = 0, limit }: { after?: number; limit: number }) {
      const seqs = Array.from({ length: Math.min(limit, many - after) }, (_, at) => after + at + 1)
      return { seqs, next: seqs.length < limit ? null : after + limit + 1, read: 0 }
    },
    async detail(id: string) {
      read += 1
      if (read % goneEach === 0) throw new AppError('not-found', 'It is gone.')
      return { ...deliveryDetail(), id, receivedAt: read * 1000 }
    },
    seqOf: async () => 1,
    attempts: async () => ({ rows: [{ seq: 1 }, { seq: 2 }], total: 3 }),
    wholeBody: async () => ({ kind: 'memory', bytes: new Uint8Array(body) }),
  }
  const endpoints = {
    get: () => ({ name: 'Front desk', target: null, recipe: null }),
    list: () => [],
    secrets: { all: () => [] },
  }
  const thread = createExportThread(silentLog)
  onTestFinished(() => thread.close())
  const render = createExportFlow({
    views: { read: views } as unknown as Parameters<typeof createExportFlow>[0]['views'],
    endpoints: endpoints as unknown as EndpointService,
    catalog: { packs: () => new Map() },
    clock: { now: Date.now, elapsed: () => performance.now() },
    thread,
    generator: 'x 1',
    seqOf: () => null,
    idOf: (seq) => `dlv_aaaa_${seq.toString(36)}`,
  })
  return { render, read: () => read }
}

test('10,000 deliveries of a search go through, and few of them are held at any time', async () => {
  const { render, read } = flow()
  const names = new Set<string>()
  let held = 0
  let done = 0
  const order = { what: { query: '' }, format: 'curl', separate: true }
  for await (const item of render(order)) {
    if ('progress' in item) done = item.progress.done
    else {
      names.add(item.name)
      held = Math.max(held, read() - names.size)
    }
  }

  expect(names.size).toBe(many)
  expect(done).toBe(many)
  expect(held).toBeLessThan(100)
})

test('what was deleted since it was found counts as done', async () => {
  const { render } = flow(3)
  const told: number[] = []
  let written = 0
  for await (const item of render({ what: { query: '' }, format: 'curl', separate: true })) {
    if ('progress' in item) told.push(item.progress.done)
    else written += 1
  }

  expect(written).toBe(many - Math.floor(many / 3))
  expect(told.slice(0, 5)).toEqual([0, 0, 0, 32, 64])
  expect(told.at(-1)).toBe(many)
})

test('nothing more is read than is taken', async () => {
  const { render, read } = flow()
  let taken = 0
  for await (const item of render({ what: { query: '' }, format: 'fixture' })) {
    if ('progress' in item) continue
    taken += 1
    if (taken === 3) break
  }
  // Three pieces of 144 KiB of a compressed archive, and what was read ahead.
  expect(read()).toBeLessThan(many / 2)
})

test('an event of which not all attempts are listed is not exported in part', async () => {
  const items = flow().render({ what: { attemptsOf: 'dlv_aaaa_1' }, format: 'fixture' })
  await expect(items.next()).rejects.toMatchObject({
    code: 'bad-input',
    message: 'This event has 3 attempts, and 2 can be exported as such. Export them by a search.',
  })
})
