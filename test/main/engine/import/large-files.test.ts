import { afterEach, describe, expect, test, vi } from 'vitest'
import * as places from '../../../../src/main/engine/lib/json-places.ts'
import { problemOf, readBytes, requestsOf } from '../../../support/import-samples.ts'

vi.mock('../../../../src/main/engine/lib/json-places.ts', { spy: true })
afterEach(() => vi.clearAllMocks())

const many = <T>(count: number, item: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => item(at))

describe('however many items it has, the text is gone through once', () => {
  test('webhook.site', () => {
    const emails = many(50, (at) => ({ uuid: String(at), token_id: 't', type: 'email' }))
    const { content } = readBytes(Buffer.from(JSON.stringify({ data: emails }, null, 1)))
    expect(content.ok && content.skipped.map(({ line }) => line).slice(0, 3)).toEqual([3, 8, 13])
    expect(places.locate).toHaveBeenCalledTimes(1)
  })

  test('Hookdeck', () => {
    const items = many(50, (at) => ({ id: `r${at}`, source_id: 's', data: { headers: {}, path: '/', body: { at } } }))
    const requests = requestsOf(JSON.stringify({ models: items }))
    expect(Buffer.from(requests[49]!.body).toString()).toBe('{"at":49}')
    expect(places.locate).toHaveBeenCalledTimes(1)
  })

  test('Postman: variables that are no text, and headers in one text', () => {
    const collection = (header: string) =>
      JSON.stringify({
        info: { name: 'x' },
        variable: many(50, (at) => ({ key: `v${at}`, value: at })),
        item: many(50, () => ({ request: { url: 'http://a/', method: 'POST', header } })),
      })
    const [first] = requestsOf(collection('A: {{v7}}\nB: {{v49}}'))
    expect(first!.headers.slice(1)).toEqual([
      ['A', '7'],
      ['B', '49'],
    ])
    expect(places.locate).toHaveBeenCalledTimes(1)
    expect(problemOf(collection('A: b\nnone'))).toContain('line 1, syntax')
  })
})

test('raw: the line of what is wrong in a later request', () => {
  const whole = 'POST /1 HTTP/1.1\r\nContent-Length: 3\r\n\r\na\nb'
  expect(problemOf(`${whole}${whole}POST /2 HTTP/1.1\r\nA b\r\n\r\n`)).toContain('line 10, syntax: A header')
})

test('raw: lines are counted once', () => {
  const count = 300
  const find = vi.spyOn(String.prototype, 'indexOf')
  const requests = requestsOf('GET / HTTP/1.1\nContent-Length: 0\n\n'.repeat(count))
  const { length } = find.mock.calls
  find.mockRestore()
  expect(requests).toHaveLength(count)
  expect(length).toBeLessThan(20 * count)
})
