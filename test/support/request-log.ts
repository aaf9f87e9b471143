import type { ServerResponse } from 'node:http'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { ExportItem } from '../../src/main/engine/export/export-format.ts'
import { listeningServer } from './listening-server.ts'

/** A request as it came over the wire. */
export interface HeardRequest {
  readonly method: string
  readonly url: string
  readonly headers: HeaderPair[]
  readonly body: Buffer
}

const sayOk = (_: HeardRequest, response: ServerResponse): void => {
  response.end('ok')
}

/** A server that notes each request and answers 200 "ok", or as `answer` does. */
export async function requestLog(answer: (request: HeardRequest, response: ServerResponse) => void = sayOk) {
  const heard: HeardRequest[] = []
  const server = await listeningServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const raw = incoming.rawHeaders
    const headers = raw.flatMap((name, at): HeaderPair[] => (at % 2 === 0 ? [[name, raw[at + 1] ?? '']] : []))
    const { method = '', url = '' } = incoming
    const request = { method, url, headers, body: Buffer.concat(chunks) }
    heard.push(request)
    answer(request, response)
  })
  return { port: server.port, heard, close: () => server.close() }
}

/** Headers that every client computes, or that belong to the connection. */
const ofConnection = /^(?:host|content-length|connection|transfer-encoding|x-hop|proxy-.*)$/i

/** The headers of a request that are of the delivery, not of its connection. */
export const deliveredHeaders = ({ headers }: Pick<HeardRequest, 'headers'>): HeaderPair[] =>
  headers.filter(([name]) => !ofConnection.test(name))

/** What has to arrive of an input of `exportInputs`: as captured, but for what is masked. */
export function exportedHeaders(item: ExportItem): HeaderPair[] {
  const masked = /^(?:authorization|cookie|x-vapi-secret|x-api-key|x-plain|x-basic)$/i
  const token = /\/in\/[\w-]{22}/g
  return deliveredHeaders(item.delivery.request).map(([name, value]) => [
    name,
    masked.test(name) ? '(masked)' : value.replaceAll(token, '/in/{token}'),
  ])
}

/** For clients that write headers in an order and case of their own: values of one name in order, joined. */
export function headersByName(headers: readonly HeaderPair[]): Readonly<Record<string, string>> {
  const values = new Map<string, string>()
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    const before = values.get(key)
    values.set(key, before === undefined ? value : `${before}, ${value}`)
  }
  return Object.fromEntries(values)
}
