import { describe, expect, test } from 'vitest'
import { defaultViews, maxViews, type SavedView } from '#shared/model/saved-view.ts'
import { createSavedViews } from '../../../../src/main/engine/state/saved-views.ts'
import { keptLog } from '../../../support/kept-log.ts'

function make(stored?: unknown) {
  const written: unknown[] = []
  const log = keptLog()
  let ids = 0
  const views = createSavedViews({
    stored,
    write: async (changes) => void written.push(...changes),
    ports: {
      log,
      clock: { now: () => 0, elapsed: () => 0 },
      newId: (prefix) => {
        ids += 1
        return `${prefix}_${ids}`
      },
    },
  })
  const names = () => views.list().map(({ name }) => name)
  return { views, written, log, names }
}

const three: SavedView[] = ['A', 'B', 'C'].map((name) => ({ id: name.toLowerCase(), name, query: `q${name}` }))

test('begins with those of the first start; what was stored counts afterwards, also none', () => {
  expect(make().views.list()).toEqual(defaultViews)
  expect(make(three).names()).toEqual(['A', 'B', 'C'])
  expect(make([]).names()).toEqual([])
})

test('what is stored and cannot be read is told, and does not keep the host from starting', () => {
  const { views, log } = make([{ id: 1 }])
  expect(views.list()).toEqual(defaultViews)
  expect(log.lines).toHaveLength(1)
})

describe('changes', () => {
  test('added at the end, or in a place', async () => {
    const { views, names } = make(three)
    expect(await views.add({ name: 'D', query: 'is:late' })).toEqual({ id: 'view_1', name: 'D', query: 'is:late' })
    await views.add({ name: 'E', query: 'x' }, 1)
    expect(names()).toEqual(['A', 'E', 'B', 'C', 'D'])
  })

  test('renamed, searched otherwise, moved, removed; each is written before it is told', async () => {
    const { views, names, written } = make(three)
    await views.change('b', { name: 'Bee' })
    await views.change('b', { query: 'is:late' })
    await views.move('b', 0)
    await views.move('a', 99)
    await views.remove('c')
    expect(views.list()).toEqual([
      { id: 'b', name: 'Bee', query: 'is:late' },
      { id: 'a', name: 'A', query: 'qA' },
    ])
    expect(names()).toEqual(['Bee', 'A'])
    expect(JSON.parse((written.at(-1) as { value: string }).value)).toEqual(views.list())
  })

  test('of two at once, both count', async () => {
    const { views, names } = make(three)
    await Promise.all([views.remove('a'), views.add({ name: 'D', query: 'x' })])
    expect(names()).toEqual(['B', 'C', 'D'])
  })

  test('a search that cannot be read, a view that is gone, and one too many are refused', async () => {
    const { views } = make(Array.from({ length: maxViews }, (_, n) => ({ id: `v${n}`, name: 'x', query: 'x' })))
    await expect(views.add({ name: 'D', query: 'typ:x' })).rejects.toMatchObject({
      code: 'bad-input',
      issues: [{ path: ['query'] }],
    })
    await expect(views.change('v1', { query: 'size:x' })).rejects.toMatchObject({ code: 'bad-input' })
    await expect(views.add({ name: 'D', query: 'x' })).rejects.toMatchObject({ code: 'conflict' })
    for (const change of [views.change('none', {}), views.move('none', 0), views.remove('none')])
      await expect(change).rejects.toMatchObject({ code: 'not-found' })
  })

  test('those of the first start come back once', async () => {
    const { views, names } = make(three)
    await views.restore()
    await views.restore()
    expect(names()).toEqual(['A', 'B', 'C', ...defaultViews.map(({ name }) => name)])
  })
})

test('every window is told', async () => {
  const { views } = make(three)
  const stop = new AbortController()
  const told: string[][] = []
  for await (const { views: list } of views.watch(stop.signal)) {
    told.push(list.map(({ name }) => name))
    if (told.length === 1) await views.remove('a')
    else stop.abort()
  }
  expect(told).toEqual([
    ['A', 'B', 'C'],
    ['B', 'C'],
  ])
})
