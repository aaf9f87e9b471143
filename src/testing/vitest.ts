/** `setupFiles: ['switchhook/testing/vitest']`: Vitest's `expect` knows the matchers, and so do its types. */
import { expect } from 'vitest'
import { matchers } from './matchers.ts'
import type { DeliveryMatchers } from './types.ts'

expect.extend(matchers)

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends DeliveryMatchers<R> {}
}
