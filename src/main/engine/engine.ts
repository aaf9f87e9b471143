import { mkdir } from 'node:fs/promises'
import type { StopSignal } from '#shared/api/contract-types.ts'
import type { DeliveryDetail, DeliveryRow } from '#shared/model/delivery.ts'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import type { Ladder } from '#shared/model/ladder.ts'
import type { Replay } from '#shared/model/replay.ts'
import type { Settings } from '#shared/model/settings.ts'
import type { SignatureReport } from '#shared/model/signature-report.ts'
import type { HostInfo, HostStatus, ReceiverStatus, TunnelStatus } from '#shared/model/status.ts'
import { createChecker } from './checker/create-checker.ts'
import { createExportThread } from './export/exporter.ts'
import { countDeliveries } from './flows/count-deliveries.ts'
import { createDeliveryChanges } from './flows/delivery-changes.ts'
import { createEndpointRegistry, type EndpointRegistry } from './flows/endpoints/endpoint-registry.ts'
import { endpointStatuses } from './flows/endpoints/endpoint-statuses.ts'
import { seedEndpoints } from './flows/endpoints/seed-endpoints.ts'
import { createExaminer } from './flows/examine-delivery.ts'
import { createExpectedSamples } from './flows/expected-samples.ts'
import { createExportFlow } from './flows/export-deliveries.ts'
import { readHostStatus } from './flows/host-status.ts'
import { createNotices, type Notices } from './flows/notices.ts'
import { createPackCatalog, type PackCatalog, userPacksDir } from './flows/pack-catalog.ts'
import { createStoredReader } from './flows/read-stored.ts'
import { createReceiveFlow } from './flows/receive-delivery.ts'
import { createReceiverKeeper, type ReceiverPlace } from './flows/receiver-keeper.ts'
import { createReplayFlow } from './flows/replay-delivery.ts'
import { createSampleFlow } from './flows/send-sample.ts'
import { createSettingsKeeper, type SettingsKeeper } from './flows/settings-keeper.ts'
import { createFailureAnnouncer } from './flows/signatures/announce-failure.ts'
import { createFailureExplainer } from './flows/signatures/explain-failures.ts'
import { createRecheck } from './flows/signatures/recheck-deliveries.ts'
import { createSignatureReporter } from './flows/signatures/report-delivery.ts'
import { createSigner } from './flows/signatures/sign-request.ts'
import { createCaseReader } from './flows/signatures/signature-case.ts'
import { createTestKeys } from './flows/signatures/test-keys.ts'
import { createUseFix } from './flows/signatures/use-fix.ts'
import { asksForWords, watchDeliveries } from './flows/watch-deliveries.ts'
import { createMutex } from './lib/mutex.ts'
import { createRateMeter } from './lib/rate-meter.ts'
import { createSignal, type Signal } from './lib/signal.ts'
import type { FoundCause } from './log/entries.ts'
import type { EnginePorts } from './ports.ts'
import { openStore } from './store/open-store.ts'
import { tunnelDrivers } from './tunnel/registry.ts'
import { createTunnelSupervisor } from './tunnel/supervisor.ts'

export { exportFormatInfos } from './export/registry.ts'
export { schemeInfos } from './flows/pack-catalog.ts'
export { tunnelDriverInfos } from './flows/tunnel-choices.ts'
export { latestValues } from './lib/latest-values.ts'

export interface EngineOptions {
  readonly receiver: ReceiverPlace
  /** Settings of the command line or a configuration file, given the stored ones; they hold for this run. */
  readonly overrides?: (stored: Settings) => Partial<Settings>
  /** Make the first endpoints on a fresh data folder. */
  readonly seed: boolean
}

export interface Deliveries {
  /** Newest first. */
  page(request: PageOrder): Promise<readonly DeliveryRow[]>
  rows(seqs: readonly number[]): Promise<readonly DeliveryRow[]>
  count(order: CountOrder): Promise<{ readonly count: number; readonly newest: number }>
  get(id: string): Promise<DeliveryDetail>
  body(id: string, offset: number, length: number): Promise<{ readonly bytes: Uint8Array; readonly size: number }>
  /** How many there were. */
  remove(ids: readonly string[]): Promise<number>
}

export interface Replays {
  list(deliveryId: string): Promise<readonly Replay[]>
  /** Body of what the target answered. */
  body(replayId: string): Promise<Uint8Array>
  readonly send: ReturnType<typeof createReplayFlow>
}

