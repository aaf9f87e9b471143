import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { lookupLoopback } from '../lib/loopback-lookup.ts'

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
