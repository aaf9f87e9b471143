import { expect, test } from 'vitest'
import { newcomer } from '../newcomer/newcomer.ts'

/** Every page, tab and dialog as a new user goes through them, in brief; `npm run newcomer` takes its time, in six windows. */
test.each([
  { width: 1440, height: 900, colorScheme: 'light' },
  { width: 800, height: 600, colorScheme: 'dark' },
] as const)('$width px, $colorScheme: nothing jumps, is cut, is faint, loses the focus or fails', async (window) => {
  expect(await newcomer({ windows: [window], readMs: 60, stops: 12 })).toEqual([])
})