export interface CountOrder {
  readonly query: string
  readonly zone?: string | undefined
  readonly through?: number | undefined
}
export interface PageOrder extends CountOrder {
  readonly before?: number | undefined
  readonly skip: number
  readonly limit: number
}
export interface WatchOrder {
  readonly query: string
  readonly zone?: string | undefined
  readonly after: number
  readonly stop: StopSignal
}
export interface WatchedRows {
  readonly rows: DeliveryRow[]
  readonly gone: number[]
  readonly reset: boolean
}
export interface DeliveryCause {
  readonly deliveryId: string
  readonly cause: FoundCause
}

/** Everything that a host and the API can do: the engine's front door. */
export interface Engine {
  readonly ports: EnginePorts
  readonly info: HostInfo
  readonly deliveries: Deliveries
  readonly replays: Replays
  readonly endpoints: EndpointRegistry
  readonly settings: SettingsKeeper
  readonly catalog: PackCatalog
  readonly notices: Notices
  /** Rings when receiver, tunnel, endpoints or figures may have changed. */
  readonly statusChanged: Signal<void>
  /** See the stream `deliveries.watch` of the API. */
  watchDeliveries(order: WatchOrder): AsyncGenerator<WatchedRows>
  /** Each new delivery once, as soon as its row is readable and its answer known, or 300 ms later. */
  arrivals(stop: StopSignal): AsyncGenerator<DeliveryRow>
  /** Why a signature does not hold, as it is found. */
  causes(stop: StopSignal): AsyncGenerator<DeliveryCause>
  readonly exportDeliveries: ReturnType<typeof createExportFlow>
  /** The evidence behind a delivery's verdict, with the secrets that exist now. */
  explainSignature(id: string): Promise<SignatureReport>
  /** Why a delivery's signature does not hold; null where it does not fail. */
  explainFailure(id: string): Promise<Ladder | null>
  readonly applyFix: ReturnType<typeof createUseFix>
  readonly recheck: ReturnType<typeof createRecheck>
  readonly sendSample: ReturnType<typeof createSampleFlow>
  receiverStatus(): ReceiverStatus
  tunnelStatus(): TunnelStatus
  hostStatus(): Promise<HostStatus>
  endpointStatuses(): Promise<EndpointStatus[]>
  /** With its secrets, deliveries and replays. */
  removeEndpoint(id: string): Promise<void>
  retryTunnel(): void
  /** Stops taking deliveries, lets running ones finish, ends tunnel, workers and sends. */
  close(): Promise<void>
}

/**
 * Builds the engine and starts it. Throws AppError: `conflict` where another instance has the data folder, `unavailable`
 * where folder, database or port cannot be used; then nothing is left running.
 */
export async function createEngine(ports: EnginePorts, options: EngineOptions): Promise<Engine> {
  const closers: (() => Promise<void> | void)[] = []
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  try {
    return await start(ports, options, closers, close)
  } catch (error) {
    await close()
    throw error
  }
}

