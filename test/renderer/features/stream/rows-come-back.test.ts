import { expect, onTestFinished, test, vi } from 'vitest'
import { StreamModel } from '../../../../src/renderer/src/features/stream/stream-model.ts'
import { ListedDeliveries, rowOf } from '../../support/listed-deliveries.ts'

/** Rows that a deletion took out of a list and that are taken back: they stand where they stood, also while the list is held. */

async function held(count = 5) {
  const engine = new ListedDeliveries(count)
  const model = new StreamModel({ client: engine.client, query: '', changed: () => undefined })
  onTestFinished(() => model.close())
  await model.open()
  await vi.waitFor(() => expect(model.view.loading).toBe(false), { interval: 1 })
  model.hold(true)
  const listed = () => Array.from({ length: model.view.count ?? 0 }, (_, at) => model.rowAt(at)?.seq)
  return { engine, model, listed }
}

test.each([[[5]], [[3]], [[1]], [[5, 4]], [[2, 4]], [[1, 2, 3, 4, 5]]])('%j', async (seqs) => {
  const { engine, model, listed } = await held()
  model.apply(engine.delete(...seqs))
  expect(listed()).toEqual([5, 4, 3, 2, 1].filter((seq) => !seqs.includes(seq)))
  for (const seq of seqs.toReversed()) model.apply(engine.put('', rowOf(seq)))
  expect(listed()).toEqual([5, 4, 3, 2, 1])
  expect(model.view.waiting).toBe(0)
})

test('new rows that wait go on waiting', async () => {
  const { engine, model, listed } = await held()
  model.apply(engine.delete(5))
  model.apply(engine.put('', rowOf(6)))
  model.apply(engine.put('', rowOf(5)))
  expect(listed()).toEqual([5, 4, 3, 2, 1])
  expect(model.view.waiting).toBe(1)
  model.showNew()
  expect(listed()).toEqual([6, 5, 4, 3, 2, 1])
})
