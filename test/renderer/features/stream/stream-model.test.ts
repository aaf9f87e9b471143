import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { type StreamChange, StreamModel } from '../../../../src/renderer/src/features/stream/stream-model.ts'
import { ListedDeliveries, rowOf } from '../../support/listed-deliveries.ts'

const query = 'type:call.ended'
const reset: StreamChange = { rows: [], gone: [], reset: true }

async function opened(count: number, text = query, change: (engine: ListedDeliveries) => void = () => undefined) {
  const engine = new ListedDeliveries(count)
  change(engine)
  const model = new StreamModel({ client: engine.client, query: text, zone: 'Europe/Paris', changed: () => undefined })
  onTestFinished(() => model.close())
  await model.open()
  await quiet(model)
  return { engine, model }
}
const quiet = (model: StreamModel) => vi.waitFor(() => expect(model.view.loading).toBe(false), { interval: 1 })
const arrive = (engine: ListedDeliveries, model: StreamModel, ...seqs: number[]) =>
  model.apply(engine.put(model.query, ...seqs.map((seq) => rowOf(seq))))
const seqsOf = (model: StreamModel, ...indices: number[]) => indices.map((index) => model.rowAt(index)?.seq)
const listed = (model: StreamModel) => Array.from({ length: model.view.count ?? 0 }, (_, at) => model.rowAt(at)?.seq)
const unanswered = { answer: null }

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
    model.apply({ rows: [rowOf(6)], gone: [], reset: false })
    await quiet(model)
    expect(model.view.count).toBe(6)
    expect(seqsOf(model, 0, 1)).toEqual([6, 5])
  })
})

describe('rows that begin to fit later', () => {
  it('a row is there once its answer is known, though newer ones were told before', async () => {
    const { engine, model } = await opened(5, 'status:200')
    const told = [
      engine.put('status:200', rowOf(6, unanswered)),
      engine.put('status:200', rowOf(7, unanswered)),
      engine.put('status:200', rowOf(7)),
      engine.put('status:200', rowOf(6)),
    ]
    for (const change of told) model.apply(change)
    expect(listed(model)).toEqual([7, 6, 5, 4, 3, 2, 1])
    expect(model.view).toMatchObject({ count: 7, waiting: 0 })
  })

  it('one that was counted as newest, but not answered, when the list was opened', async () => {
    const { engine, model } = await opened(5, 'status:200', (it) => it.put('', rowOf(5, unanswered)))
    expect(model.view.count).toBe(4)
    model.apply(engine.put('status:200', rowOf(5)))
    expect(listed(model)).toEqual([5, 4, 3, 2, 1])
  })

  it('one between rows that are held takes its place', async () => {
    const { engine, model } = await opened(250, 'status:200', (it) => it.put('', rowOf(230, unanswered)))
    model.apply(engine.put('status:200', rowOf(230)))
    expect(model.view.count).toBe(250)
    model.look(0, 249)
    await vi.waitFor(() => expect(listed(model)).toEqual(engine.seqs('status:200')))
  })

  it('one far from what is held makes the list count again', async () => {
    const { engine, model } = await opened(900, 'status:200', (it) => it.put('', rowOf(300, unanswered)))
    model.apply(engine.put('status:200', rowOf(300)))
    expect(model.view.count).toBe(899)
    await vi.waitFor(() => expect(model.view.count).toBe(900))
    expect(seqsOf(model, 0, 20)).toEqual([900, 880])
  })

  it('a change of a row far from what is held does not: it is counted already', async () => {
    const { engine, model } = await opened(900, '')
    model.apply(engine.put('', rowOf(300, { replays: 1 })))
    await vi.waitFor(() => expect(engine.asked.at(-1)).toMatchObject({ name: 'deliveries.count', through: 900 }))
    const before = engine.asked.length
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(engine.asked).toHaveLength(before)
    expect(model.view.count).toBe(900)
  })

  it('wait while the list is held: no row that is shown moves', async () => {
    const { engine, model } = await opened(300, 'status:200', (it) => it.put('', rowOf(295, unanswered)))
    model.hold(true)
    const before = listed(model).slice(0, 90)
    model.apply(engine.put('status:200', rowOf(295)))
    model.apply(engine.put('status:200', rowOf(301)))
    expect(listed(model).slice(0, 90)).toEqual(before)
    expect(model.view).toMatchObject({ count: 299, waiting: 2 })
    model.apply(engine.put('status:200', rowOf(295, { replays: 3 })))
    expect(model.view.waiting).toBe(2)
    model.look(280, 298)
    await quiet(model)
    expect(seqsOf(model, 280, 298)).toEqual([19, 1])
    model.showNew()
    expect(seqsOf(model, 0, 1, 5, 6, 7)).toEqual([301, 300, 296, 295, 294])
    expect(model.rowAt(6)?.replays).toBe(3)
    expect(model.view).toMatchObject({ count: 301, waiting: 0 })
  })

  it('one just above what is shown waits in its order', async () => {
    const { engine, model } = await opened(3, 'status:200', (it) => it.put('', rowOf(3, unanswered)))
    model.hold(true)
    model.apply(engine.put('status:200', rowOf(4)))
    model.apply(engine.put('status:200', rowOf(3)))
    expect(listed(model)).toEqual([2, 1])
    expect(model.view.waiting).toBe(2)
    model.hold(false)
    expect(listed(model)).toEqual([4, 3, 2, 1])
  })

  it('one that began to fit before the watch was open is found', async () => {
    const { engine, model } = await opened(50, 'status:200', (it) => it.put('', rowOf(50, unanswered)))
    engine.put('status:200', rowOf(50))
    await vi.waitFor(() => expect(model.view.count).toBe(50))
    expect(listed(model)).toEqual(engine.seqs('status:200'))
  })

  it('and waits where the list is held meanwhile: no row that is shown moves', async () => {
    const { engine, model } = await opened(50, 'status:200', (it) => it.put('', rowOf(50, unanswered)))
    model.hold(true)
    engine.put('status:200', rowOf(50))
    await vi.waitFor(() => expect(model.view.waiting).toBe(1))
    expect(seqsOf(model, 0, 1)).toEqual([49, 48])
    model.hold(false)
    await quiet(model)
    expect(listed(model)).toEqual(engine.seqs('status:200'))
  })
})