async function start(
  ports: EnginePorts,
  options: EngineOptions,
  closers: (() => Promise<void> | void)[],
  close: () => Promise<void>,
): Promise<Engine> {
  const store = await openStore({ dataDir: ports.dataDir, log: ports.log, clock: ports.clock })
  closers.push(() => store.close())
  const packsDir = userPacksDir(ports.dataDir)
  await mkdir(packsDir, { recursive: true })
  const catalog = await createPackCatalog(ports.resourcesDir, ports.dataDir)
  const settings = await createSettingsKeeper(store, ports.log, options.overrides ?? (() => ({})))
  const endpoints = await createEndpointRegistry(store, ports, {
    knowsProvider: (id) => catalog.packs().has(id),
    checkRecipe: catalog.checkRecipe,
  })
  const isFresh = endpoints.list().length === 0
  if (isFresh && options.seed) await seedEndpoints(endpoints, catalog)

  const checker = createChecker({ log: ports.log })
  closers.push(() => checker.close())
  const statusChanged = createSignal<void>((error) =>
    ports.log.error('a listener of the status failed', { error: String(error) }),
  )
  const ring = () => statusChanged.emit()
  const changes = createDeliveryChanges()
  const rates = createRateMeter(ports.clock.now)
  const samples = createExpectedSamples()
  const testKeys = createTestKeys(store, ports.vault)
  const sign = createSigner(ports, testKeys)
  const readStored = createStoredReader({ store, endpoints, testKeys })
  const readCase = createCaseReader({ readStored, endpoints, catalog })
  const notices = createNotices(() => settings.get().notifyOnFailedVerification)
  const examine = createExaminer(catalog, checker, (id) => endpoints.secrets.active(id))

  const tunnel = createTunnelSupervisor({ drivers: tunnelDrivers, clock: ports.clock, log: ports.log, onChange: ring })
  const tunnelUrl = () => tunnel.status().url
  const verdictWrites = createMutex()
  const baseUrls = () => [receiverUrl(), tunnelUrl() ?? ''].filter((url) => url !== '')
  const explainer = createFailureExplainer({
    ports,
    store,
    endpoints,
    catalog,
    changes,
    readCase,
    verdictWrites,
    baseUrls,
  })
  closers.push(() => explainer.close())
  const announceFailure = createFailureAnnouncer(explainer, notices)
  const receive = createReceiveFlow({ ports, store, endpoints, examine, samples, changes, rates, announceFailure })
  const receiver = await createReceiverKeeper(
    {
      ports,
      place: options.receiver,
      handler: { knows: (token) => endpoints.byToken(token) !== undefined, tunnelUrl, receive },
      onChange: ring,
    },
    settings.get().receiver,
  )
  const receiverUrl = () => receiver.status().url
  const stopSends = new AbortController()
  closers.push(
    () => receiver.close(),
    () => tunnel.close(),
    () => stopSends.abort(),
  )

  const applySettings = async (now: Settings) => {
    await receiver.apply(now.receiver)
    tunnel.configure(now.tunnel, receiver.status().port)
  }
  await applySettings(settings.get())
  settings.changed.subscribe((now) => {
    applySettings(now).catch((error: unknown) =>
      ports.log.error('the settings could not be applied', { error: String(error) }),
    )
  })
  endpoints.changed.subscribe(ring)
  changes.subscribe(ring)

  const exporter = createExportThread(ports.log)
  closers.push(() => exporter.close())
  const { signal } = stopSends
  return {
    ports,
    info: { version: ports.version, host: ports.host, platform: process.platform, dataDir: ports.dataDir, packsDir },
    deliveries: {
      page: ({ zone: _, ...request }) => store.page(request),
      rows: (seqs) => store.rows(seqs),
      count: ({ query, through }) => countDeliveries(store, query, through),
      get: (id) => store.detail(id),
      body: (id, offset, length) => store.body(id, offset, length),
      async remove(ids) {
        const { removed } = await store.removeDeliveries(ids)
        changes.emit({ kind: 'removed', seqs: removed })
        return removed.length
      },
    },
    replays: {
      list: (deliveryId) => store.replays(deliveryId),
      body: (replayId) => store.replayBody(replayId),
      send: createReplayFlow({ ports, store, endpoints, catalog, settings, changes, sign, signal }),
    },
    async *watchDeliveries({ query, after, stop }) {
      const needsIndex = asksForWords(query)
      for await (const { added, changed, removed, reset } of watchDeliveries({
        store,
        changes,
        query,
        needsIndex,
        after,
        stop,
      }))
        yield { rows: [...added, ...changed], gone: removed, reset }
    },
    async *arrivals(stop) {
      const { newest: after } = await store.count('')
      for await (const { added } of watchDeliveries({ store, changes, query: '', needsIndex: false, after, stop }))
        yield* added
    },
    async *causes(stop) {
      const { newest: after } = await store.count('')
      const told = new Set<string>()
      for await (const { added, changed } of watchDeliveries({
        store,
        changes,
        query: '',
        needsIndex: false,
        after,
        stop,
      }))
        for (const { id, seq, verification } of [...added, ...changed]) {
          if (verification.cause === undefined || told.has(id) || seq <= after) continue
          told.add(id)
          const { verdict } = await store.detail(id)
          if (verdict.cause) yield { deliveryId: id, cause: verdict.cause }
        }
    },
    endpoints,
    settings,
    catalog,
    notices,
    statusChanged,
    exportDeliveries: createExportFlow({
      store,
      endpoints,
      catalog,
      thread: exporter,
      generator: `switchhook ${ports.version}`,
    }),
    explainFailure: explainer.explain,
    applyFix: createUseFix({ store, endpoints, explainer }),
    recheck: createRecheck({ store, changes, readStored, examine, explainer, verdictWrites }),
    explainSignature: createSignatureReporter(readCase),
    sendSample: createSampleFlow({ ports, endpoints, catalog, samples, sign, tunnelUrl, receiverUrl, signal }),
    receiverStatus: receiver.status,
    tunnelStatus: tunnel.status,
    hostStatus: () =>
      readHostStatus({ store, receiver: receiver.status, tunnel: tunnel.status, rates, refused: receiver.refused }),
    endpointStatuses: () =>
      endpointStatuses({ store, endpoints, rates, receiverUrl: receiverUrl(), tunnelUrl: tunnelUrl() }),
    async removeEndpoint(id) {
      await endpoints.remove(id)
      changes.emit({ kind: 'reset' })
    },
    retryTunnel: () => tunnel.retryNow(),
    close,
  }
}
