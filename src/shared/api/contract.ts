import { annotationCalls } from './annotations.ts'
import { changeCalls, changeStreams } from './changes.ts'
import { compareCalls } from './compare.ts'
import type { Client, DocumentedContract, Handlers } from './contract-types.ts'
import { deliveryCalls, deliveryStreams } from './deliveries.ts'
import { draftCalls } from './drafts.ts'
import { endpointCalls, endpointStreams } from './endpoints.ts'
import { exportCalls, exportStreams } from './exports.ts'
import { forwardCalls } from './forwards.ts'
import { hostCalls, hostStreams } from './host.ts'
import { providerCalls } from './providers.ts'
import { removalCalls, removalStreams } from './removals.ts'
import { replayCalls } from './replays.ts'
import { resendCalls, resendStreams } from './resends.ts'
import { retentionCalls } from './retention.ts'
import { ruleCalls } from './rules.ts'
import { runCalls, runStreams } from './runs.ts'
import { safeExportCalls } from './safe-exports.ts'
import { savedViewCalls, savedViewStreams } from './saved-views.ts'
import { searchCalls } from './search.ts'

/** The API: everything that a window or any other client can ask of the engine, on either transport. */
export const contract = {
  calls: {
    ...deliveryCalls,
    ...annotationCalls,
    ...removalCalls,
    ...retentionCalls,
    ...savedViewCalls,
    ...searchCalls,
    ...changeCalls,
    ...endpointCalls,
    ...providerCalls,
    ...replayCalls,
    ...forwardCalls,
    ...ruleCalls,
    ...draftCalls,
    ...compareCalls,
    ...resendCalls,
    ...runCalls,
    ...exportCalls,
    ...safeExportCalls,
    ...hostCalls,
  },
  streams: {
    ...deliveryStreams,
    ...removalStreams,
    ...savedViewStreams,
    ...changeStreams,
    ...endpointStreams,
    ...runStreams,
    ...exportStreams,
    ...resendStreams,
    ...hostStreams,
  },
} as const satisfies DocumentedContract

export type AppContract = typeof contract
export type AppClient = Client<AppContract>
export type AppHandlers = Handlers<AppContract>
