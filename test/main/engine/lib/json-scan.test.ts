import { describe, expect, it } from 'vitest'
import { scanJson } from '../../../../src/main/engine/lib/json-scan.ts'

const limits = { depth: 3, values: 5 }

describe('scanJson', () => {
  it.each([
    ['{"a":[1,{"b":2}]}', null],
    ['[[[1]]]', null],
    ['[[[[1]]]]', 'depth'],
    ['[[],[],[]]', 'values'],
    ['[1,2,3,4]', null],
    ['[1,2,3,4,5]', 'values'],
    ['"[[[[[[[[,,,,,,,,"', null],
    ['{"a\\"[[[[":"\\\\"}', null],
    ['"no end [[[[', null],
    ['', null],
    ['nonsense ]]]] }}', null],
  ])('%s', (text, exceeded) => {
    expect(scanJson(text, limits).exceeded).toBe(exceeded)
  })

  it('never counts fewer values or levels than the parser makes', () => {
    const count = (value: unknown): number =>
      typeof value === 'object' && value !== null ? Object.values(value).reduce((n: number, v) => n + count(v), 1) : 1
    for (const text of ['1', '[]', '{}', '[[],{}]', '{"a":{"b":[1,2,"x,y"]},"c":[[]]}', '[null,true,[1e5],-1]']) {
      const values = count(JSON.parse(text))
      expect(scanJson(text, { depth: 9, values: values - 1 }).exceeded, text).toBe('values')
    }
  })

  it('stops at the limit', () => {
    const bomb = `[${'{},'.repeat(5_000_000)}{}]`
    const startedAt = performance.now()
    expect(scanJson(bomb, { depth: 100, values: 20_000 }).exceeded).toBe('values')
    expect(performance.now() - startedAt).toBeLessThan(50)
  })

  it('finds the numbers that JavaScript would write in another way', () => {
    const text = '[1,-1,0,-0,5.0,12.5,1e2,1E2,123456789012345,1234567890123456,"9.0",{"1.0":7}]'
    expect(scanJson(text, { depth: 9, values: 99 }).unusualNumbers).toEqual([
      '-0',
      '5.0',
      '12.5',
      '1e2',
      '1E2',
      '1234567890123456',
    ])
  })
})
