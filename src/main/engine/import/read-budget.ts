import type { HeaderPair } from '#shared/model/headers.ts'
import { formatCount } from '#shared/sentences/units.ts'
import { Refusal } from './refusal.ts'

/** Of one file: a small one may name a large body, or a long variable, again and again. */
const limits = { bytes: 512 * 1024 * 1024, requests: 200_000 }

interface CountedRequest {
  readonly url: string
  readonly headers: readonly HeaderPair[]
  readonly body: Uint8Array
}

/** Counts what is made of one file, so that it is refused before it takes all memory. */
export class ReadBudget {
  #bytes = 0
  #requests = 0

  /** Throws Refusal `too-large`. */
  addRequest({ url, headers, body }: CountedRequest): void {
    this.#requests += 1
    if (this.#requests > limits.requests)
      throw new Refusal('too-large', `The file has more than ${formatCount(limits.requests)} requests.`)
    this.addBytes(
      headers.reduce((sum, [name, value]) => sum + name.length + value.length, url.length + body.byteLength),
    )
  }

  /** Throws Refusal `too-large`. */
  addBytes(count: number): void {
    this.#bytes += count
    if (this.#bytes > limits.bytes)
      throw new Refusal('too-large', 'The requests of this file are larger than 512 MiB together.')
  }
}
