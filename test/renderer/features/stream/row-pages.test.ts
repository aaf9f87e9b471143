import { describe, expect, test } from 'vitest'
import { pageSize, RowPages } from '../../../../src/renderer/src/features/stream/row-pages.ts'
import { rowOf } from '../../support/listed-deliveries.ts'

const filled = (places: Iterable<number>) => {
  const pages = new RowPages()
  for (const place of places) pages.put(place, rowOf(place + 1))
  return pages
}
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)

describe('RowPages', () => {
  test('rows are found by place, by sequence number and by id', () => {
    const pages = filled([0, pageSize - 1, pageSize, 512])
    expect(pages.at(512)?.seq).toBe(513)
    expect(pages.placeOf(pageSize + 1)).toBe(pageSize)
    expect(pages.find('d100')?.seq).toBe(100)
    expect([pages.at(1), pages.placeOf(7), pages.find('d7')]).toEqual([undefined, null, undefined])
  })

  test('a changed row takes the place of the one before; one that is not held is not taken in', () => {
    const pages = filled([3])
    expect(pages.replace({ ...rowOf(4), replays: 9 })).toBe(true)
    expect(pages.at(3)?.replays).toBe(9)
    expect(pages.replace(rowOf(77))).toBe(false)
    expect(pages.at(76)).toBeUndefined()
  })

  test('the last page is whole with fewer rows', () => {
    const pages = filled(range(0, pageSize + 5))
    expect([pages.isWhole(0, pageSize + 5), pages.isWhole(1, pageSize + 5)]).toEqual([true, true])
    expect([pages.isWhole(1, pageSize + 6), pages.isWhole(2, 999)]).toEqual([false, false])
  })

  test('the nearest row above is found within reach', () => {
    const pages = filled([205])
    expect(pages.nearestAbove(200, 10)).toMatchObject({ place: 205, row: { seq: 206 } })
    expect(pages.nearestAbove(200, 4)).toBeNull()
    expect(pages.nearestAbove(205, 50)).toBeNull()
  })

  test('only pages near the place are kept once there are too many', () => {
    const pages = filled(range(0, 100).map((page) => page * pageSize))
    pages.trim(50 * pageSize)
    expect(pages.size).toBe(60)
    expect(pages.at(50 * pageSize)).toBeDefined()
    expect([pages.at(0), pages.at(99 * pageSize)]).toEqual([undefined, undefined])
    pages.trim(50 * pageSize)
    expect(pages.size).toBe(60)
  })
})
