import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Settings } from '#shared/model/settings.ts'
import type { CaptureNotice } from './capture/contract.ts'
import { type CaptureSupervisor, startCapture } from './capture/supervisor.ts'
import type { Engine, EngineOptions } from './engine-interface.ts'
import { createAnnotate } from './flows/annotate.ts'
import { arrivals, causes } from './flows/arrivals.ts'
import { createDeletions } from './flows/deletions.ts'
import { createDraftsFlow } from './flows/drafts.ts'
import { createEndpointChanges } from './flows/endpoint-changes.ts'
import { createFailureExplainer } from './flows/explain.ts'
import { createExports } from './flows/exports.ts'
import { createForwardQueue, type ForwardQueue } from './flows/forward-queue.ts'
import { createJudgeAgain } from './flows/judge-again.ts'
import { createJudgeLater } from './flows/judge-later.ts'
import { createFailureAnnouncer, createNotices } from './flows/notices.ts'
import { createPlanChange } from './flows/plan-change.ts'
import { createRulePreview } from './flows/preview-rule.ts'
import { createRecheck } from './flows/recheck.ts'
import { createReplayFlow } from './flows/replay.ts'
import { createResendOnReturn } from './flows/resend-on-return.ts'
import { createSearchVocabulary } from './flows/search-vocabulary.ts'
import { createSampleFlow } from './flows/send-sample.ts'
import { checkForwarding, createSetForwarding } from './flows/set-forwarding.ts'
import { createSigner } from './flows/sign.ts'
import { readEndpointStatuses, readHostStatus } from './flows/status.ts'
import { watchDeliveries } from './flows/watch.ts'
import { createJudgingProcess } from './judging/judging-process.ts'
import { createClosers } from './lib/closers.ts'
import { createMutex } from './lib/mutex.ts'
import { createRateMeter } from './lib/rate-meter.ts'
import { createSignal } from './lib/signal.ts'
import { acquireDataDirLock } from './log/data-dir-lock.ts'
import { deliveryId, logCodeOf, seqOfId } from './log/delivery-id.ts'
import { logPaths } from './log/log-paths.ts'
import { prepareLog, recentRecovery, withWholeLog } from './log/prepare.ts'
import type { EnginePorts } from './ports.ts'
import { createPatientSearch } from './reading/patient-search.ts'
import { openViews } from './reading/views.ts'
import { createRunService } from './runs/run-service.ts'
import { createCompareRules } from './state/compare-rules.ts'
import { createDraftStore } from './state/draft-store.ts'
import { createEndpointService } from './state/endpoint-service.ts'
import { createPackCatalog, userPacksDir } from './state/pack-catalog.ts'
import { createResponseRules } from './state/response-rules.ts'
import { createSavedViews, savedViewsKey } from './state/saved-views.ts'
import { seedEndpoints } from './state/seed-endpoints.ts'
import { createSettingsService, settingsKey } from './state/settings-service.ts'
import { readStoredState, type WriteState } from './state/stored-state.ts'
import { createTestKeys } from './state/test-keys.ts'
import { tunnelDrivers } from './tunnel/registry.ts'
import { createTunnelSupervisor } from './tunnel/supervisor.ts'

export type { Engine, EngineOptions } from './engine-interface.ts'
export { exportFormatInfos } from './export/registry.ts'
export type { DeliveryCause } from './flows/arrivals.ts'
export { latestValues } from './lib/latest-values.ts'
export { schemeInfos } from './state/pack-catalog.ts'
export { tunnelDriverInfos } from './tunnel/registry.ts'

/**
 * Builds the engine and starts it. Throws AppError: `conflict` where another instance has the data folder, `unavailable`
 * where folder, log or port cannot be used; then nothing is left running.
 */
export async function createEngine(ports: EnginePorts, options: EngineOptions): Promise<Engine> {
  const closers = createClosers()
  try {
    return await start(ports, options, closers)
  } catch (error) {
    // Why it could not start matters more than what went wrong while it was taken down.
    await closers.close().catch((fault: unknown) => ports.log.warn('closing failed', { error: String(fault) }))
    throw error
  }
}

