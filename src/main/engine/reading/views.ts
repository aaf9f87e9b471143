import { join } from 'node:path'
import type { AnswerTimeSpan, AnswerTimes } from '#shared/model/answer-times.ts'
import type { AttemptChanges } from '#shared/model/attempt-changes.ts'
import type { DeliveryDetail, DeliveryRow } from '#shared/model/delivery.ts'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { Replay } from '#shared/model/replay.ts'
import type { Retention, RetentionPreview } from '#shared/model/retention.ts'
import type { ViewsStatus } from '#shared/model/status.ts'
import type { CapturedBody } from '../lib/captured-body.ts'
import type { Remote } from '../lib/peer.ts'
import { createSignal, type Signal } from '../lib/signal.ts'
import { startThread } from '../lib/thread.ts'
import { workerUrl } from '../lib/worker-url.ts'
import type { Examination } from '../log/entries.ts'
import { logPaths } from '../log/log-paths.ts'
import type { CauseEntry } from '../log/log-reader.ts'
import type { Log } from '../ports.ts'
import type { ViewsChange } from '../projections/projector.ts'
import type { ProjectionCalls, ProjectionHost, ProjectionThreadData } from '../projections/thread.ts'
import type { SeenRecently } from './header-names.ts'
import type { createRunReads } from './read-runs.ts'
import type { Count, EndpointFigures, EndpointName, PageRequest } from './reader.ts'
import type { Survey } from './removal-reads.ts'
import type { RetentionBounds } from './retention-reads.ts'
import type { Scan } from './scan-rows.ts'
import type { ReadingCalls, ReadingHost, ReadingThreadData } from './thread.ts'

/**
 * What is read of the log and its views. Faults are AppErrors: `bad-input` with the place in the query, `not-found`,
 * `unavailable` (the views are being built again, a body file is gone). `now`, Unix milliseconds, is what times in a
 * query count from.
 */
export interface ViewsReader extends Remote<ReturnType<typeof createRunReads>> {
  page(request: PageRequest, now: number): Promise<readonly DeliveryRow[]>
  /** In the order in which they were asked for; those that are gone, on their way out, or not projected yet are left out. */
  rows(seqs: readonly number[]): Promise<readonly DeliveryRow[]>
  /** Which of these fit a query now, as rows. One that is not projected yet does not. */
  matching(
    query: string,
    zone: string | undefined,
    seqs: readonly number[],
    now: number,
  ): Promise<readonly DeliveryRow[]>
  /** As `matching`, of the events that these deliveries are attempts of; `looked`: the first attempts of all of them. */
  matchingEvents(
    query: string,
    zone: string | undefined,
    seqs: readonly number[],
    now: number,
  ): Promise<{ readonly rows: readonly DeliveryRow[]; readonly looked: readonly number[] }>
  /** Attempts of the event that a delivery belongs to, oldest first; of very many the newest. */
  attempts(seq: number): Promise<{ readonly rows: readonly DeliveryRow[]; readonly total: number }>
  /** What changed in the request since the attempt before; null for the first of its event. */
  attemptChanges(id: string): Promise<AttemptChanges | null>
  count(
    query: string,
    zone: string | undefined,
    through: number | undefined,
    now: number,
    grouped?: boolean,
  ): Promise<Count>
  /** A piece of a search that has to read requests: a few milliseconds of it; `next` is where to go on. */
  scan(request: PageRequest, now: number): Promise<Scan>
  /** A piece of what a search finds, with what one wants to know before deleting it. */
  survey(request: PageRequest, now: number): Promise<Survey>
  /** Oldest first: deliveries that are on their way out, after a number. */
  leavingAfter(after: number, limit: number): Promise<readonly number[]>
  /** What is beyond an endpoint's retention at this moment; how much that is; oldest first, which deliveries. */
  retentionBounds(endpointId: string, retention: Retention, now: number): Promise<RetentionBounds>
  retentionPreview(endpointId: string, retention: Retention, now: number): Promise<RetentionPreview>
  beyondRetention(
    endpointId: string,
    bounds: RetentionBounds,
    limit: number,
  ): Promise<readonly { readonly seq: number; readonly size: number }[]>
  /** Which of these sources of imports are here already. */
  knownSources(sources: readonly string[]): Promise<readonly string[]>
  /** Oldest first: what an import brought and is in the lists. */
  importedSeqs(importId: string): Promise<readonly number[]>
  /** Headers and providers of the newest deliveries. */
  headerNames(): Promise<SeenRecently>
  /** Also of a delivery that is not projected yet. */
  detail(id: string): Promise<DeliveryDetail>
  /** What was found in a delivery up to an entry of the log. */
  examinationAt(id: string, through: number): Promise<Examination>
  seqOf(id: string): Promise<number>
  body(id: string, offset: number, length: number): Promise<{ readonly bytes: Uint8Array; readonly size: number }>
  wholeBody(id: string): Promise<CapturedBody>
  /** Newest first. */
  replays(deliveryId: string): Promise<readonly Replay[]>
  replayBody(replayId: string): Promise<Uint8Array>
  /** Oldest first: deliveries of an endpoint that wait for its target. */
  waitingForwards(endpointId: string, limit: number): Promise<readonly number[]>
  /** Body of what a target answered to a forwarded delivery. */
  forwardBody(deliveryId: string, forwardId: string): Promise<Uint8Array>
  /** How long an endpoint's deliveries took to be answered in the last hours. */
  answerTimes(endpointId: string, hours: AnswerTimeSpan, now: number): Promise<AnswerTimes>
  /** What was sent, where that was not the stored request: headers, and the start of the body. */
  replaySent(replayId: string): Promise<{ readonly headers: HeaderPair[]; readonly body: Uint8Array }>
  endpointFigures(): Promise<ReadonlyMap<string, EndpointFigures>>
  /** Newest first, below `before`. */
  seqsOfEndpoint(endpointId: string, before: number, limit: number): Promise<readonly number[]>
  /** Oldest first: what waits for being judged. */
  pendingDeliveries(limit: number): Promise<readonly number[]>
  /** Causes that were found after the entry `mark` of the log; all up to `through` were looked at. */
  causes(mark: number, limit: number): Promise<{ readonly causes: readonly CauseEntry[]; readonly through: number }>
  /** Up to here the rows hold the log. */
  through(): Promise<number>
  /** Bytes on disk: log, views, body files. */
  size(): Promise<number>
}

