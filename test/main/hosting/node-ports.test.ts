import { describe, expect, it } from 'vitest'
import { idMaker } from '../../../src/main/hosting/node-ports.ts'

describe('idMaker', () => {
  it('makes ids that sort as they were made: in one millisecond, later, and after the clock went back', () => {
    let now = 1_763_656_589_000
    const newId = idMaker(() => now)
    const ids = Array.from({ length: 40_000 }, () => newId('dlv'))

    now += 3_600_000
    ids.push(newId('dlv'))
    now -= 7_200_000
    ids.push(newId('dlv'))

    expect(ids.toSorted()).toEqual(ids)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids[0]).toMatch(/^dlv_[0-9a-hjkmnp-tv-z]{23}$/)
  })

  it('does not repeat the random part', () => {
    const tails = ['a', 'b'].map((prefix) => idMaker(() => 5)(prefix).slice(-10))

    expect(tails[0]).not.toBe(tails[1])
  })
})
