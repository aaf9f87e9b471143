import { describe, expect, it, vi } from 'vitest'
import { type StreamChange, StreamModel } from '../../../../src/renderer/src/features/stream/stream-model.ts'
import { ListedDeliveries, rowOf } from '../../support/listed-deliveries.ts'

const change = (part: Partial<StreamChange>): StreamChange => ({
  added: [],
  changed: [],
  removed: [],
  reset: false,
  ...part,
})

async function opened(count: number) {
  const engine = new ListedDeliveries(count)
  const model = new StreamModel({ client: engine.client, query: 'type:x', changed: () => undefined })
  await model.open()
  await quiet(model)
  return { engine, model }
}
const quiet = (model: StreamModel) => vi.waitFor(() => expect(model.view.loading).toBe(false), { interval: 1 })
const arrive = (engine: ListedDeliveries, model: StreamModel, ...seqs: number[]) => {
  engine.seqs.push(...seqs)
  model.apply(change({ added: seqs.map((seq) => rowOf(seq)) }))
}
const seqsOf = (model: StreamModel, ...indices: number[]) => indices.map((index) => model.rowAt(index)?.seq)

describe('reading', () => {
  it('counts, then reads only what is looked at', async () => {
    const { engine, model } = await opened(1_000)
    expect(model.view).toMatchObject({ count: 1_000, waiting: 0, ready: true, problem: null })
    expect(engine.pages()).toHaveLength(1)
    expect(seqsOf(model, 0, 99, 100)).toEqual([1_000, 901, undefined])
  })

  it('goes on from the neighbour above when scrolling, and skips when jumping', async () => {
    const { engine, model } = await opened(1_000)
    model.look(150, 180)
    await quiet(model)
    expect(engine.pages().at(-1)).toMatchObject({ before: 901, skip: 0, limit: 100 })
    model.look(700, 720)
    await quiet(model)
    expect(engine.pages().at(-1)).toMatchObject({ through: 1_000, skip: 700 })
    expect(seqsOf(model, 150, 700, 720)).toEqual([850, 300, 280])
  })

  it('reads a window that lies across two pages, the last one short', async () => {
    const { model } = await opened(250)
    model.look(140, 249)
    await quiet(model)
    expect(seqsOf(model, 140, 150, 249, 250)).toEqual([110, 100, 1, undefined])
  })

  it('an empty list is ready without reading rows', async () => {
    const { engine, model } = await opened(0)
    expect(model.view).toMatchObject({ count: 0, ready: true })
    expect(engine.pages()).toEqual([])
  })

  it('drops pages far from the window', async () => {
    const { model } = await opened(20_000)
    for (let first = 0; first < 20_000; first += 100) {
      model.look(first, first + 20)
      await quiet(model)
    }
    expect(model.rowAt(0)).toBeUndefined()
    expect(model.rowAt(19_999)?.seq).toBe(1)
    model.look(0, 20)
    await quiet(model)
    expect(model.rowAt(0)?.seq).toBe(20_000)
  })

  it('tells a failure and reads again on retry', async () => {
    const { engine, model } = await opened(500)
    engine.failure = new Error('disk gone')
    model.look(300, 320)
    await vi.waitFor(() => expect(model.view.problem).toBe(engine.failure))
    engine.failure = null
    model.retry()
    await vi.waitFor(() => expect(model.rowAt(300)?.seq).toBe(200))
    expect(model.view.problem).toBeNull()
  })

  it('says that it could not be opened, and opens later', async () => {
    const engine = new ListedDeliveries(5)
    engine.failure = new Error('no connection')
    const model = new StreamModel({ client: engine.client, query: '', changed: () => undefined })
    expect(await model.open()).toBe(false)
    expect(model.view).toMatchObject({ count: null, loading: false, problem: engine.failure })
    engine.failure = null
    expect(await model.open()).toBe(true)
    expect(model.view).toMatchObject({ count: 5, problem: null })
  })

  it('does not ask for ever where fewer rows come than were counted', async () => {
    const engine = new ListedDeliveries(50)
    const model = new StreamModel({ client: engine.client, query: '', changed: () => undefined })
    const page = engine.client.call
    const short = {
      call: (async (name: 'deliveries.page', input: never) => {
        const answer = await page(name, input)
        return 'rows' in answer ? { rows: answer.rows.slice(0, 40) } : answer
      }) as typeof page,
    }
    const broken = new StreamModel({ client: short, query: '', changed: () => undefined })
    await broken.open()
    await quiet(broken)
    const before = engine.asked.length
    broken.look(0, 49)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(engine.asked.length).toBe(before)
    expect(broken.rowAt(39)?.seq).toBe(11)
    model.close()
  })
})

