import { useEffect, useRef, useState } from 'react'
import type { RunFilter, RunOutcome, RunStatus } from '#shared/model/run.ts'
import { useClient, useConnectionState } from '../../state/client.tsx'

const pageSize = 100
/** Pages near the window are read again as the run goes on, this often at most; milliseconds. */
const readAgainMs = 500

export interface Outcomes {
  /** With the present filter; null until the first answer. */
  readonly total: number | null
  readonly problem: unknown
  readonly at: (index: number) => RunOutcome | undefined
  readonly retry: () => void
}

/** The outcomes of a run near the window (indices from `first` to `last`), read on demand and again as they change. */
export function useOutcomes(run: RunStatus, filter: RunFilter | null, first: number, last: number): Outcomes {
  const client = useClient()
  const connected = useConnectionState() !== 'lost'
  const pages = useRef(new Map<number, readonly RunOutcome[]>())
  const [state, setState] = useState<{ total: number | null; problem: unknown; read: number }>({
    ...{ total: null, problem: null, read: 0 },
  })
  const [tries, setTries] = useState(0)
  const from = Math.floor(Math.max(0, first) / pageSize)
  const to = Math.floor(Math.max(0, last) / pageSize)
  // Whatever was counted anew may have changed what is shown.
  const version = `${run.id} ${JSON.stringify(run.counts)} ${run.state}`
  const lastRead = useRef({ version: '', at: 0 })

  useEffect(() => {
    if (!connected) return
    let isCurrent = true
    const isNew = lastRead.current.version !== version
    const wanted = Array.from({ length: to - from + 1 }, (_, page) => from + page)
    const missing = wanted.filter((page) => isNew || !pages.current.has(page))
    if (missing.length === 0) return
    const read = async () => {
      try {
        const answers = await Promise.all(
          missing.map((page) =>
            client.call('runs.outcomes', {
              ...{ id: run.id, skip: page * pageSize, limit: pageSize },
              ...(filter === null ? {} : { filter }),
            }),
          ),
        )
        if (!isCurrent) return
        lastRead.current = { version, at: Date.now() }
        if (isNew) pages.current = new Map([...pages.current].filter(([page]) => wanted.includes(page)))
        for (const [at, page] of missing.entries()) pages.current.set(page, answers[at]!.outcomes)
        setState(({ read }) => ({ total: answers[0]!.total, problem: null, read: read + 1 }))
      } catch (problem) {
        if (isCurrent) setState((now) => ({ ...now, problem }))
      }
    }
    const wait = isNew && pages.current.has(from) ? lastRead.current.at + readAgainMs - Date.now() : 0
    const timer = setTimeout(() => void read(), Math.max(0, wait))
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [client, connected, run.id, filter, from, to, version, tries])

  return {
    total: state.total,
    problem: state.problem,
    at: (index) => pages.current.get(Math.floor(index / pageSize))?.[index % pageSize],
    retry: () => setTries((now) => now + 1),
  }
}
