import { readFileSync } from 'node:fs'
import { AppError } from '#shared/api/errors.ts'
import type { BrokenPack } from '#shared/model/provider-pack.ts'
import { formatDuration } from '#shared/sentences/units.ts'
import { unchecked } from '../checker/check-body.ts'
import type { CapturedBody } from '../lib/captured-body.ts'
import { createPeer, type Peer, type PeerChannel } from '../lib/peer.ts'
import { workerUrl } from '../lib/worker-url.ts'
import type { Examination } from '../log/entries.ts'
import type { ChildProcess, EnginePorts } from '../ports.ts'
import type { PackFolders } from '../providers/load-provider-packs.ts'
import type { JudgingFunctions, JudgingJob, JudgingLimits } from './child.ts'
import { withoutScheme } from './judge-delivery.ts'

/** Judges what is large or runs what users' packs bring, one after the other, in a process that can be killed. */
export interface JudgingProcess {
  /**
   * Never rejects but with AppError `closed`: what needs too much time or memory could not be checked, and the examination
   * says so; what was found before holds. `known`: what was known on arrival, for what is not found.
   */
  judge(job: JudgingJob, known: Examination): Promise<Examination>
  /** What is wrong with one of the user's packs, its schemas included. Never rejects but with AppError `closed`. */
  checkPack(folder: string): Promise<readonly BrokenPack[]>
  /** Packs have changed on disk: whatever is judged from now on is judged with the new ones. */
  reload(): void
  close(): void
}

/** A small delivery whose check was given up: not for its size, so for what a pack has in it. */
export interface StoppedCheck {
  /** Whose delivery it is, as far as that was found. */
  readonly provider: string | null
  /** "needs more than 1 s" */
  readonly why: string
}

/** Larger bodies may be too much for any pack, bytes. */
const maxBlamed = 256 * 1024

export interface JudgingOptions {
  readonly fork: EnginePorts['fork']
  readonly log: EnginePorts['log']
  readonly folders: PackFolders
  readonly onStopped?: (stopped: StoppedCheck) => void
  /** Longest time for one job; large bodies get 1 ms more for each 10 kB. */
  readonly timeLimitMs?: number
  /** Resident memory of the process, and its heap. */
  readonly memoryLimitMb?: number
  /** The process ends when it has had nothing to do for so long. */
  readonly idleMs?: number
}

interface Running {
  readonly process: ChildProcess
  readonly peer: Peer<JudgingFunctions>
  /** Called with each part that is found of the delivery being judged. */
  found: (part: Partial<Examination>) => void
  /** Resolves with the reason when the process has ended. */
  readonly ended: Promise<string>
  isOutdated: boolean
}

interface Job {
  readonly size: number
  /** Resolves when it is done; rejects for whatever went wrong in the process. */
  readonly run: (child: Running, limits: JudgingLimits) => Promise<void>
  /** It was given up. */
  readonly stop: (why: string) => void
  readonly reject: (error: AppError) => void
}

const startLimitMs = 30_000
const watchMs = 20