describe('new deliveries', () => {
  it('come on top at once while nothing is held, without reading', async () => {
    const { engine, model } = await opened(300)
    const asked = engine.asked.length
    arrive(engine, model, 301, 302)
    expect(seqsOf(model, 0, 1, 2)).toEqual([302, 301, 300])
    expect(model.view).toMatchObject({ count: 302, waiting: 0 })
    expect(engine.asked).toHaveLength(asked)
  })

  it('wait while held: no row changes its place', async () => {
    const { engine, model } = await opened(300)
    model.hold(true)
    arrive(engine, model, 301)
    arrive(engine, model, 302, 303)
    expect(seqsOf(model, 0, 5)).toEqual([300, 295])
    expect(model.view).toMatchObject({ count: 300, waiting: 3 })
    model.look(200, 220)
    await quiet(model)
    expect(model.rowAt(200)?.seq).toBe(100)
    model.showNew()
    expect(seqsOf(model, 0, 3, 203)).toEqual([303, 300, 100])
    expect(model.view).toMatchObject({ count: 303, waiting: 0 })
  })

  it('reads what it did not keep of a long wait', async () => {
    const { engine, model } = await opened(10)
    model.hold(true)
    for (let seq = 11; seq <= 1_010; seq += 1) arrive(engine, model, seq)
    model.showNew()
    expect(seqsOf(model, 0, 199)).toEqual([1_010, 811])
    model.look(400, 420)
    await quiet(model)
    expect(seqsOf(model, 400, 420)).toEqual([610, 590])
  })

  it('let go shows them', async () => {
    const { engine, model } = await opened(5)
    model.hold(true)
    arrive(engine, model, 6)
    model.hold(false)
    expect(model.rowAt(0)?.seq).toBe(6)
  })

  it('told twice are there once', async () => {
    const { engine, model } = await opened(5)
    arrive(engine, model, 6)
    model.apply(change({ added: [rowOf(6)] }))
    await quiet(model)
    expect(model.view.count).toBe(6)
    expect(seqsOf(model, 0, 1)).toEqual([6, 5])
  })
})

describe('changes', () => {
  it('a changed row is replaced, also while it waits', async () => {
    const { engine, model } = await opened(5)
    model.hold(true)
    arrive(engine, model, 6)
    model.apply(change({ changed: [rowOf(4, { replays: 2 }), rowOf(6, { replays: 1 })] }))
    expect(model.rowAt(1)?.replays).toBe(2)
    model.showNew()
    expect(model.rowAt(0)?.replays).toBe(1)
  })

  it('removed rows leave no gap', async () => {
    const { engine, model } = await opened(300)
    engine.seqs = engine.seqs.filter((seq) => seq !== 299)
    model.apply(change({ removed: [299] }))
    await vi.waitFor(() => expect(model.view.count).toBe(299))
    await quiet(model)
    expect(seqsOf(model, 0, 1)).toEqual([300, 298])
  })

  it('reset reads again; while held only up to what was shown', async () => {
    const { engine, model } = await opened(300)
    model.hold(true)
    engine.seqs = Array.from({ length: 900 }, (_, index) => index + 1)
    model.apply(change({ reset: true }))
    await vi.waitFor(() => expect(model.view).toMatchObject({ count: 300, waiting: 600 }))
    await quiet(model)
    expect(model.rowAt(0)?.seq).toBe(300)
    model.showNew()
    await quiet(model)
    expect(model.rowAt(0)?.seq).toBe(900)
  })

  it('an answer to an older question is dropped', async () => {
    const { engine, model } = await opened(300)
    engine.held = true
    model.look(200, 210)
    engine.seqs = engine.seqs.slice(100)
    model.apply(change({ reset: true }))
    engine.release()
    await vi.waitFor(() => expect(model.view.count).toBe(200))
    await quiet(model)
    expect(model.rowAt(199)?.seq ?? 101).toBe(101)
  })
})

describe('finding', () => {
  it('locates a row that is not held, and says where there is none', async () => {
    const { engine, model } = await opened(1_000)
    expect(await model.locate(250)).toBe(750)
    engine.seqs = engine.seqs.filter((seq) => seq !== 240)
    expect(await model.locate(240)).toBeNull()
    expect(model.indexOf(990)).toBe(10)
    expect(model.find('d990')?.seq).toBe(990)
  })

  it('shows new rows that wait when one of them is asked for', async () => {
    const { engine, model } = await opened(10)
    model.hold(true)
    arrive(engine, model, 11, 12)
    expect(await model.locate(9)).toBe(1)
    expect(model.view.waiting).toBe(2)
    expect(await model.locate(11)).toBe(1)
    expect(model.view).toMatchObject({ count: 12, waiting: 0 })
  })

  it('collects ids over rows that are not held, up to a limit', async () => {
    const { model } = await opened(2_000)
    const ids = await model.idsBetween(700, 95, 1_000)
    expect(ids).toHaveLength(606)
    expect([ids[0], ids[605]]).toEqual(['d1905', 'd1300'])
    expect(await model.idsBetween(0, 1_999, 1_000)).toHaveLength(1_000)
  })
})
