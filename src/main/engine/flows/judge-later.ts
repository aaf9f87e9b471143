import { AppError } from '#shared/api/errors.ts'
import { unchecked } from '../checker/check-body.ts'
import { withoutScheme } from '../judging/judge-delivery.ts'
import type { JudgingProcess } from '../judging/judging-process.ts'
import type { AddFacts } from '../log/codec.ts'
import type { Examination } from '../log/entries.ts'
import type { Log } from '../ports.ts'
import { readStored, type StoredDelivery, type StoredParts } from './stored-delivery.ts'

interface JudgeLaterParts extends StoredParts {
  readonly judging: JudgingProcess
  readonly addFacts: AddFacts
  readonly log: Log
  /** Id of a delivery by its number. */
  readonly idOf: (seq: number) => string
  /** A delivery was judged. */
  readonly onJudged: (id: string, examination: Examination) => void
}

/** Judges what could not be judged on arrival, oldest first, one at a time; also what an earlier run left. */
export interface JudgeLater {
  /** There may be something to judge. */
  wake(): void
  close(): Promise<void>
}

const pageSize = 50

/** Judges a stored delivery with what is set up now, in a process of its own. */
export const judgeStored = (judging: JudgingProcess, stored: StoredDelivery): Promise<Examination> => {
  const { delivery, body, endpoint, secrets, testKey } = stored
  const { facts, verdict: verification, check: conformance, deadlineMs, attemptsDocumented } = delivery
  const known = { facts, verification, conformance, deadlineMs, attemptsDocumented }
  const { id, provider, recipe } = endpoint
  const job = { endpoint: { id, provider, recipe }, request: delivery.request, body, secrets, testKey }
  return judging.judge(job, known)
}

export function createJudgeLater(parts: JudgeLaterParts): JudgeLater {
  const { views, judging, addFacts, log } = parts
  /** Judged, but the views have not taken it in yet. */
  const done = new Set<number>()
  let running: Promise<void> | null = null
  let again = false
  let closed = false
  const end = Promise.withResolvers<void>()

  async function work(): Promise<void> {
    do {
      again = false
      // Views that are behind would show deliveries as waiting that were judged long ago.
      await Promise.race([views.settled(), end.promise])
      if (closed) return
      const pending = await views.read.pendingDeliveries(pageSize + done.size)
      const waiting = new Set(pending)
      for (const seq of done) if (!waiting.has(seq)) done.delete(seq)
      for (const seq of pending.filter((seq) => !done.has(seq))) {
        if (closed) return
        await judgeOne(seq, parts.idOf(seq))
        again = true
      }
    } while (again && !closed)
  }

  async function judgeOne(seq: number, id: string): Promise<void> {
    try {
      const examination = await judgeStored(judging, await readStored(parts, id))
      await addFacts([{ kind: 'examined', about: seq, examination }])
      done.add(seq)
      parts.onJudged(id, examination)
    } catch (error) {
      if (error instanceof AppError && error.code === 'closed') return
      // Not tried again in this run.
      done.add(seq)
      if (error instanceof AppError && error.code === 'not-found') return
      log.warn('a delivery could not be judged', { delivery: id, error: String(error) })
      if (error instanceof AppError && error.code === 'unavailable') await giveUp(seq, id, error.message)
    }
  }

  /** What cannot be read, such as a body whose file is gone, does not stay "checking" for ever. */
  async function giveUp(seq: number, id: string, why: string): Promise<void> {
    try {
      const { facts, deadlineMs, attemptsDocumented } = await views.read.detail(id)
      const verification = withoutScheme('unverifiable', 'check-stopped', why)
      const conformance = unchecked('no-schema', 'check-timed-out', why)
      const examination = { facts, verification, conformance, deadlineMs, attemptsDocumented }
      await addFacts([{ kind: 'examined', about: seq, examination }])
    } catch (error) {
      log.warn('a delivery stays unjudged', { delivery: id, error: String(error) })
    }
  }

  return {
    wake() {
      again = true
      if (closed || running !== null) return
      running = work()
        .catch((error: unknown) => log.warn('deliveries that wait could not be judged', { error: String(error) }))
        .finally(() => {
          running = null
        })
    },
    async close() {
      closed = true
      end.resolve()
      await running
    },
  }
}
