import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { headersFor } from '../../../../../src/main/engine/export/pseudonymise/body-headers.ts'

const body = Buffer.from('{"safe":true}')
const digest = (algorithm: string, encoding: 'hex' | 'base64' = 'base64') =>
  createHash(algorithm).update(body).digest(encoding)
const header = (name: string, value: string) => headersFor(body, [[name, value]])

test('headers that say nothing of the body stay, in order, with their spelling', () => {
  const headers = [
    ['X-Tag', 'a'],
    ['x-tag', 'b'],
    ['Content-Type', 'application/json'],
  ] as const
  expect(headersFor(body, headers)).toEqual(headers)
})

test.each([
  ['Content-Length', '999', String(body.length)],
  ['content-length', '0', String(body.length)],
  ['Content-MD5', 'old', digest('md5')],
  ['x-amz-content-sha256', 'UNSIGNED-PAYLOAD', digest('sha256', 'hex')],
  ['Content-Digest', 'sha-256=:old=:', `sha-256=:${digest('sha256')}:`],
  ['Repr-Digest', 'sha-512=:old:', `sha-512=:${digest('sha512')}:`],
  ['Digest', 'SHA-256=old=', `SHA-256=${digest('sha256')}`],
  ['Digest', 'sha=old,md5=old', `sha=${digest('sha1')}, md5=${digest('md5')}`],
  ['Content-Digest', 'unixsum=:1:, sha-256=:old:', `sha-256=:${digest('sha256')}:`],
])('%s: %s says it of the new body', (name, before, after) => expect(header(name, before)).toEqual([[name, after]]))

test.each(['unixsum=1', '', 'constructor=:x:', '__proto__=:x:'])(
  'a digest that nobody can make (%s) is left out',
  (value) => {
    expect(header('Content-Digest', value)).toEqual([])
  },
)

test('a header may be called as what every object has', () => {
  for (const name of ['constructor', '__proto__', 'toString', 'valueOf'])
    expect(header(name, 'x')).toEqual([[name, 'x']])
})
