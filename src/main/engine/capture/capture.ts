import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { loadUsablePacks } from '../judging/usable-packs.ts'
import { createClosers } from '../lib/closers.ts'
import { asStorageFault } from '../lib/database.ts'
import { createMutex } from '../lib/mutex.ts'
import { removeBodyFiles } from '../log/body-files.ts'
import { logPaths } from '../log/log-paths.ts'
import { openLogWriter } from '../log/log-writer.ts'
import { prepareLog } from '../log/prepare.ts'
import { markForRecovery } from '../log/recover.ts'
import type { Clock } from '../ports.ts'
import {
  applyStateChanges,
  type CaptureData,
  type CaptureEndpoint,
  type CaptureFunctions,
  type CaptureHost,
  type CaptureSnapshot,
  type CaptureStart,
  type ListenAddress,
} from './contract.ts'
import { createForwarder } from './forward/forwarder.ts'
import { createQueueGate } from './forward/queue-gate.ts'
import { createNoticeBoard } from './notice-board.ts'
import { createReceive } from './receive.ts'
import { createRuleCounters } from './rules/rule-counters.ts'
import { createExpectedSamples } from './samples.ts'
import { type CaptureServer, defaultLimits, startServer } from './server.ts'

export interface Capture {
  readonly functions: CaptureFunctions
  close(): Promise<void>
}

type Tell = { readonly [K in keyof CaptureHost]: (...args: Parameters<CaptureHost[K]>) => void }

/** Time for copies that are on their way when the thread ends, milliseconds. */
const copyGraceMs = 1_000

/** Deliveries removed in one transaction, so that a large removal lets new deliveries in between. */
const removalStep = 500

/**
 * Socket, verdict and log in one place: opens the log, loads the packs and listens. Throws AppError `unavailable` or
 * `conflict` where folder, log or port cannot be used; then nothing is left open.
 */
export async function openCapture(data: CaptureData, host: Tell, clock: Clock): Promise<Capture> {
  const paths = logPaths(data.dataDir)
  const closers = createClosers()
  const onError = (error: unknown) =>
    host.fault(error instanceof Error ? (error.stack ?? error.message) : String(error))
  try {
    const warnings = prepareLog(paths)
    const load = createLoadMeter()
    const board = createNoticeBoard({ tell: host.noticed, now: clock.now, load, onError })
    closers.add(() => board.close())
    const writer = openLogWriter({
      paths,
      onCommit: board.committed,
      onError,
      // Nothing can be trusted any more: the thread ends, and its successor recovers what can be read.
      onDamage(error) {
        markForRecovery(paths)
        setImmediate(() => {
          throw error
        })
      },
      load,
    })
    closers.add(() => writer.close())

    const folders = { builtInDir: join(data.resourcesDir, 'providers'), userDir: data.packsDir }
    let { packs } = loadUsablePacks(folders, { compileSchemas: false })
    let snapshot = data.snapshot
    let byToken = tokens(snapshot)
    const samples = createExpectedSamples()
    const gate = createQueueGate()
    gate.configure(snapshot.endpoints)
    const forwarder = createForwarder({
      writer,
      clock,
      bodies: paths.bodies,
      gate,
      approved: () => snapshot.approvedTargets,
      ownUrls: () => [server.url, ...(snapshot.tunnelUrl === null ? [] : [snapshot.tunnelUrl])],
      queued: board.queued,
      onError,
    })
    closers.add(() => forwarder.close(copyGraceMs))
    const ruleCounters = createRuleCounters()
    const receive = createReceive({
      writer,
      clock,
      endpoint: (token) => byToken.get(token),
      packs: () => packs,
      samples,
      ruleCounters,
      board,
      forwarder,
      gate,
      onFault: onError,
    })

    const shared = {
      handler: {
        knows: (token: string) => byToken.has(token),
        tunnelUrl: () => snapshot.tunnelUrl,
        receive,
        diskFailed: (error: unknown) => board.problem(asStorageFault(error, paths.bodies)),
        refused: board.refused,
      },
      clock,
      limits: { ...defaultLimits, ...data.limits },
      bodies: paths.bodies,
      underWay: data.underWay,
      bodyLimit: () => snapshot.bodyLimit,
    }
    let server: CaptureServer = await startServer(data.listen, shared)
    closers.add(() => server.close())
    const oneMove = createMutex()
    const start = (): CaptureStart => ({
      identity: writer.identity,
      through: writer.through(),
      host: server.host,
      port: server.port,
      url: server.url,
      warnings,
    })

    async function move(address: ListenAddress): Promise<CaptureStart> {
      const before = server
      server = await startServer(address, shared)
      void before.close()
      return start()
    }

    async function remove(seqs: readonly number[]): Promise<number[]> {
      const removed: number[] = []
      for (let at = 0; at < seqs.length; at += removalStep) {
        const step = await writer.remove(seqs.slice(at, at + removalStep))
        await removeBodyFiles(paths, step.files)
        removed.push(...step.removed)
      }
      return removed
    }

    return {
      functions: {
        started: start,
        configure(next) {
          snapshot = next
          byToken = tokens(next)
          gate.configure(next.endpoints)
          ruleCounters.keepOnly(next.endpoints.flatMap(({ rules }) => rules))
          // What was judged by the snapshot before is committed before anybody acts on the new one.
          writer.flush()
        },
        listen: (address) => oneMove(() => move(address)),
        reloadPacks() {
          packs = loadUsablePacks(folders, { compileSchemas: false }).packs
        },
        drain: () => server.close(),
        addFacts: writer.addFacts,
        addHidden: writer.addHidden,
        setHidden: writer.setHidden,
        remove,
        writeState: (changes) => writer.writeState((db) => applyStateChanges(db, changes)),
        expectSample: samples.expect,
        forgetSample: samples.forget,
        markForRecovery: () => markForRecovery(paths),
        releaseQueue: gate.release,
      },
      close: closers.close,
    }
  } catch (error) {
    await closers.close()
    throw error
  }
}

function tokens({ endpoints }: CaptureSnapshot): ReadonlyMap<string, CaptureEndpoint> {
  return new Map(endpoints.map((endpoint) => [endpoint.token, endpoint]))
}

/**
 * The share of a processor that this thread took over the last tenth of a second or so. Its loop is no measure: while it waits for
 * the disk to have a commit, it is busy too, but keeps nobody from working.
 */
function createLoadMeter(): () => number {
  let before = process.threadCpuUsage()
  let measuredAt = performance.now()
  let load = 0
  return () => {
    const wallMs = performance.now() - measuredAt
    if (wallMs < 100) return load
    const { user, system } = process.threadCpuUsage(before)
    load = (user + system) / 1000 / wallMs
    before = process.threadCpuUsage()
    measuredAt = performance.now()
    return load
  }
}
