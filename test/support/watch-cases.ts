import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { AppClient } from '#shared/api/contract.ts'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import { type StreamChange, StreamModel } from '../../src/renderer/src/features/stream/stream-model.ts'

/** An engine, or what stands for one, with what happens to it from outside. */
export interface WatchedEngine {
  readonly client: Pick<AppClient, 'call' | 'stream'>
  /** A request arrives at an endpoint and is answered with 200; resolves with the delivery's id after the answer. */
  readonly deliver: (signature: 'verified' | 'failed') => Promise<string>
  /** Sends a delivery to a target that answers. */
  readonly replay: (id: string) => Promise<void>
  readonly close: () => Promise<void> | void
}

/** What `deliveries.watch` promises to a list, held against any engine: the real one, and the double of the screen's tests. */
export function watchCases(name: string, open: () => Promise<WatchedEngine>): void {
  async function start(): Promise<WatchedEngine> {
    const engine = await open()
    onTestFinished(() => engine.close())
    return engine
  }

  describe(`watching deliveries, ${name}`, () => {
    test.each([
      ['', ['e', 'd', 'b']],
      ['status:200', ['e', 'd', 'b']],
      ['status:none', []],
      ['-status:none', ['e', 'd', 'b']],
      ['status:5xx', []],
      ['verification:failed', ['d', 'b']],
      ['-verification:failed', ['e']],
      ['verified:yes status:2xx', ['e']],
      ['is:replayed', ['d']],
      ['-is:replayed status:200', ['e', 'b']],
    ])('a list of “%s” comes to what a page of it says', async (query, expected) => {
      const engine = await start()
      const ids = new Map<string, string>()
      const deliver = async (letter: string, signature: 'verified' | 'failed') =>
        ids.set(letter, await engine.deliver(signature))
      await deliver('a', 'verified')
      await deliver('b', 'failed')
      const list = await openList(engine, query)
      await deliver('c', 'verified')
      await deliver('d', 'failed')
      await deliver('e', 'verified')
      const removed = ['a', 'c'].map((letter) => ids.get(letter) ?? '')
      await engine.client.call('deliveries.remove', { ids: removed })
      await engine.replay(ids.get('d') ?? '')

      const letters = (rows: readonly DeliveryRow[]) =>
        rows.map(({ id }) => [...ids].find(([, each]) => each === id)?.[0] ?? id)
      await vi.waitFor(() => expect(letters(list.rows())).toEqual(expected), patience)
      // Replays and causes are found while this reads, so page and list are compared until they have both got there.
      await vi.waitFor(async () => {
        const page = await engine.client.call('deliveries.page', { query })
        const { count } = await engine.client.call('deliveries.count', { query })
        expect(list.rows()).toEqual(page.rows)
        expect(list.model.view).toMatchObject({ count, waiting: 0 })
      }, patience)
    })

    test('rows of an answer are told once the answer is known, in the order of their arrival', async () => {
      const engine = await start()
      const answered = await watch(engine, 'status:200')
      const first = await engine.deliver('verified')
      const second = await engine.deliver('failed')
      await vi.waitFor(() => expect(last(answered, second)?.answer?.status).toBe(200), patience)
      expect(last(answered, first)?.answer?.status).toBe(200)
      const order = [...new Set(answered.flatMap(({ rows }) => rows.map(({ id }) => id)))]
      expect(order).toEqual([first, second])
      expect(answered.flatMap(({ rows }) => rows).every(({ answer }) => answer?.status === 200)).toBe(true)
    })

    test('rows of another query are not told', async () => {
      const engine = await start()
      const other = await watch(engine, 'status:404')
      const all = await watch(engine, '')
      const id = await engine.deliver('verified')
      await vi.waitFor(() => expect(last(all, id)?.answer?.status).toBe(200), patience)
      expect(other.flatMap(({ rows }) => rows)).toEqual([])
    })

    test('a row that changes is told, though it is older than the watch', async () => {
      const engine = await start()
      const id = await engine.deliver('verified')
      await settled(engine, id)
      const [all, one] = [await watch(engine, ''), await watch(engine, `id:"${id}"`)]
      await engine.replay(id)
      await vi.waitFor(() => expect(last(all, id)?.replays).toBe(1), patience)
      await vi.waitFor(() => expect(last(one, id)?.replays).toBe(1), patience)
    })

    test('a row that fits no more is told to be gone, a deleted one too', async () => {
      const engine = await start()
      const [first, second] = [await engine.deliver('verified'), await engine.deliver('verified')]
      const [{ seq: firstSeq }, { seq: secondSeq }] = [await settled(engine, first), await settled(engine, second)]
      const fresh = await watch(engine, '-is:replayed')
      await engine.replay(first)
      await vi.waitFor(() => expect(fresh.flatMap(({ gone }) => gone)).toContain(firstSeq), patience)
      await engine.client.call('deliveries.remove', { ids: [second] })
      await vi.waitFor(() => expect(fresh.flatMap(({ gone }) => gone)).toContain(secondSeq), patience)
    })

    test('a held list keeps its rows; what came is shown when it is let go', async () => {
      const engine = await start()
      const before = await engine.deliver('verified')
      await settled(engine, before)
      const list = await openList(engine, 'status:200')
      list.model.hold(true)
      const [second, third] = [await engine.deliver('verified'), await engine.deliver('failed')]
      await vi.waitFor(() => expect(list.model.view.waiting).toBe(2), patience)
      expect(list.rows().map(({ id }) => id)).toEqual([before])
      list.model.hold(false)
      expect(list.rows().map(({ id }) => id)).toEqual([third, second, before])
    })
  })
}

const patience = { timeout: 5000, interval: 5 }

/** Waits until a delivery's answer can be read. */
async function settled({ client }: WatchedEngine, id: string): Promise<DeliveryRow> {
  return vi.waitFor(async () => {
    const { rows } = await client.call('deliveries.page', { query: `id:"${id}" status:200` })
    const [row] = rows
    if (!row) throw new Error(`${id} has no answer yet`)
    return row
  }, patience)
}

/** The newest row of a delivery that was told. */
function last(changes: readonly StreamChange[], id: string): DeliveryRow | undefined {
  return changes.flatMap(({ rows }) => rows).findLast((row) => row.id === id)
}

/** What a watch tells from now on. */
async function watch({ client }: WatchedEngine, query: string): Promise<StreamChange[]> {
  const { newest } = await client.call('deliveries.count', { query })
  const told: StreamChange[] = []
  await followWatch(client, { query, after: newest }, (change) => told.push(change))
  return told
}

/** A list as the screen keeps it. */
async function openList({ client }: WatchedEngine, query: string) {
  const model = new StreamModel({ client, query, changed: () => undefined })
  onTestFinished(() => model.close())
  await model.open()
  model.look(0, 50)
  await followWatch(client, { query, after: model.watchAfter }, (change) => model.apply(change))
  const rows = () =>
    Array.from({ length: model.view.count ?? 0 }, (_, index) => model.rowAt(index)).filter((row) => row !== undefined)
  return { model, rows }
}

async function followWatch(
  client: WatchedEngine['client'],
  input: { query: string; after: number },
  take: (change: StreamChange) => void,
): Promise<void> {
  const end = new AbortController()
  onTestFinished(() => end.abort())
  const read = async () => {
    for await (const change of client.stream('deliveries.watch', input, { signal: end.signal })) take(change)
  }
  // The engine may be closed before the stream is.
  read().catch((error: unknown) => {
    if (!end.signal.aborted) throw error
  })
  // A stream is open some turns after it was asked for.
  await new Promise((resolve) => setTimeout(resolve, 50))
}
