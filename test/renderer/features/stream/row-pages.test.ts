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
    expect(pages.byId('d100')?.seq).toBe(100)
    expect([pages.at(1), pages.placeOf(7), pages.byId('d7')]).toEqual([undefined, null, undefined])
  })

  test('a row that comes between others moves those above it, over pages that are not held too', () => {
    const pages = filled([...range(0, 200), ...range(300, 400)])
    pages.insert(150, rowOf(1000))
    expect([149, 150, 151, 199, 200].map((place) => pages.at(place)?.seq)).toEqual([150, 1000, 151, 199, 200])
    expect([201, 300, 301, 400].map((place) => pages.at(place)?.seq)).toEqual([undefined, undefined, 301, 400])
  })

  test('a row that goes lets those above it move down', () => {
    const pages = filled([...range(0, 200), ...range(300, 400)])
    pages.remove(150)
    expect([149, 150, 198, 199].map((place) => pages.at(place)?.seq)).toEqual([150, 152, 200, undefined])
    expect([299, 300, 398, 399].map((place) => pages.at(place)?.seq)).toEqual([301, 302, 400, undefined])
  })

  test('a row between neighbours that are held has a place; between others it may be there or not', () => {
    const pages = new RowPages()
    for (const [place, seq] of [
      [0, 10],
      [1, 20],
      [3, 40],
    ] as const) {
      pages.put(place, rowOf(seq))
    }
    expect(pages.find(20, 5)).toEqual({ held: true, place: 1 })
    expect(pages.find(5, 5)).toEqual({ held: false, place: 0 })
    expect(pages.find(15, 5)).toEqual({ held: false, place: 1 })
    expect(pages.find(30, 5)).toBeNull()
    expect(pages.find(50, 5)).toBeNull()
    expect(pages.find(50, 4)).toEqual({ held: false, place: 4 })
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
