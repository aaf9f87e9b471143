import { describe, expect, test } from 'vitest'
import { defaultSettings, Settings, Subdomain } from '#shared/model/settings.ts'

const MiB = 1024 * 1024

test('the defaults are settings', () => expect(Settings.parse(defaultSettings)).toEqual(defaultSettings))

describe('a subdomain', () => {
  test.each(['abcd', 'my-phone', '1234', 'a'.repeat(63), 'a--b'])('%s', (name) => {
    expect(Subdomain.safeParse(name).success).toBe(true)
  })
  test.each([
    '',
    'abc',
    'a'.repeat(64),
    '-abc',
    'abc-',
    'My-Phone',
    'my_phone',
    'my.phone',
    'ünïc',
    'my phone',
    'abcd\n',
  ])('not “%s”', (name) => expect(Subdomain.safeParse(name).success).toBe(false))
})

describe('refused with its path', () => {
  test.each<[string, object, string]>([
    ['a port below 0', { receiver: { port: -1, bodyLimit: MiB } }, 'receiver.port'],
    ['a port that is none', { receiver: { port: 65_536, bodyLimit: MiB } }, 'receiver.port'],
    ['half a port', { receiver: { port: 80.5, bodyLimit: MiB } }, 'receiver.port'],
    ['hardly any body', { receiver: { port: 0, bodyLimit: 1023 } }, 'receiver.bodyLimit'],
    ['more body than the product takes', { receiver: { port: 0, bodyLimit: 400 * MiB + 1 } }, 'receiver.bodyLimit'],
    ['a tunnel host of another kind', { tunnel: { ...defaultSettings.tunnel, host: 'ftp://x' } }, 'tunnel.host'],
    [
      'a tunnel host without a scheme',
      { tunnel: { ...defaultSettings.tunnel, host: 'localtunnel.me' } },
      'tunnel.host',
    ],
    ['an unknown theme', { theme: 'pink' }, 'theme'],
    ['something misspelt', { recever: 1 }, ''],
    ['something misspelt inside', { receiver: { port: 0, bodyLimit: MiB, host: '0.0.0.0' } }, 'receiver'],
    ['a target that is no text', { approvedTargets: [1] }, 'approvedTargets.0'],
  ])('%s', (_name, change, path) => {
    const { error } = Settings.safeParse({ ...defaultSettings, ...change })
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path])
  })

  test('not: the ends of the ranges', () => {
    for (const receiver of [
      { port: 0, bodyLimit: 1024 },
      { port: 65_535, bodyLimit: 400 * MiB },
    ]) {
      expect(Settings.safeParse({ ...defaultSettings, receiver }).success).toBe(true)
    }
  })
})