/** Starts no process before there is something to judge. */
export function createJudgingProcess(options: JudgingOptions): JudgingProcess {
  const { log, timeLimitMs = 1000, memoryLimitMb = 700, idleMs = 60_000 } = options
  const queue: Job[] = []
  let current: Job | null = null
  let child: Running | null = null
  let idle: NodeJS.Timeout | undefined
  let isClosed = false

  async function start(): Promise<Running> {
    const process = options.fork(workerUrl(new URL('./child.ts', import.meta.url), 'judging'), memoryLimitMb)
    const ended = new Promise<string>((resolve) => process.onExit(resolve))
    const own = { found: (part: Partial<Examination>) => started.found(part) }
    const channel: PeerChannel = {
      post: (message) => process.post(message),
      listen: (receive) => process.onMessage(receive),
    }
    const peer = createPeer<JudgingFunctions>(channel, own)
    const started: Running = { process, peer, found: () => undefined, ended, isOutdated: false }
    child = started
    void ended.then(() => {
      if (child === started) child = null
      peer.close(new AppError('unavailable', 'The judging process has ended.'))
    })
    const opened = peer.remote.open(options.folders)
    const problem = await firstOf(startLimitMs, [opened.then(() => null, messageOf), ended])
    if (problem === null) return started
    end(started)
    throw new AppError(
      'unavailable',
      `the process that checks it could not be started: ${problem ?? 'it does not answer'}`,
    )
  }

  function end(running: Running): void {
    if (child === running) child = null
    running.process.kill()
  }

  async function work(): Promise<void> {
    if (current !== null) return
    clearTimeout(idle)
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      current = job
      await attend(job)
    }
    current = null
    idle = setTimeout(() => child !== null && end(child), idleMs)
    idle.unref()
  }

  async function attend(job: Job): Promise<void> {
    try {
      if (child?.isOutdated) end(child)
      const running = child ?? (await start())
      const limits = { timeMs: timeLimitMs + Math.floor(job.size / 10_000), memoryMb: memoryLimitMb }
      const watch = watchLimits(running, limits)
      try {
        const why = await Promise.race([finished(job.run(running, limits), watch.exceeded), watch.exceeded])
        if (why === null || isClosed) return
        end(running)
        log.warn('A check was stopped.', { why })
        job.stop(why)
      } finally {
        watch.stop()
      }
    } catch (error) {
      const why = isClosed ? 'closed' : messageOf(error)
      log.warn('A check failed.', { why })
      job.stop(why)
    }
  }

  function watchLimits({ process, ended }: Running, { timeMs, memoryMb }: JudgingLimits) {
    const { promise, resolve } = Promise.withResolvers<string>()
    const tooMuch = `needs more than ${memoryMb} MB of memory`
    const timer = setTimeout(() => resolve(`needs more than ${formatDuration(timeMs)}`), timeMs)
    const memory = setInterval(() => residentBytes(process.pid) > memoryMb * 1_000_000 && resolve(tooMuch), watchMs)
    void ended.then((reason) => resolve(whyEnded(reason, tooMuch)))
    const stop = () => {
      clearTimeout(timer)
      clearInterval(memory)
    }
    return { exceeded: promise, stop }
  }

  function enqueue<T>(
    size: number,
    run: (child: Running, limits: JudgingLimits) => Promise<T>,
    stopped: (why: string) => T,
  ) {
    return new Promise<T>((resolve, reject) => {
      if (isClosed) return reject(closed())
      queue.push({
        size,
        run: async (running, limits) => resolve(await run(running, limits)),
        stop: (why) => resolve(stopped(why)),
        reject,
      })
      void work()
    })
  }

  return {
    judge(job, known) {
      let found: Partial<Examination> = {}
      return enqueue(
        sizeOf(job.body),
        (running, limits) => {
          running.found = (part) => {
            found = { ...found, ...part }
          }
          return running.peer.remote.judge(job, limits)
        },
        (why) => {
          const provider = found.facts?.provider ?? job.endpoint.provider
          if (sizeOf(job.body) <= maxBlamed) options.onStopped?.({ provider, why })
          return stoppedExamination(known, found, why)
        },
      )
    },
    checkPack(folder) {
      return enqueue(
        0,
        ({ peer }, limits) => peer.remote.checkPack(folder, limits),
        (why) => [{ file: folder, reason: `The pack could not be checked: ${why}.` }],
      )
    },
    reload() {
      if (child !== null) child.isOutdated = true
    },
    close() {
      isClosed = true
      clearTimeout(idle)
      for (const job of [...(current === null ? [] : [current]), ...queue.splice(0)]) job.reject(closed())
      if (child !== null) end(child)
    },
  }
}

/** Null when it is done. A call fails before the end of the process is told, which says why: then that is waited for. */
async function finished(done: Promise<void>, ended: Promise<string>): Promise<string | null> {
  try {
    await done
    return null
  } catch (error) {
    if (error instanceof AppError && error.code === 'unavailable') return ended
    throw error
  }
}

/** V8 aborts when its heap is full, in one way or another; the watching thread uses a signal of its own. */
const isOutOfMemory = /SIGABRT|SIGTRAP|SIGILL|SIGUSR2|\b(13[34]|140|159|5|12|31)\b|memory|heap/i
/** The system kills what takes too much memory, but anybody may kill a process. */
const isKilled = /SIGKILL|\b(137|9)\b/

function whyEnded(reason: string, tooMuch: string): string {
  if (isOutOfMemory.test(reason)) return tooMuch
  if (isKilled.test(reason))
    return 'ended the process that checks it, perhaps by needing too much memory: it was killed'
  return `ended the process that checks it: ${reason}`
}

function stoppedExamination(known: Examination, found: Partial<Examination>, why: string): Examination {
  return {
    facts: known.facts,
    deadlineMs: known.deadlineMs,
    attemptsDocumented: known.attemptsDocumented,
    verification: withoutScheme('unverifiable', 'check-stopped', why),
    ...found,
    conformance: unchecked('no-schema', 'check-timed-out', why),
  }
}

function sizeOf(body: CapturedBody): number {
  return body.kind === 'memory' ? body.bytes.length : body.size
}

/** 0 where the system does not tell; then the process watches itself. */
function residentBytes(pid: number | null): number {
  if (pid === null || process.platform !== 'linux') return 0
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) * 1024
  } catch {
    // It has just ended.
    return 0
  }
}

/** The first result; undefined where none has come in time. */
async function firstOf<T>(timeMs: number, promises: readonly Promise<T>[]): Promise<T | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => resolve(undefined), timeMs)
  try {
    return await Promise.race([...promises, promise])
  } finally {
    clearTimeout(timer)
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.split('\n', 1)[0]! : String(error)
}

const closed = () => new AppError('closed', 'Switchhook is closing.')
