import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { lookupLoopback } from '../lib/loopback-lookup.ts'
import { networkProblem } from '../lib/network-problem.ts'

/**
 * Checks a tunnel with a GET through its public URL, to a path that no endpoint has. The answer must be the one that the
 * receiver gives when asked directly: a server that has forgotten the tunnel answers too, but differently. Neither request
 * becomes a delivery.
 *
 * @returns the check: null when the tunnel carries requests, else what is wrong as one plain sentence
 */
export function createTunnelProbe(publicUrl: string, port: number, limitMs: number) {
  let expected: HttpAnswer | null = null
  return async (path: string, stop: AbortSignal): Promise<string | null> => {
    const through = await answerOf(new URL(path, publicUrl), limitMs, stop)
    if (expected !== null && same(through, expected)) return null
    const direct = await answerOf(new URL(path, `http://127.0.0.1:${port}`), limitMs, stop)
    // The receiver itself is silent: nothing to learn about the tunnel.
    if (typeof direct === 'string') return null
    expected = direct
    if (same(through, direct)) return null
    if (typeof through === 'string') return `The tunnel does not carry requests: ${through}.`
    return `Behind the public URL somebody else answers (status ${through.status}), not the receiver.`
  }
}

function same(one: HttpAnswer | string, other: HttpAnswer): boolean {
  return typeof one !== 'string' && one.status === other.status && Buffer.compare(one.body, other.body) === 0
}

async function answerOf(url: URL, limitMs: number, stop: AbortSignal): Promise<HttpAnswer | string> {
  const limit = AbortSignal.timeout(limitMs)
  try {
    return await httpGet(url, AbortSignal.any([limit, stop]))
  } catch (error) {
    return limit.aborted
      ? `no answer from ${url.host} within ${limitMs / 1000} s`
      : networkProblem(error, url.host).what
  }
}

export interface HttpAnswer {
  readonly status: number
  readonly body: Uint8Array
}

/**
 * One GET over a connection of its own; no redirects, names under `.localhost` are this machine. Rejects with the socket's
 * error, with the signal's reason when it aborts, and where the answer is longer than `bodyLimit` bytes.
 */
export function httpGet(url: URL, signal: AbortSignal, bodyLimit = 64 * 1024): Promise<HttpAnswer> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      signal,
      agent: false,
      lookup: lookupLoopback,
      headers: { accept: 'application/json', 'user-agent': 'switchhook' },
    })
    const fail = (error: Error) => reject(signal.reason instanceof Error ? signal.reason : error)
    outgoing.on('error', fail)
    outgoing.once('response', (response) => {
      const chunks: Buffer[] = []
      let size = 0
      response.on('error', fail)
      response.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size <= bodyLimit) {
          chunks.push(chunk)
          return
        }
        // Not left to the socket's error: the end of the answer may be here already.
        reject(new Error(`the answer is longer than ${bodyLimit} bytes`))
        outgoing.destroy()
      })
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }))
    })
    outgoing.end()
  })
}
