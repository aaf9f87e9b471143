import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { apiProtocol } from '#shared/api/channel.ts'
import type { AppContract } from '#shared/api/contract.ts'
import type { CallInput, CallOutput, StreamItem } from '#shared/api/contract-types.ts'
import type { WireError } from '#shared/api/errors.ts'
import type { HostStatus } from '#shared/model/status.ts'

type Calls = AppContract['calls']
type Streams = AppContract['streams']

/** The API of a running headless host, spoken as a page does: token, WebSocket, birpc's messages. */
export interface HostApi {
  /** Throws ApiFault with the error's code. */
  call<K extends keyof Calls & string>(name: K, input: CallInput<Calls[K]>): Promise<CallOutput<Calls[K]>>
  /** Returns the function that ends the stream. `ended` is called where the host, or the connection, ends it. */
  stream<K extends keyof Streams & string>(
    name: K,
    input: CallInput<Streams[K]>,
    item: (item: StreamItem<Streams[K]>) => void,
    ended?: (fault: ApiFault | null) => void,
  ): () => void
  close(): void
}

export class ApiFault extends Error {
  readonly code: string
  constructor({ code, message }: Pick<WireError, 'code' | 'message'>) {
    super(message)
    this.code = code
  }
}

interface Message {
  readonly t: 'q' | 's'
  readonly m?: string
  readonly a?: readonly unknown[]
  readonly i?: string
  readonly r?: { readonly value?: unknown; readonly error?: WireError }
}

/** Signs in with the address of the ready line and opens the API. */
export async function openHostApi(ui: string): Promise<HostApi> {
  const { origin, host, searchParams } = new URL(ui)
  const protocols = [apiProtocol, searchParams.get('token') ?? '']
  const socket = new WebSocket(`ws://${host}/api`, protocols, { headers: { origin }, perMessageDeflate: false })
  await new Promise<void>((done, fail) => {
    socket.once('open', () => done())
    socket.once('error', fail)
  })

  let last = 0
  const waiting = new Map<string, (result: NonNullable<Message['r']>) => void>()
  const items = new Map<number, (item: unknown) => void>()
  const ends = new Map<number, (fault: ApiFault | null) => void>()
  const end = (id: number, error: WireError | null) => {
    items.delete(id)
    ends.get(id)?.(error && new ApiFault(error))
    ends.delete(id)
  }
  const send = (message: Message) => socket.send(JSON.stringify(message))
  socket.on('message', (data) => {
    const message = JSON.parse(data.toString()) as Message
    if (message.t === 's') {
      waiting.get(message.i ?? '')?.(message.r ?? {})
      waiting.delete(message.i ?? '')
      return
    }
    const [id, batch] = message.a as [number, unknown]
    if (message.m === 'push') for (const item of batch as unknown[]) items.get(id)?.(item)
    if (message.m === 'end') end(id, batch as WireError | null)
    if (message.i !== undefined) send({ t: 's', i: message.i })
  })
  socket.on('error', () => undefined)
  const closed: WireError = { code: 'closed', message: 'the connection ended', issues: [] }
  socket.once('close', () => {
    for (const settle of waiting.values()) settle({ error: closed })
    waiting.clear()
    for (const id of [...ends.keys()]) end(id, closed)
  })

  return {
    call: (name, input) =>
      new Promise((done, fail) => {
        const i = `c${++last}`
        waiting.set(i, ({ value, error }) => (error ? fail(new ApiFault(error)) : done(value as never)))
        if (socket.readyState !== socket.OPEN) fail(new ApiFault(closed))
        else send({ t: 'q', m: 'call', i, a: [name, input] })
      }),
    stream(name, input, item, ended = () => undefined) {
      const id = ++last
      items.set(id, item as (item: unknown) => void)
      ends.set(id, ended)
      send({ t: 'q', m: 'open', a: [id, name, input] })
      return () => {
        items.delete(id)
        ends.delete(id)
        if (socket.readyState === socket.OPEN) send({ t: 'q', m: 'stop', a: [id] })
      }
    },
    close: () => socket.close(),
  }
}

/** Entries that lists and search do not have yet. */
export function entriesBehind(status: HostStatus): number {
  const { views, unindexed } = status as Partial<HostStatus> & { readonly unindexed?: number }
  if (!views) return unindexed ?? 0
  // A rebuild may not have counted yet what is before it.
  return views.state === 'current' ? views.behind : Math.max(1, views.behind)
}

/** The status of this moment. Throws ApiFault, `unavailable` while a thread of the host is being started again. */
export function hostStatus(api: HostApi): Promise<HostStatus> {
  return new Promise((done, fail) => {
    const stop = api.stream(
      'host.watch',
      {},
      (status) => {
        stop()
        done(status)
      },
      (fault) => fail(fault ?? new Error('the status ended before it was told')),
    )
  })
}

/** Waits until lists, counts and search hold all that was captured, and at least so many deliveries. */
export async function untilCurrent(api: HostApi, atLeast = 0, limitMs = 600_000): Promise<void> {
  const end = performance.now() + limitMs
  for (;;) {
    const status = await hostStatus(api).catch((error: unknown) => {
      if (error instanceof ApiFault && error.code === 'unavailable') return error
      throw error
    })
    if (!(status instanceof ApiFault) && entriesBehind(status) === 0 && status.deliveries >= atLeast) return
    if (performance.now() > end) throw new Error(`not current after ${limitMs / 1000} s: ${inWords(status)}`)
    await sleep(50)
  }
}

const inWords = (status: HostStatus | ApiFault): string =>
  status instanceof ApiFault ? status.message : `${entriesBehind(status)} behind, ${status.deliveries} there`
