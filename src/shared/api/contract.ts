import { changeCalls, changeStreams } from './changes.ts'
import type { Client, Handlers } from './contract-types.ts'
import { deliveryCalls, deliveryStreams } from './deliveries.ts'
import { endpointCalls, endpointStreams } from './endpoints.ts'
import { exportCalls, exportStreams } from './exports.ts'
import { hostCalls, hostStreams } from './host.ts'
import { providerCalls } from './providers.ts'
import { replayCalls } from './replays.ts'
import { runCalls, runStreams } from './runs.ts'

/** The API: everything that a window or any other client can ask of the engine, on either transport. */
export const contract = {
  calls: {
    ...deliveryCalls,
    ...changeCalls,
    ...endpointCalls,
    ...providerCalls,
    ...replayCalls,
    ...runCalls,
    ...exportCalls,
    ...hostCalls,
  },
  streams: {
    ...deliveryStreams,
    ...changeStreams,
    ...endpointStreams,
    ...runStreams,
    ...exportStreams,
    ...hostStreams,
  },
} as const

export type AppContract = typeof contract
export type AppClient = Client<AppContract>
export type AppHandlers = Handlers<AppContract>
