import type { DeliveryRow } from '#shared/model/delivery.ts'
import type { StreamModelOptions } from '../../../src/renderer/src/features/stream/stream-model.ts'

type Client = StreamModelOptions['client']
interface Ask {
  readonly name: string
  readonly through?: number
  readonly before?: number
  readonly skip?: number
  readonly limit?: number
}

/** The part of the engine that lists deliveries, over sequence numbers in memory; answers are given when `answer` says so. */
export class ListedDeliveries {
  seqs: number[]
  readonly asked: Ask[] = []
  failure: Error | null = null
  #waiting: (() => void)[] = []
  held = false

  constructor(count: number) {
    this.seqs = Array.from({ length: count }, (_, index) => index + 1)
  }

  readonly client: Client = {
    call: (async (name: string, input: Omit<Ask, 'name'>) => {
      this.asked.push({ name, ...input })
      if (this.held) await new Promise<void>((resolve) => this.#waiting.push(resolve))
      if (this.failure) throw this.failure
      return name === 'deliveries.count' ? this.#count(input) : { rows: this.#page(input) }
    }) as Client['call'],
  }

  /** Lets all held answers go. */
  release(): void {
    this.held = false
    for (const go of this.#waiting.splice(0)) go()
  }

  pages(): Ask[] {
    return this.asked.filter(({ name }) => name === 'deliveries.page')
  }

  #count({ through = Number.POSITIVE_INFINITY }: Omit<Ask, 'name'>) {
    return { count: this.seqs.filter((seq) => seq <= through).length, newest: this.seqs.at(-1) ?? 0 }
  }

  #page({ through, before, skip = 0, limit = 100 }: Omit<Ask, 'name'>): DeliveryRow[] {
    return this.seqs
      .filter((seq) => seq <= (through ?? Number.POSITIVE_INFINITY) && seq < (before ?? Number.POSITIVE_INFINITY))
      .reverse()
      .slice(skip, skip + limit)
      .map((seq) => rowOf(seq))
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
