/** `setupFilesAfterEnv: ['switchhook/testing/jest']`: Jest's `expect` knows the matchers, and so do its types. */
import type {} from 'expect'
import { matchers } from './matchers.ts'
import type { DeliveryMatchers } from './types.ts'

const { expect } = globalThis as { readonly expect?: { extend(added: typeof matchers): void } }
if (expect === undefined)
  throw new Error(
    'There is no global expect: put switchhook/testing/jest into setupFilesAfterEnv, or call expect.extend(matchers).',
  )
expect.extend(matchers)

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends DeliveryMatchers<R> {}
}

declare global {
  namespace jest {
    interface Matchers<R, T = unknown> extends DeliveryMatchers<R> {}
  }
}
