import type { Verification } from '#shared/model/verification.ts'
import type { CaptureNotice } from './contract.ts'

/** Between two notices, milliseconds: the first one goes out at once. Fewer of them while deliveries pour in. */
const pace = { usualMs: 8, busyMs: 32, busyLoad: 0.5 }
/** Failures named in one notice; the newest are kept. */
const maxFailed = 50

/** Gathers what happened, so that the host hears of a batch and never of each delivery. */
export interface NoticeBoard {
  /** The log has grown up to this number. */
  committed(through: number): void
  stored(seq: number, endpointId: string, verification: Verification, later: boolean): void
  /** A delivery waits for its target. */
  queued(): void
  /** A response rule decided the answer; `key`: what its deliveries are counted under. */
  byRule(key: string): void
  refused(status: number, why: string): void
  /** Storing failed. */
  problem(error: unknown): void
  close(): void
}

interface NoticeBoardParts {
  readonly tell: (notice: CaptureNotice) => void
  readonly now: () => number
  /** How busy the thread is, 0 to 1. */
  readonly load: () => number
  /** `tell` has thrown, which is a bug and none of the sender's business. */
  readonly onError: (error: unknown) => void
}

export function createNoticeBoard({ tell, now, load, onError }: NoticeBoardParts): NoticeBoard {
  let through = 0
  let problem: string | null = null
  let gathered = nothing()
  let timer: NodeJS.Timeout | undefined
  let scheduled = false
  let due = false
  let closed = false

  /** At once where nothing was told lately, else with the next one. */
  function changed(): void {
    due = true
    if (timer !== undefined || scheduled || closed) return
    scheduled = true
    setImmediate(send)
  }
  function send(): void {
    scheduled = false
    timer = undefined
    if (!due || closed) return
    due = false
    const told = gathered
    gathered = nothing()
    const busy = load()
    timer = setTimeout(send, busy > pace.busyLoad ? pace.busyMs : pace.usualMs)
    try {
      tell({ through, problem, load: busy, ...told })
    } catch (error) {
      onError(error)
    }
  }

  return {
    committed(seq) {
      through = seq
      problem = null
      changed()
    },
    stored(seq, endpointId, { state, secret }, later) {
      gathered.arrived[endpointId] = (gathered.arrived[endpointId] ?? 0) + 1
      if (secret !== null) gathered.matched[secret.id] = now()
      if (later) gathered.later = true
      if (state !== 'failed') return
      gathered.failed.push(seq)
      if (gathered.failed.length > maxFailed) gathered.failed.shift()
    },
    queued() {
      gathered.queued = true
      changed()
    },
    byRule(key) {
      gathered.byRules[key] = (gathered.byRules[key] ?? 0) + 1
    },
    refused(status, why) {
      const count = (gathered.refused[status]?.count ?? 0) + 1
      gathered.refused[status] = { count, why }
      changed()
    },
    problem(error) {
      problem = error instanceof Error ? error.message : String(error)
      changed()
    },
    close() {
      clearTimeout(timer)
      // What the last deliveries left is told still.
      send()
      clearTimeout(timer)
      closed = true
    },
  }
}

function nothing() {
  return {
    arrived: {} as Record<string, number>,
    matched: {} as Record<string, number>,
    byRules: {} as Record<string, number>,
    failed: [] as number[],
    later: false,
    queued: false,
    refused: {} as Record<string, { count: number; why: string }>,
  }
}