describe('rows that fit no more', () => {
  it('leave no gap', async () => {
    const { engine, model } = await opened(300, 'verification:verified')
    const failed = { verification: { state: 'failed', reason: 'signature-mismatch' } } as const
    model.apply(engine.put(model.query, rowOf(299, failed)))
    expect(model.view.count).toBe(299)
    expect(seqsOf(model, 0, 1)).toEqual([300, 298])
    model.look(0, 298)
    await vi.waitFor(() => expect(listed(model)).toEqual(engine.seqs(model.query)))
  })

  it('deleted ones neither, also among those that wait', async () => {
    const { engine, model } = await opened(300, 'status:200', (it) => it.put('', rowOf(298, unanswered)))
    model.hold(true)
    model.apply(engine.put(model.query, rowOf(298), rowOf(301), rowOf(302)))
    expect(model.view.waiting).toBe(3)
    model.apply(engine.delete(298, 301))
    expect(model.view.waiting).toBe(1)
    model.showNew()
    expect(seqsOf(model, 0, 1, 2, 3)).toEqual([302, 300, 299, 297])
  })

  it('that never did are no news', async () => {
    const { engine, model } = await opened(300, 'status:200')
    const asked = engine.asked.length
    model.apply(engine.put(model.query, rowOf(301, unanswered)))
    model.apply({ rows: [], gone: [301], reset: false })
    expect(model.view.count).toBe(300)
    expect(engine.asked).toHaveLength(asked)
  })

  it('far from what is held are counted', async () => {
    const { engine, model } = await opened(900, '')
    model.apply(engine.delete(100, 101))
    await vi.waitFor(() => expect(model.view.count).toBe(898))
  })
})

