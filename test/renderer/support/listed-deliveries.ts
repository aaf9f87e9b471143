import type { DeliveryRow } from '#shared/model/delivery.ts'
import type { StreamChange, StreamModelOptions } from '../../../src/renderer/src/features/stream/stream-model.ts'
import { fitsQuery } from '../../support/renderer-query.ts'

type Client = StreamModelOptions['client']
interface Ask {
  readonly name: string
  readonly query: string
  readonly through?: number
  readonly before?: number
  readonly skip?: number
  readonly limit?: number
}

/**
 * The part of the engine that lists deliveries, over rows in memory, by the query that is asked for; answers are given when
 * the test says so.
 */
export class ListedDeliveries {
  /** Oldest first. */
  rows: DeliveryRow[]
  readonly asked: Ask[] = []
  failure: Error | null = null
  /** Counting stops here. */
  countsTo = Number.POSITIVE_INFINITY
  held = false
  #waiting: (() => void)[] = []

  constructor(count: number) {
    this.rows = Array.from({ length: count }, (_, index) => rowOf(index + 1))
  }

  readonly client: Client = {
    call: (async (name: string, input: Omit<Ask, 'name'>) => {
      this.asked.push({ name, ...input })
      // As an engine of other threads: what is answered is what was true when it was asked.
      const answer = name === 'deliveries.count' ? this.#count(input) : { rows: this.#page(input) }
      if (this.held) await new Promise<void>((resolve) => this.#waiting.push(resolve))
      if (this.failure) throw this.failure
      return answer
    }) as Client['call'],
  }

  /** Lets held answers go: all, or those at these places in the order in which they were asked for. */
  release(...which: number[]): void {
    const go = which.length > 0 ? which.map((index) => this.#waiting[index]) : this.#waiting
    this.#waiting = which.length > 0 ? this.#waiting.filter((each) => !go.includes(each)) : []
    if (which.length === 0) this.held = false
    for (const each of go) each?.()
  }

  pages(): Ask[] {
    return this.asked.filter(({ name }) => name === 'deliveries.page')
  }

  /** Deliveries come, or become other ones; what a watch of the query tells of it. */
  put(query: string, ...rows: DeliveryRow[]): StreamChange {
    const others = this.rows.filter(({ seq }) => rows.every((row) => row.seq !== seq))
    this.rows = [...others, ...rows].sort((a, b) => a.seq - b.seq)
    const fitting = rows.filter((row) => fitsQuery(row, query))
    const gone = rows.filter((row) => !fitting.includes(row)).map(({ seq }) => seq)
    return { rows: fitting, gone, reset: false }
  }

  delete(...seqs: number[]): StreamChange {
    this.rows = this.rows.filter(({ seq }) => !seqs.includes(seq))
    return { rows: [], gone: seqs, reset: false }
  }

  /** Sequence numbers of a query's rows, newest first. */
  seqs(query: string): number[] {
    return this.#fitting({ query })
      .map(({ seq }) => seq)
      .reverse()
  }

  #fitting({ query, through, before }: Pick<Ask, 'query' | 'through' | 'before'>): DeliveryRow[] {
    return this.rows.filter(
      (row) =>
        row.seq <= (through ?? Number.POSITIVE_INFINITY) &&
        row.seq < (before ?? Number.POSITIVE_INFINITY) &&
        fitsQuery(row, query),
    )
  }

  #count(input: Omit<Ask, 'name'>) {
    const { length } = this.#fitting(input)
    return {
      count: Math.min(length, this.countsTo),
      newest: this.rows.at(-1)?.seq ?? 0,
      capped: length > this.countsTo,
    }
  }

  #page({ skip = 0, limit = 100, ...input }: Omit<Ask, 'name'>): DeliveryRow[] {
    return this.#fitting(input)
      .reverse()
      .slice(skip, skip + limit)
  }
}

export function rowOf(seq: number, change: Partial<DeliveryRow> = {}): DeliveryRow {
  return {
    seq,
    id: `d${seq}`,
    endpointId: 'e1',
    receivedAt: seq * 1000,
    provider: 'replicer',
    eventType: 'call.ended',
    callId: null,
    method: 'POST',
    size: 10,
    summary: { direction: null, who: null, text: '', headline: null, detail: null, quote: null },
    verification: { state: 'verified', reason: 'signature-matches' },
    conformance: { state: 'conforms', issues: 0 },
    answer: { status: 200, ms: 4 },
    deadlineMs: null,
    attempt: 1,
    attemptsDocumented: null,
    replays: 0,
    aborted: false,
    sample: false,
    handshake: null,
    ...change,
  }
}
