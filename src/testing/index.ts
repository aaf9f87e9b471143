/** Webhooks in tests: a receiver in this process, signed samples, and matchers. Guide: docs/testing.md. */
export { type MatcherResult, type MatcherState, matchers } from './matchers.ts'
export { startReceiver } from './receiver.ts'
export { send } from './send.ts'
export type * from './types.ts'
