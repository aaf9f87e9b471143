import { z } from 'zod'
import { isLoopbackName } from '../lib/loopback-lookup.ts'
import { networkProblem } from '../lib/network-problem.ts'
import { httpGet } from './http-get.ts'
import type { TunnelRequest } from './tunnel-driver.ts'

const Registration = z.object({
  id: z.string().min(1),
  port: z.number().int().min(1).max(65535),
  url: z.url({ protocol: /^https?$/ }),
  max_conn_count: z.number().int().min(1).max(100).catch(1),
  ip: z.string().optional(),
})
export type Registration = z.infer<typeof Registration>

/**
 * Asks a localtunnel server for a tunnel: `GET /<name>`, or `GET /?new` for any name. A name that is taken is answered with
 * another one. Rejects with a plain sentence.
 */
export async function registerTunnel(request: TunnelRequest, signal: AbortSignal): Promise<Registration> {
  const server = new URL(request.host)
  const address = `${server.hostname}:${server.port || (server.protocol === 'https:' ? '443' : '80')}`
  const previous = request.previousUrl ? new URL(request.previousUrl).hostname.split('.')[0] : undefined
  const wanted = request.subdomain ?? previous ?? '?new'
  const answer = await httpGet(new URL(wanted, server), signal).catch((error: unknown) => {
    if (signal.aborted) throw error
    const { what } = networkProblem(error, address)
    throw new Error(`The tunnel server is out of reach: ${what}. Check the internet connection and the tunnel host.`)
  })
  const text = new TextDecoder().decode(answer.body)
  if (answer.status !== 200) {
    throw new Error(
      `The tunnel server ${address} refused with status ${answer.status}${reasonIn(text)}. Try another host.`,
    )
  }
  const parsed = Registration.safeParse(jsonOrNull(text))
  if (!parsed.success) {
    throw new Error(`${address} did not answer like a localtunnel server. Check the tunnel host, or set a subdomain.`)
  }
  if (request.subdomain !== null && parsed.data.id !== request.subdomain) {
    throw new Error(`The subdomain "${request.subdomain}" is taken on ${address}. Choose another one, or none.`)
  }
  return isLoopbackName(server.hostname) ? { ...parsed.data, ip: '127.0.0.1' } : parsed.data
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function reasonIn(text: string): string {
  const message = z.object({ message: z.string().max(200) }).safeParse(jsonOrNull(text))
  return message.success ? ` ("${message.data.message}")` : ''
}
