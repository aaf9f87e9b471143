import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CapturedBody } from '../../../../src/main/engine/lib/captured-body.ts'
import type { Clock } from '../../../../src/main/engine/ports.ts'
import type {
  IncomingDelivery,
  Receiver,
  ReceiverAnswer,
  ReceiverHandler,
  ReceiverOptions,
} from '../../../../src/main/engine/receiver/receiver.ts'
import { startReceiver } from '../../../../src/main/engine/receiver/start-receiver.ts'

export const token = 'f81d4fae7dec11d0a76500a0c91e6bf6'
export const path = `/in/${token}`

export const realClock: Clock = { now: () => Date.now(), elapsed: () => performance.now() }

export interface TestReceiver {
  readonly receiver: Receiver
  readonly port: number
  readonly spoolDir: string
  /** In the order in which the receiver handed them on. */
  readonly deliveries: IncomingDelivery[]
  readonly refusals: { readonly status: number; readonly why: string }[]
  /** Replaces what the handler does. */
  answerWith(receive: (incoming: IncomingDelivery) => Promise<ReceiverAnswer>): void
  /** Resolves when so many deliveries were handed on. */
  delivered(count: number): Promise<readonly IncomingDelivery[]>
  refused(count: number): Promise<void>
  spooled(): Promise<readonly string[]>
  stop(): Promise<void>
}

export async function startTestReceiver(
  options: Partial<ReceiverOptions> & { readonly clock?: Clock; readonly tunnelUrl?: string } = {},
): Promise<TestReceiver> {
  const spoolDir = await mkdtemp(join(tmpdir(), 'switchhook-receiver-'))
  const deliveries: IncomingDelivery[] = []
  const refusals: { status: number; why: string }[] = []
  let receive = async (_incoming: IncomingDelivery): Promise<ReceiverAnswer> => ok('stored')
  const handler: ReceiverHandler = {
    knows: (candidate) => candidate === token,
    tunnelUrl: () => options.tunnelUrl ?? null,
    receive: (incoming) => {
      deliveries.push(incoming)
      return receive(incoming)
    },
    refused: (status, why) => {
      refusals.push({ status, why })
    },
  }
  const settings = { host: '127.0.0.1', port: 0, portDemanded: false, bodyLimit: 100 * 1024 * 1024, spoolDir }
  const { clock = realClock, tunnelUrl: _, ...given } = options
  const receiver = await startReceiver({ ...settings, ...given }, handler, clock).catch(async (error: unknown) => {
    await rm(spoolDir, { recursive: true })
    throw error
  })
  return {
    receiver,
    port: receiver.port,
    spoolDir,
    deliveries,
    refusals,
    answerWith: (next) => {
      receive = next
    },
    delivered: async (count) => {
      await until(() => deliveries.length >= count)
      return deliveries
    },
    refused: (count) => until(() => refusals.length >= count),
    spooled: () => readdir(spoolDir),
    stop: async () => {
      await receiver.close(100)
      await rm(spoolDir, { recursive: true, force: true })
    },
  }
}

export function ok(body: string): ReceiverAnswer {
  return { status: 200, headers: [['Content-Type', 'text/plain']], body }
}

/** Polls until a condition holds; the test's own time limit is the limit. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2))
}

export async function bytesOf(body: CapturedBody): Promise<Buffer> {
  return body.kind === 'memory' ? Buffer.from(body.bytes) : readFile(body.path)
}

/** The bytes of a POST with Content-Length. */
export function post(body: string | Uint8Array, extraHeaders = ''): Buffer {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'latin1') : body
  const head = `POST ${path} HTTP/1.1\r\nHost: a.test\r\nContent-Length: ${bytes.length}\r\n${extraHeaders}\r\n`
  return Buffer.concat([Buffer.from(head, 'latin1'), bytes])
}
