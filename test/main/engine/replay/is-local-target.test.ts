import { expect, it } from 'vitest'
import { isLocalTarget } from '../../../../src/main/engine/replay/is-local-target.ts'

it.each([
  'http://localhost',
  'http://LOCALHOST:3000/hooks',
  'http://localhost./x',
  'http://app.localhost:3000',
  'http://127.0.0.1:3000',
  'http://127.255.255.254',
  'http://127.1',
  'http://2130706433/',
  'http://0x7f.0.0.1',
  'http://0177.0.0.1',
  'http://127.0.0.1./',
  'http://[::1]:3000',
  'http://[0:0:0:0:0:0:0:1]',
  'http://[::ffff:127.0.0.1]',
  'http://[::ffff:7f00:1]',
  'http://me:pw@localhost',
  'http://１２７.0.0.1',
])('%s is on this machine', (url) => {
  expect(isLocalTarget(url)).toBe(true)
})

it.each([
  'http://example.com',
  'http://localhost.example.com',
  'http://localhost@example.com',
  'http://127.0.0.1.nip.io',
  'http://localtest.me',
  'http://notlocalhost',
  'http://0.0.0.0',
  'http://[::]',
  'http://192.168.1.10',
  'http://10.0.0.1',
  'http://169.254.169.254',
  'http://128.0.0.1',
  'http://[fe80::1]',
  'http://[::2]',
  'http://[::ffff:8.8.8.8]',
  'http://2130706434.example',
  'not a url',
  '',
])('%s is not certainly on this machine', (url) => {
  expect(isLocalTarget(url)).toBe(false)
})
