import type { StopSignal } from '#shared/api/contract-types.ts'
import type { AnswerTimeSpan, AnswerTimes } from '#shared/model/answer-times.ts'
import type { AttemptChanges } from '#shared/model/attempt-changes.ts'
import type { DeliveryDetail, DeliveryRow } from '#shared/model/delivery.ts'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { Ladder } from '#shared/model/ladder.ts'
import type { Replay } from '#shared/model/replay.ts'
import type { Settings } from '#shared/model/settings.ts'
import type { SignatureReport } from '#shared/model/signature-report.ts'
import type { HostInfo, HostStatus, ReceiverStatus, TunnelStatus } from '#shared/model/status.ts'
import type { CaptureLimits } from './capture/contract.ts'
import type { ReceiverAddress } from './capture/supervisor.ts'
import type { Annotate } from './flows/annotate.ts'
import type { DeliveryCause } from './flows/arrivals.ts'
import type { EngineRemovals } from './flows/deletions.ts'
import type { DraftsFlow } from './flows/drafts.ts'
import type { EndpointChangesFlow } from './flows/endpoint-changes.ts'
import type { Exports } from './flows/exports.ts'
import type { Notices } from './flows/notices.ts'
import type { PreviewRule } from './flows/preview-rule.ts'
import type { RecheckFlow } from './flows/recheck.ts'
import type { ReplayFlow } from './flows/replay.ts'
import type { ResendFlow } from './flows/resend-on-return.ts'
import type { RetentionFlow } from './flows/retention.ts'
import type { SearchVocabulary } from './flows/search-vocabulary.ts'
import type { SampleFlow } from './flows/send-sample.ts'
import type { SetForwarding } from './flows/set-forwarding.ts'
import type { WatchItem, WatchOrder } from './flows/watch.ts'
import type { Signal } from './lib/signal.ts'
import type { EnginePorts } from './ports.ts'
import type { Count, PageRequest } from './reading/reader.ts'
import type { RunService } from './runs/run-service.ts'
import type { CompareRulesStore } from './state/compare-rules.ts'
import type { EndpointService } from './state/endpoint-service.ts'
import type { PackCatalog } from './state/pack-catalog.ts'
import type { ResponseRules } from './state/response-rules.ts'
import type { SavedViews } from './state/saved-views.ts'
import type { SettingsService } from './state/settings-service.ts'

export interface EngineOptions {
  readonly receiver: ReceiverAddress
  /** Settings of the command line or a configuration file, given the stored ones; they hold for this run. */
  readonly overrides?: (stored: Settings) => Partial<Settings>
  /** Make the first endpoints on a fresh data folder. */
  readonly seed: boolean
  readonly limits?: Partial<CaptureLimits>
  /** Folders besides the data folder's `exports` that exports may be written to; absolute, and there. */
  readonly exportRoots?: readonly string[]
  /** No delivery can be taken any more, and nothing here will change that. */
  readonly onGiveUp?: (problem: string) => void
}

export interface CountOrder {
  readonly query: string
  readonly zone?: string | undefined
  readonly grouped?: boolean | undefined
  /** Inclusive. */
  readonly through?: number | undefined
}

export interface Deliveries {
  page(order: PageRequest): Promise<readonly DeliveryRow[]>
  rows(seqs: readonly number[]): Promise<readonly DeliveryRow[]>
  count(order: CountOrder): Promise<Count>
  /** Attempts of the event that a delivery belongs to, oldest first; of very many the newest. */
  attempts(seq: number): Promise<{ readonly rows: readonly DeliveryRow[]; readonly total: number }>
  /** What changed since the attempt before; null for a first one. Throws AppError `not-found`. */
  attemptChanges(id: string): Promise<AttemptChanges | null>
  /** Throws AppError `not-found`. */
  get(id: string): Promise<DeliveryDetail>
  body(id: string, offset: number, length: number): Promise<{ readonly bytes: Uint8Array; readonly size: number }>
  /** With bodies and replays, for good. Resolves with how many there were. */
  remove(ids: readonly string[]): Promise<number>
}

export interface Replays extends ReplayFlow {
  list(deliveryId: string): Promise<readonly Replay[]>
  /** Body of what the target answered. */
  body(replayId: string): Promise<Uint8Array>
  /** What was sent, where that was not the stored request. */
  sent(replayId: string): Promise<{ readonly headers: readonly HeaderPair[]; readonly body: Uint8Array }>
}

export interface Forwards {
  readonly set: SetForwarding
  /** Body of what a target answered to a forwarded delivery. */
  body(deliveryId: string, forwardId: string): Promise<Uint8Array>
  /** Takes what waits out of an endpoint's queue; resolves with how many there were. */
  discard(endpointId: string): Promise<number>
}

/** Everything that a host and the API can do: the engine's front door. */
export interface Engine {
  readonly ports: EnginePorts
  readonly info: HostInfo
  readonly deliveries: Deliveries
  readonly replays: Replays
  readonly removals: EngineRemovals
  readonly retention: Pick<RetentionFlow, 'preview' | 'run'>
  readonly savedViews: SavedViews
  readonly annotate: Annotate
  readonly searchVocabulary: () => Promise<SearchVocabulary>
  readonly forwards: Forwards
  readonly drafts: DraftsFlow
  readonly resends: ResendFlow
  readonly compareRules: CompareRulesStore
  readonly runs: RunService
  readonly endpoints: EndpointService
  readonly rules: ResponseRules & { readonly preview: PreviewRule }
  readonly settings: SettingsService
  readonly catalog: PackCatalog
  readonly notices: Notices
  /** Emits when receiver, tunnel, endpoints or figures may have changed. */
  readonly statusChanged: Signal<void>
  /** See the stream `deliveries.watch` of the API. */
  watchDeliveries(order: WatchOrder): AsyncGenerator<WatchItem>
  /** Number of the log's newest entry. */
  through(): Promise<number>
  /** Each delivery after this number once, as soon as its answer is known. */
  arrivals(after: number, stop: StopSignal): AsyncGenerator<DeliveryRow>
  /** Why a signature does not hold, as it is found after the entry with this number. */
  causes(after: number, stop: StopSignal): AsyncGenerator<DeliveryCause>
  readonly exports: Exports
  /** The evidence behind a delivery's verdict, with the secrets that exist now. */
  explainSignature(id: string): Promise<SignatureReport>
  /** Why a delivery's signature does not hold; null where it does not fail. */
  explainFailure(id: string): Promise<Ladder | null>
  readonly changes: EndpointChangesFlow
  readonly recheck: RecheckFlow
  readonly sendSample: SampleFlow
  receiverStatus(): ReceiverStatus
  tunnelStatus(): TunnelStatus
  hostStatus(): Promise<HostStatus>
  endpointStatuses(): Promise<EndpointStatus[]>
  /** How long its deliveries took to be answered in the last hours: live, and by the targets of replays. */
  answerTimes(endpointId: string, hours: AnswerTimeSpan): Promise<AnswerTimes>
  /** With its secrets, deliveries and replays. */
  removeEndpoint(id: string): Promise<void>
  retryTunnel(): void
  /** All that was captured is in lists, counts and search. */
  settled(): Promise<void>
  /** Takes no more deliveries, lets running ones finish, ends tunnel, threads, processes and sends. */
  close(): Promise<void>
}
