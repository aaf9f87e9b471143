import { expect, test } from 'vitest'
import { defaultDataDir } from '../../../src/main/hosting/default-data-dir.ts'

test.each([
  [{ SWITCHHOOK_DATA: '/x' }, 'linux', '/x'],
  [{}, 'linux', '/home/u/.local/share/switchhook'],
  [{ XDG_DATA_HOME: '/data' }, 'linux', '/data/switchhook'],
  [{}, 'darwin', '/home/u/Library/Application Support/Switchhook'],
] as const)('%j on %s', (env, platform, expected) => {
  expect(defaultDataDir(env, platform, '/home/u')).toBe(expected)
})
