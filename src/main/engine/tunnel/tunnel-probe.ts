import { networkProblem } from '../lib/network-problem.ts'
import { type HttpAnswer, httpGet } from './http-get.ts'

/**
 * Sends one GET through the public URL and one straight to the receiver, to a path that no endpoint has, and compares the two
 * answers: a server that has forgotten the tunnel answers too, but not what the receiver answers. Neither becomes a delivery.
 *
 * @returns null when the tunnel carries requests, else what is wrong as one plain sentence.
 */
export async function probeTunnel(
  publicUrl: string,
  port: number,
  path: string,
  limitMs: number,
  stop: AbortSignal,
): Promise<string | null> {
  const direct = await answerOf(new URL(path, `http://127.0.0.1:${port}`), limitMs, stop)
  if (typeof direct === 'string') return null // the receiver itself is silent: nothing to learn about the tunnel
  const through = await answerOf(new URL(path, publicUrl), limitMs, stop)
  if (typeof through === 'string') return `The tunnel does not carry requests: ${through}.`
  const same = through.status === direct.status && Buffer.compare(through.body, direct.body) === 0
  if (same) return null
  return `Behind the public URL somebody else answers (status ${through.status}), not the receiver.`
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