async function start(
  ports: EnginePorts,
  options: EngineOptions,
  closers: ReturnType<typeof createClosers>,
): Promise<Engine> {
  const { log, clock } = ports
  const lock = acquireDataDirLock(ports.dataDir)
  closers.add(() => lock.release())
  const paths = logPaths(ports.dataDir)
  // Before any thread opens the file.
  const earlier = recentRecovery(paths, clock.now())
  const warnings = prepareLog(paths)
  const { value: stored, recovery } = withWholeLog(paths, () => readStoredState(paths))
  if (recovery !== null) warnings.push(recovery.sentence)
  if (earlier !== null && warnings.length === 0) warnings.push(earlier)
  const packsDir = userPacksDir(ports.dataDir)
  // Packs are optional. A file in its place is told of with them.
  await mkdir(packsDir, { recursive: true }).catch(() => undefined)
  const onError = (error: unknown) => log.error('a listener failed', { error: String(error) })
  const statusChanged = createSignal<void>(onError)
  const changed = () => statusChanged.emit()

  const builtInDir = join(ports.resourcesDir, 'providers')
  const folders = { builtInDir, userDir: packsDir }
  const judging = createJudgingProcess({ fork: ports.fork, log, folders, onStopped: (s) => catalog.noteStopped(s) })
  const catalog = createPackCatalog({ folders, checkPack: judging.checkPack, log })
  // What is made here calls the capture thread, which needs some of it to start.
  let capture: CaptureSupervisor | null = null
  const write: WriteState = (changes) => capture!.remote.writeState(changes)
  const settings = createSettingsService({
    stored: stored.settings.get(settingsKey),
    write,
    log,
    override: options.overrides ?? (() => ({})),
  })
  const endpoints = await createEndpointService({
    stored,
    write,
    ports,
    knowsProvider: (id) => catalog.packs().has(id),
    checkRecipe: catalog.checkRecipe,
    checkSecret: catalog.checkSecret,
    checkForwarding: (endpoint) => checkForwarding(endpoint, settings.get().approvedTargets, baseUrls()),
    publish: async () => capture?.publish(),
  })
  const responseRules = createResponseRules({ endpoints, ports, onCounted: changed })
  const drafts = createDraftStore({ settings: stored.settings, write, clock })
  const compareRules = createCompareRules(stored.settings, write)
  const testKeys = createTestKeys(stored.settings, write, ports.vault)

  const tunnel = createTunnelSupervisor({
    drivers: tunnelDrivers,
    clock,
    log,
    onChange() {
      capture?.publish().catch(onError)
      changed()
    },
  })
  const tunnelUrl = () => tunnel.status().url
  const baseUrls = () => [capture?.status().url ?? '', tunnelUrl() ?? ''].filter((url) => url !== '')
  const rates = createRateMeter(clock.elapsed)
  let onNotice: (notice: CaptureNotice) => void = () => undefined
  let onRestart: () => void = () => undefined
  const starting = {
    capture: startCapture({
      ports,
      packsDir,
      address: options.receiver,
      settings: settings.get().receiver,
      snapshot: () => ({
        endpoints: endpoints.snapshot(),
        tunnelUrl: tunnelUrl(),
        approvedTargets: settings.get().approvedTargets,
      }),
      onNotice: (notice) => onNotice(notice),
      onChange: changed,
      onRestart: () => onRestart(),
      ...(options.limits && { limits: options.limits }),
      ...(options.onGiveUp && { onGiveUp: options.onGiveUp }),
    }),
    views: openViews({ dataDir: ports.dataDir, log, onLogDamage: () => capture?.recoverLog() }),
  }
  // Also where the other one could not start. Those who read the log close first: its last checkpoint waits for them.
  closers.add(
    () =>
      starting.capture.then(
        (started) => started.close(),
        () => undefined,
      ),
    () =>
      starting.views.then(
        (opened) => opened.close(),
        () => undefined,
      ),
  )
  const [capturing, views] = await Promise.all([starting.capture, starting.views])
  capture = capturing
  const { remote } = capturing
  const captured = await remote.started()
  let code = logCodeOf(captured.identity)
  if (stored.endpoints.length === 0 && options.seed) await seedEndpoints(endpoints, catalog)

  const receiverUrl = () => capturing.status().url
  const shared = {
    views,
    endpoints,
    testKeys,
    catalog,
    baseUrls,
    addFacts: remote.addFacts,
    verdictWrites: createMutex(),
    ports,
    log,
  }
  const explainer = createFailureExplainer(shared)
  const judgeAgain = createJudgeAgain({ ...shared, judging })
  const notices = createNotices(log)
  const announceFailures = createFailureAnnouncer({
    explainer,
    notices,
    views,
    endpointName: (id) => endpoints.list().find((endpoint) => endpoint.id === id)?.name ?? 'An endpoint',
    wanted: () => settings.get().notifyOnFailedVerification,
    log,
  })
  const judgeLater = createJudgeLater({
    ...shared,
    judging,
    idOf: (seq) => deliveryId(code, seq),
    onJudged(id, { verification }) {
      if (verification.secret !== null) endpoints.secrets.matched(verification.secret.id, clock.now())
      if (verification.state === 'failed') announceFailures([id])
    },
  })
  // In this order from the end: what is being judged is given up, and nobody waits for it.
  closers.add(
    () => explainer.close(),
    () => judgeLater.close(),
    () => judging.close(),
  )
  const forwardQueue: ForwardQueue = createForwardQueue({
    ...shared,
    capture: remote,
    approved: () => settings.get().approvedTargets,
    idOf: (seq) => deliveryId(code, seq),
  })
  closers.add(() => forwardQueue.close())
  onNotice = ({ through, load, arrived, matched, failed, later, queued, byRules }) => {
    views.notify(through, load)
    responseRules.noteAnswered(byRules)
    for (const [endpointId, count] of Object.entries(arrived)) rates.count(endpointId, count)
    for (const [id, at] of Object.entries(matched)) endpoints.secrets.matched(id, at)
    announceFailures(failed.map((seq) => deliveryId(code, seq)))
    if (later) judgeLater.wake()
    if (queued) forwardQueue.wake()
  }
  // The log may be another file now, where the old one had to be recovered.
  onRestart = () => {
    responseRules.forgetCounts()
    views.reopen()
    remote.started().then((started) => {
      code = logCodeOf(started.identity)
      views.notify(started.through, 0)
      judgeLater.wake()
      forwardQueue.wake()
    }, onError)
  }
  closers.add(views.changes.subscribe(changed))

  const savedViews = createSavedViews({ stored: stored.settings.get(savedViewsKey), write, ports })
  const search = createPatientSearch(views.read)
  const ids = { seqOf: (id: string) => seqOfId(code, id), idOf: (seq: number) => deliveryId(code, seq) }
  const onRestored = () => forwardQueue.wake()
  const deletions = createDeletions({ ...shared, ...ids, capture: remote, drafts, onRemoved: changed, onRestored })

  const stopSends = new AbortController()
  closers.add(
    () => capturing.drain(),
    () => tunnel.close(),
    () => stopSends.abort(),
    () => deletions.close(),
  )
  const applySettings = async (now: Settings) => {
    await capturing.apply(now.receiver)
    tunnel.configure(now.tunnel, capturing.status().port)
  }
  await applySettings(settings.get())
  closers.add(
    settings.changed.subscribe((now) => {
      // Targets that were agreed to, or no more.
      capturing.publish().catch(onError)
      forwardQueue.wake()
      applySettings(now).catch((error: unknown) =>
        log.error('the settings could not be applied', { error: String(error) }),
      )
    }),
    endpoints.changed.subscribe(() => {
      views.nameEndpoints(endpoints.list())
      forwardQueue.wake()
      changed()
    }),
    catalog.changed.subscribe(() => {
      changed()
      judging.reload()
      remote.reloadPacks().catch(onError)
    }),
  )
  views.nameEndpoints(endpoints.list())
  // What came in between, and what an earlier run left.
  views.notify(captured.through, 0)
  judgeLater.wake()
  forwardQueue.wake()
  catalog.checkUserPacks().catch(onError)
  deletions.resume().catch(onError)

  const status = { views, capturing, tunnel, endpoints, responseRules, rates, clock }
  const sign = createSigner(ports, testKeys)
  const through = async () => (await remote.started()).through
  const exported = { roots: options.exportRoots ?? [], settings: stored.settings, write, through, onChange: changed }
  const exports = createExports({ ...shared, ...ids, ...exported })
  closers.add(() => exports.close())
  const { signal } = stopSends
  const replays = createReplayFlow({ ...shared, settings, sign, signal })
  const resends = createResendOnReturn({ ports, views, endpoints, settings, replays })
  closers.add(() => resends.close())
  const runs = createRunService({ ...shared, ...ids, settings, replays, write, stored: stored.runs })
  // Before what is on its way is broken off.
  closers.add(() => runs.close())
  return {
    ports,
    info: { version: ports.version, host: ports.host, platform: process.platform, dataDir: ports.dataDir, packsDir },
    endpoints,
    rules: { ...responseRules, preview: createRulePreview({ views, clock }) },
    settings,
    catalog,
    notices,
    statusChanged,
    deliveries: {
      page: (order) => search.page(order, clock.now()),
      rows: views.read.rows,
      count: ({ query, zone, through, grouped }) => search.count(query, zone, through, clock.now(), grouped),
      attempts: views.read.attempts,
      attemptChanges: views.read.attemptChanges,
      get: views.read.detail,
      body: views.read.body,
      remove: deletions.remove,
    },
    removals: deletions.removals,
    retention: deletions.retention,
    savedViews,
    annotate: createAnnotate(views, remote.addFacts),
    searchVocabulary: createSearchVocabulary({ views, endpoints, catalog }),
    replays: {
      list: views.read.replays,
      body: views.read.replayBody,
      sent: views.read.replaySent,
      ...replays,
    },
    forwards: {
      set: createSetForwarding({ endpoints, settings }),
      body: views.read.forwardBody,
      discard: forwardQueue.discard,
    },
    drafts: createDraftsFlow({ views, endpoints, store: drafts }),
    resends,
    compareRules,
    runs,
    watchDeliveries: (order) => watchDeliveries(views, clock, order),
    through,
    arrivals: (after, stop) => arrivals(views, clock, after, stop),
    causes: (after, stop) => causes(views, (seq) => deliveryId(code, seq), after, stop),
    exports,
    explainFailure: explainer.explain,
    explainSignature: explainer.report,
    changes: createEndpointChanges({
      ...shared,
      judgeAgain,
      planChange: createPlanChange({ views, endpoints, explainer }),
    }),
    recheck: createRecheck({ ...shared, judgeAgain, explainer }),
    sendSample: createSampleFlow({ ports, endpoints, catalog, capture: remote, sign, tunnelUrl, receiverUrl, signal }),
    receiverStatus: capturing.status,
    tunnelStatus: tunnel.status,
    hostStatus: () =>
      readHostStatus({ ...status, warnings: [...warnings, ...catalog.stopped(), ...exports.warnings()] }),
    endpointStatuses: () => readEndpointStatuses({ ...status, retention: deletions.retention }),
    answerTimes: (endpointId, hours) => views.read.answerTimes(endpointId, hours, clock.now()),
    async removeEndpoint(id) {
      resends.stop(id)
      await endpoints.remove(id, () => deletions.removeAllOf(id))
      await compareRules.forget(id)
    },
    retryTunnel: () => tunnel.retryNow(),
    settled: () => views.settled(),
    close: closers.close,
  }
}
