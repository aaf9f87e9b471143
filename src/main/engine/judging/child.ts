import { readFileSync } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { AppError } from '#shared/api/errors.ts'
import type { CapturedRequest } from '#shared/model/delivery.ts'
import type { BrokenPack } from '#shared/model/provider-pack.ts'
import type { CapturedBody } from '../lib/captured-body.ts'
import { schemaCompiler } from '../lib/json-schema.ts'
import { createPeer, type PeerChannel } from '../lib/peer.ts'
import type { Examination } from '../log/entries.ts'
import type { PackFolders } from '../providers/load-provider-packs.ts'
import type { ProviderPack } from '../providers/provider-pack.ts'
import { readPackFolder } from '../providers/read-pack-folder.ts'
import type { SchemeSecret } from '../signatures/signature-scheme.ts'
import { type JudgedEndpoint, judgeInSteps } from './judge-delivery.ts'
import { loadUsablePacks } from './usable-packs.ts'

/** A delivery that could not be judged on arrival. */
export interface JudgingJob {
  readonly endpoint: JudgedEndpoint
  readonly request: CapturedRequest
  readonly body: CapturedBody
  readonly secrets: readonly SchemeSecret[]
  readonly testKey: SchemeSecret | null
}

/** What the process that judges offers. It does one thing at a time and may be killed at any time. */
export type JudgingFunctions = {
  readonly open: (folders: PackFolders) => void
  readonly judge: (job: JudgingJob, limits: JudgingLimits) => Promise<Examination>
  /** Problems of one of the user's packs, its schemas included. */
  readonly checkPack: (folder: string, limits: JudgingLimits) => Promise<readonly BrokenPack[]>
}

/** What it calls of the host. */
export type JudgingHost = {
  /** Certain, whatever becomes of the rest. */
  readonly found: (part: Partial<Examination>) => void
}

export interface JudgingLimits {
  readonly timeMs: number
  readonly memoryMb: number
}

/** The host watches too and kills first; this is for a host that is gone, and for systems where it cannot see the memory. */
const graceMs = 2000

interface WatchedFor {
  /** Monotonic milliseconds until which the work may go on, and resident bytes that it may take. */
  readonly limits: Float64Array
}

const now = () => Number(process.hrtime.bigint() / 1_000_000n)

if (isMainThread) serve()
else watch(workerData as WatchedFor)

/** Ends a process that does not listen for it, and tells the host why it ended; Windows has no such signal. */
const tooMuchMemory = process.platform === 'win32' ? 'SIGKILL' : 'SIGUSR2'

/** Runs in a thread of its own, because the one that judges may be in the middle of anything. */
function watch({ limits }: WatchedFor): void {
  setInterval(() => {
    if (process.memoryUsage.rss() > limits[1]!) process.kill(process.pid, tooMuchMemory)
    if (now() > limits[0]!) process.kill(process.pid, 'SIGKILL')
  }, 50)
}

function serve(): void {
  // Ctrl+C and systemd tell the whole group. The host decides when this process ends; a check that was cut off by a stop
  // would be stored as one that failed.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
  // What is judged later can wait; what arrives cannot.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  const limits = new Float64Array(new SharedArrayBuffer(16)).fill(Number.POSITIVE_INFINITY)
  new Worker(new URL(import.meta.url), { name: 'watch', workerData: { limits } satisfies WatchedFor }).unref()
  let packs: ReadonlyMap<string, ProviderPack> = new Map()

  const within = async <T>({ timeMs, memoryMb }: JudgingLimits, run: () => T | Promise<T>): Promise<T> => {
    limits.set([now() + timeMs + graceMs, memoryMb * 1_000_000 * 1.1])
    try {
      return await run()
    } finally {
      limits.fill(Number.POSITIVE_INFINITY)
    }
  }

  const judge = async ({ body, ...job }: JudgingJob): Promise<Examination> => {
    const steps = judgeInSteps({ ...job, body: body.kind === 'memory' ? body.bytes : readBodyFile(body.path), packs })
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) return step.value.examination
      // Waits for the reply, so that it is certainly out before the next step, which may never end.
      await remote.found(step.value)
    }
  }

  const functions: JudgingFunctions = {
    open(folders) {
      packs = loadUsablePacks(folders, { compileSchemas: false }).packs
    },
    judge: (job, limits) => within(limits, () => judge(job)),
    checkPack: (folder, limits) => within(limits, () => readPackFolder(folder, 'user', schemaCompiler()).problems),
  }
  const { remote } = createPeer<JudgingHost>(hostChannel(), functions)
}

function readBodyFile(path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new AppError(
      'not-found',
      `the body cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

/** `process.send` of a process that Node has forked, or the parent port of Electron's utility process. */
function hostChannel(): PeerChannel {
  const { parentPort } = process as typeof process & { readonly parentPort?: ElectronPort }
  if (parentPort !== undefined) {
    return {
      post: (message) => parentPort.postMessage(message),
      listen: (receive) => parentPort.on('message', ({ data }) => receive(data)),
    }
  }
  process.on('disconnect', () => process.exit())
  return {
    post: (message) => void process.send?.(message),
    listen: (receive) => void process.on('message', receive),
  }
}

interface ElectronPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (message: { readonly data: unknown }) => void): void
}
