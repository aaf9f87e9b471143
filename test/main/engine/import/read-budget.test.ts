import { expect, test, vi } from 'vitest'
import { plainRequest } from '../../../../src/main/engine/import/import-format.ts'
import { ReadBudget } from '../../../../src/main/engine/import/read-budget.ts'
import { readFile } from '../../../../src/main/engine/import/registry.ts'
import { SourceText } from '../../../../src/main/engine/import/source-text.ts'
import { problemOf } from '../../../support/import-samples.ts'

const mebibyte = new Uint8Array(1024 * 1024)

/** Reads a text that has a body beside it; how often that was read is told. */
function readWith(text: string, beside = mebibyte) {
  let reads = 0
  const read = () => {
    reads += 1
    return beside
  }
  const { content } = readFile(new SourceText('file', Buffer.from(text), read), null)
  return { content, reads: () => reads }
}

const block = 'POST http://a/\n\n< ./b\n###\n'
const postman = (count: number) =>
  JSON.stringify({
    info: { name: 'x' },
    item: Array.from({ length: count }, () => ({
      request: { url: 'http://a/', method: 'POST', body: { mode: 'file', file: { src: './b' } } },
    })),
  })

test.each([
  ['.http', block.repeat(200)],
  ['Postman', postman(200)],
])('%s: a body that is named 200 times is read and held once', (_, text) => {
  const { content, reads } = readWith(text)
  expect(content).toMatchObject({ ok: true })
  if (!content.ok) return
  expect(content.requests).toHaveLength(200)
  expect(new Set(content.requests.map(({ body }) => body.buffer)).size).toBe(1)
  expect(reads()).toBe(1)
})

test.each([
  ['.http', block.repeat(513)],
  ['Postman', postman(513)],
])('%s: bodies of more than 512 MiB together are refused', (_, text) => {
  expect(readWith(text).content).toMatchObject({ ok: false, problem: { reason: 'too-large' } })
})

test('variables that make much out of little are refused', () => {
  const text = `@v = ${'x'.repeat(900_000)}\n###\n${'POST http://a/\n\n{{v}}\n###\n'.repeat(200)}`
  expect(problemOf(text)).toContain('too-large: The requests of this file are larger than 512 MiB together.')
})

test.each([
  ['.http, header', '@v = 0123456789\n###\nPOST http://a/\nA: {{v}}{{v}}\n'],
  ['.http, variable', '@v = 0123456789\n@w = {{v}}{{v}}\n###\nPOST http://a/\n'],
  [
    'Postman',
    JSON.stringify({
      info: { name: 'x' },
      variable: [{ key: 'v', value: '0123456789' }],
      item: [{ request: { url: 'http://a/', method: 'POST', body: { mode: 'raw', raw: '{{v}}{{v}}' } } }],
    }),
  ],
])('%s: what variables make is counted', (_, text) => {
  const source = new SourceText('file', Buffer.from(text))
  const count = vi.spyOn(source.budget, 'addBytes')
  expect(readFile(source, null).content).toMatchObject({ ok: true })
  expect(Math.max(...count.mock.calls.map(([bytes]) => bytes))).toBeGreaterThanOrEqual(40)
})

test.each([
  ['http', 'GET http://a/\n###\n'],
  ['raw', 'GET / HTTP/1.1\nContent-Length: 0\n\n'],
  ['curl', 'curl http://a/\n'],
])('%s: requests are counted as they are read', (format, request) => {
  const source = new SourceText('file', Buffer.from(request.repeat(3)))
  const add = vi.spyOn(source.budget, 'addRequest')
  expect(readFile(source, format).content).toMatchObject({ ok: true })
  expect(add).toHaveBeenCalledTimes(3)
})

test('more than 200,000 requests are refused', () => {
  const budget = new ReadBudget()
  const request = { ...plainRequest, method: 'GET', url: '/', headers: [], body: new Uint8Array(0) }
  for (let count = 0; count < 200_000; count += 1) budget.addRequest(request)
  expect(() => budget.addRequest(request)).toThrow('The file has more than 200,000 requests.')
})
