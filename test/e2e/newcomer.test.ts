import { expect, test } from 'vitest'
import { newcomer } from '../newcomer/newcomer.ts'

/** Every page, tab and dialog as a new user goes through them, in brief; `npm run newcomer` takes its time, in six windows. */
test('800 px, dark: nothing jumps, is cut, is faint, loses the focus or fails', { timeout: 150_000 }, async () => {
  const window = { width: 800, height: 600, colorScheme: 'dark' } as const
  expect(await newcomer({ windows: [window], readMs: 40, stops: 8, brief: true })).toEqual([])
})
