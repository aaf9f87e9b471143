import { describe, expect, it } from 'vitest'
import { lineLog } from '../../../src/main/hosting/line-log.ts'

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
