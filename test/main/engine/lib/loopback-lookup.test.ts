import { expect, it } from 'vitest'
import { isLoopbackName, lookupLoopback } from '../../../../src/main/engine/lib/loopback-lookup.ts'

it.each([
  ['localhost', true],
  ['LOCALHOST.', true],
  ['my-phone.localhost', true],
  ['a.b.localhost.', true],
  ['localhost.example.com', false],
  ['notlocalhost', false],
  ['.localhost', false],
  ['127.0.0.1', false],
])('%s is a loopback name: %s', (name, expected) => {
  expect(isLoopbackName(name)).toBe(expected)
})

it('resolves names under .localhost to both loopback addresses, or the one of the family asked for', async () => {
  const ask = (options: object) =>
    new Promise((resolve) => lookupLoopback('my-phone.localhost', options, (...answer) => resolve(answer)))
  expect(await ask({ all: true })).toEqual([
    null,
    [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ],
  ])
  expect(await ask({})).toEqual([null, '127.0.0.1', 4])
  expect(await ask({ family: 6 })).toEqual([null, '::1', 6])
  expect(await ask({ family: 6, all: true })).toEqual([null, [{ address: '::1', family: 6 }]])
})

it('leaves other names to the system', async () => {
  const answer = await new Promise((resolve) => lookupLoopback('127.0.0.1', {}, (...all) => resolve(all)))
  expect(answer).toEqual([null, '127.0.0.1', 4])
})
