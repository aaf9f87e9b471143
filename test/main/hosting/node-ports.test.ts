import { describe, expect, it } from 'vitest'
import { idMaker, lineLog } from '../../../src/main/hosting/node-ports.ts'

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

describe('lineLog', () => {
  const logged = (verbose: boolean) => {
    const lines: string[] = []
    const log = lineLog({ write: (line) => lines.push(line), now: () => 0, verbose })
    log.info('started', { port: 1 })
    log.warn('slow')
    log.error('broke', { error: 'one\ntwo' })
    return lines
  }

  it('writes one line per entry, line feeds escaped', () => {
    expect(logged(true)).toEqual([
      '1970-01-01T00:00:00.000Z info started {"port":1}',
      '1970-01-01T00:00:00.000Z warn slow',
      '1970-01-01T00:00:00.000Z error broke {"error":"one\\ntwo"}',
    ])
  })

  it('is quiet about what nobody needs to look at', () => {
    expect(logged(false)).toHaveLength(2)
  })
})
