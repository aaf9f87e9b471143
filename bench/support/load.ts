import { Agent, request } from 'node:http'

export interface LoadResult {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
}

export interface Load {
  readonly body: Buffer
  readonly headers: Readonly<Record<string, string>>
  readonly total: number
  readonly connections: number
}

/** Sends POSTs over kept-alive connections and waits for each 200. */
export async function sendLoad(url: string, { body, headers, total, connections }: Load): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const times: number[] = []
  let left = total
  const started = performance.now()

  async function worker(): Promise<void> {
    while (left > 0) {
      left--
      const begun = performance.now()
      const status = await post(url, body, headers, agent)
      if (status !== 200) throw new Error(`answered ${status}`)
      times.push(performance.now() - begun)
    }
  }
  await Promise.all(Array.from({ length: connections }, worker))
  const seconds = (performance.now() - started) / 1000
  agent.destroy()

  times.sort((a, b) => a - b)
  return { perSecond: total / seconds, p50Ms: percentile(times, 0.5), p99Ms: percentile(times, 0.99) }
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

function post(url: string, body: Buffer, headers: Load['headers'], agent: Agent): Promise<number> {
  return new Promise((done, fail) => {
    const all = { ...headers, 'Content-Length': body.byteLength }
    const outgoing = request(url, { method: 'POST', agent, headers: all }, (response) => {
      response.resume()
      response.on('end', () => done(response.statusCode ?? 0))
    })
    outgoing.on('error', fail)
    outgoing.end(body)
  })
}
