// The engine's back door: what can be done with packs and schemes alone, without a data folder's host. For commands that
// have to be quick and need no log.
export { makeEvent, sendsSecret, signAsProvider } from './offline/make-event.ts'
export { openPacks, packNamed } from './offline/packs.ts'
export { readRequest } from './offline/read-request.ts'
export { sendEvent } from './offline/send-event.ts'
export { verifyRequest } from './offline/verify-request.ts'
export type { SampleChange } from './providers/set-in-sample.ts'
export { isLocalTarget, splitTarget } from './replay/target.ts'
export type { SchemeSecret } from './signatures/signature-scheme.ts'