export interface Views {
  readonly read: ViewsReader
  /** After each batch that was taken in. */
  readonly changes: Signal<ViewsChange>
  /** The log has entries up to this number; how busy capturing is, 0 to 1: in a burst it comes first. */
  notify(through: number, load: number): void
  /** Names that `endpoint:` in a query may use. */
  nameEndpoints(endpoints: readonly EndpointName[]): void
  status(): Promise<ViewsStatus>
  /** Builds all views again, or those that are named. */
  rebuild(names?: readonly string[]): Promise<void>
  /** Resolves when all that the log has at this moment is taken in. */
  settled(): Promise<void>
  /** Opens the log's file again; it may have been replaced. */
  reopen(): void
  close(): Promise<void>
}

/** The thread that would know has died. */
function ofNoThread(error: unknown): ViewsStatus {
  const problem = error instanceof Error ? error.message : String(error)
  return { state: 'failed', behind: 0, progress: 0, problem }
}

export interface ViewsOptions {
  readonly dataDir: string
  readonly log: Log
  /** A part of the log cannot be read; called for each read that meets it. */
  readonly onLogDamage: () => void
}

const mendAgainMs = 3000

export const viewsPath = (dataDir: string): string => join(dataDir, 'views.db')

/** Starts the threads that build the views and read from them. The log has to be there. */
export async function openViews({ dataDir, log, onLogDamage }: ViewsOptions): Promise<Views> {
  const shared = { path: viewsPath(dataDir), logPaths: logPaths(dataDir) }
  const changes = createSignal<ViewsChange>((error) => log.error('a listener failed', { error: String(error) }))
  let endpoints: readonly EndpointName[] = []

  const message: ProjectionHost['message'] = (level, text, fields) => log[level](text, fields)
  const projectionHost: ProjectionHost = {
    changed: (change) => changes.emit(change),
    releaseReaders: () => reading.remote.release().catch(() => undefined),
    logDamaged: onLogDamage,
    message,
  }
  /** Many reads may meet the same damage. */
  let mendedAt = Number.NEGATIVE_INFINITY
  const mend = (code: string): void => {
    if (performance.now() - mendedAt < mendAgainMs) return
    mendedAt = performance.now()
    // That the file is gone, the projections see for themselves.
    const mended =
      code === 'missing'
        ? projecting.remote.notify(0, 0)
        : projecting.remote.rebuild(code === 'SQLITE_CORRUPT_VTAB' ? ['search'] : undefined)
    mended.catch((error: unknown) => log.error('The views cannot be built again', { error: String(error) }))
  }
  const readingHost: ReadingHost = { damaged: mend, logDamaged: onLogDamage, message }

  const projecting = startThread<ProjectionCalls>({
    url: workerUrl(new URL('../projections/thread.ts', import.meta.url), 'projections'),
    name: 'the projection thread',
    data: (): ProjectionThreadData => shared,
    own: projectionHost,
    heap: { young: 16, old: 96 },
    log,
    // What changed while it was away is not known.
    onRestart: () => changes.emit({ through: 0, changed: 'many', removed: [] }),
  })
  const reading = startThread<ReadingCalls>({
    url: workerUrl(new URL('./thread.ts', import.meta.url), 'reading'),
    name: 'the reading thread',
    data: (): ReadingThreadData => ({ ...shared, endpoints }),
    own: readingHost,
    heap: { young: 4, old: 128 },
    closeMs: 500,
    log,
  })
  const close = async () => {
    // The projections last: a read-only connection that is the last one would leave the write-ahead log behind.
    const faults: unknown[] = []
    for (const thread of [reading, projecting]) await thread.close().catch((error: unknown) => faults.push(error))
    if (faults.length > 0) throw faults[0]
  }
  try {
    // Without lists deliveries are captured all the same: why there are none, `status` tells.
    await Promise.all([projecting.ready.catch(() => undefined), reading.ready])
  } catch (error) {
    await close().catch(() => undefined)
    throw error
  }
  const ignore = () => undefined
  return {
    read: reading.remote as Remote<ViewsReader>,
    changes,
    notify: (through, load) => void projecting.remote.notify(through, load).catch(ignore),
    nameEndpoints(named) {
      endpoints = named
      reading.remote.nameEndpoints(named).catch(ignore)
    },
    status: () => projecting.remote.status().catch(ofNoThread),
    rebuild: (names) => projecting.remote.rebuild(names),
    settled: () => projecting.remote.settled(),
    reopen() {
      projecting.kill()
      reading.kill()
    },
    close,
  }
}