describe('changes', () => {
  it('a changed row is replaced, also while it waits', async () => {
    const { engine, model } = await opened(5)
    model.hold(true)
    arrive(engine, model, 6)
    model.apply(engine.put(query, rowOf(4, { replays: 2 }), rowOf(6, { replays: 1 })))
    expect(model.rowAt(1)?.replays).toBe(2)
    model.showNew()
    expect(model.rowAt(0)?.replays).toBe(1)
  })

  it('reset reads again; while held only up to what was shown', async () => {
    const { engine, model } = await opened(300)
    model.hold(true)
    engine.put(query, ...Array.from({ length: 600 }, (_, index) => rowOf(301 + index)))
    model.apply(reset)
    await vi.waitFor(() => expect(model.view).toMatchObject({ count: 300, waiting: 600 }))
    await quiet(model)
    expect(model.rowAt(0)?.seq).toBe(300)
    model.showNew()
    await quiet(model)
    expect(model.rowAt(0)?.seq).toBe(900)
  })

  it('what is told while all is read again is not lost', async () => {
    const { engine, model } = await opened(300)
    engine.held = true
    model.apply(reset)
    arrive(engine, model, 301)
    engine.release()
    await vi.waitFor(() => expect(model.view.count).toBe(301))
    expect(seqsOf(model, 0, 1)).toEqual([301, 300])
  })

  it('the rows before stay until others are here', async () => {
    const { engine, model } = await opened(300)
    model.look(0, 20)
    engine.delete(300)
    engine.held = true
    model.apply(reset)
    expect(model.rowAt(0)?.seq).toBe(300)
    engine.release()
    await vi.waitFor(() => expect(seqsOf(model, 0, 20)).toEqual([299, 279]))
  })

  it('an answer to a question of before a reset is dropped', async () => {
    const { engine, model } = await opened(300)
    engine.held = true
    // Places 100 to 199 are those of 101 to 200 now, and of 201 to 300 after the reset.
    model.look(150, 160)
    engine.rows = engine.rows.slice(100)
    model.apply(reset)
    expect(engine.asked.slice(-2)).toMatchObject([{ name: 'deliveries.page' }, { name: 'deliveries.count' }])
    engine.release(1)
    await vi.waitFor(() => expect(engine.asked.at(-1)).toMatchObject({ name: 'deliveries.page', through: 300 }))
    engine.release(1)
    await vi.waitFor(() => expect(model.view.count).toBe(200))
    engine.release()
    await quiet(model)
    model.look(0, 199)
    await vi.waitFor(() => expect(listed(model)).toEqual(engine.seqs(query)))
  })

  it('rows that were asked for before others went away are not put where those stood', async () => {
    const { engine, model } = await opened(300)
    model.look(210, 299)
    await quiet(model)
    engine.held = true
    model.look(120, 130)
    model.apply(engine.delete(50))
    engine.release()
    model.look(0, 298)
    await vi.waitFor(() => expect(listed(model)).toEqual(engine.seqs(query)))
  })

  it('a count that stopped says so, and does not make the list read again', async () => {
    const { engine, model } = await opened(500, '', (it) => {
      it.countsTo = 200
    })
    expect(model.view).toMatchObject({ count: 200, capped: true })
    arrive(engine, model, 501)
    expect(model.view.count).toBe(201)
    const asked = engine.asked.length
    model.apply(engine.put('', rowOf(20, { replays: 1 })))
    await vi.waitFor(() => expect(engine.asked).toHaveLength(asked + 1))
    expect(seqsOf(model, 0, 1)).toEqual([501, 500])
  })

  it('times of a query are meant in the viewer’s zone', async () => {
    const { engine } = await opened(5)
    expect(engine.asked).toMatchObject([{ zone: 'Europe/Paris' }, { zone: 'Europe/Paris' }])
  })
})

describe('finding', () => {
  it('locates a row that is not held, and says where there is none', async () => {
    const { engine, model } = await opened(1_000)
    expect(await model.locate(250)).toBe(750)
    engine.delete(240)
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
