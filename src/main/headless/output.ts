import type { Writable } from 'node:stream'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import type { TunnelStatus } from '#shared/model/status.ts'
import { withoutCredentials } from '#shared/sentences/plain-text.ts'
import { tunnelWords } from '#shared/sentences/tunnel-words.ts'
import { visible, visibleJson } from '../hosting/visible.ts'

export interface ReadyInfo {
  readonly version: string
  readonly receiver: string
  readonly ui: string
  readonly endpoints: readonly EndpointStatus[]
}

/** What the headless host prints on standard output. */
export interface Output {
  ready(info: ReadyInfo): void
  delivery(row: DeliveryRow, endpointName: string): void
  /** Why a delivery's signature failed; found after its own line. */
  cause(deliveryId: string, cause: { readonly code: string; readonly sentence: string }): void
  tunnel(status: TunnelStatus): void
}

type Write = (line: string) => void

/** One JSON object a line; the first is the ready line. */
export function jsonOutput(write: Write): Output {
  const print = (value: object) => write(`${visibleJson(JSON.stringify(value))}\n`)
  return {
    ready: ({ version, receiver, ui, endpoints }) =>
      print({
        type: 'ready',
        version,
        receiver,
        ui,
        endpoints: endpoints.map(({ id, name, provider, url, publicUrl }) => ({ id, name, provider, url, publicUrl })),
      }),
    delivery: (row, endpoint) =>
      print({
        type: 'delivery',
        id: row.id,
        endpoint,
        endpointId: row.endpointId,
        provider: row.provider,
        event: row.eventType,
        receivedAt: row.receivedAt,
        method: row.method,
        size: row.size,
        verification: { state: row.verification.state, reason: row.verification.reason },
        conformance: row.conformance,
        attempt: row.attempt,
        ...(row.attemptGuessed && { attemptGuessed: true }),
        aborted: row.aborted,
        handshake: row.handshake,
      }),
    cause: (delivery, { code, sentence }) => print({ type: 'cause', delivery, cause: code, sentence }),
    tunnel: ({ driver, state, url, problem }) => print({ type: 'tunnel', driver, state, url, problem }),
  }
}

/** Readable lines. What was sent cannot act on the terminal or begin a line of its own. */
export function textOutput(write: Write): Output {
  const print = (line: string) => write(`${visible(line)}\n`)
  return {
    ready({ version, receiver, ui, endpoints }) {
      print(`Switchhook ${version}`)
      print(`  Inspector  ${ui}`)
      print(`  Receiver   ${receiver}`)
      for (const { name, url, publicUrl, mode, target } of endpoints) {
        const goesOn = mode === 'forward' && target !== null ? `, forwards to ${withoutCredentials(target)}` : ''
        print(`  ${name.padEnd(16)} ${publicUrl ?? url}${goesOn}`)
      }
      print('Waiting for deliveries. Ctrl+C stops.')
    },
    delivery(row, endpoint) {
      const time = new Date(row.receivedAt).toTimeString().slice(0, 8)
      const verdicts = `${verificationWords(row.verification)}, ${conformanceWords(row.conformance)}`
      const summary = [row.summary.who, row.summary.text].filter(Boolean).join(', ')
      print(`${time}  ${endpoint}  ${row.eventType ?? 'no event type'}  ${summary}  ${verdicts}`)
    },
    cause: (_, { sentence }) => print(`          ${sentence}`),
    tunnel(tunnel) {
      const { state, url, problem } = tunnel
      if (state === 'online') print(`${tunnelWords(tunnel)}: ${url}`)
      else if (state === 'lost' || state === 'retrying')
        print(`${tunnelWords(tunnel)}: ${problem ?? 'no reason given'}`)
    },
  }
}

/** "verified", or the state with its reason: "failed (signature-mismatch)". */
function verificationWords({ state, reason }: DeliveryRow['verification']): string {
  return state === 'verified' || state === 'checking' ? state : `${state} (${reason})`
}

/** "conforms", "differs in 3 places", "no-schema", "not-json", "no-body". */
function conformanceWords({ state, issues }: DeliveryRow['conformance']): string {
  return state === 'differs' ? `differs in ${issues} ${issues === 1 ? 'place' : 'places'}` : state
}

export interface Printer {
  readonly write: Write
  /** Resolves when the reader has caught up, or at once where it has; also when `stop` aborts. */
  ready(stop: AbortSignal): Promise<void>
}

/** So much may wait for a reader that does not read. */
const bufferLimit = 256 * 1024

/**
 * Lines to a reader that may be slow or asleep. Whoever can wait asks `ready` first, and then no line is lost; beyond the
 * limit lines are dropped, and a line tells their number as soon as there is room.
 */
export function linePrinter(stream: Writable, droppedLine: (count: number) => string, limit = bufferLimit): Printer {
  let dropped = 0
  const isFull = () => stream.writableLength > limit
  const write: Write = (line) => {
    if (isFull()) {
      if (dropped === 0) stream.once('drain', tell)
      dropped += 1
    } else stream.write(line)
  }
  const tell = () => {
    const count = dropped
    dropped = 0
    stream.write(droppedLine(count))
  }
  return {
    write,
    async ready(stop) {
      if (!isFull() || stop.aborted || stream.destroyed) return
      await new Promise<void>((resolve) => {
        const events = ['drain', 'close', 'error'] as const
        const done = () => {
          for (const event of events) stream.off(event, done)
          stop.removeEventListener('abort', done)
          resolve()
        }
        for (const event of events) stream.once(event, done)
        stop.addEventListener('abort', done, { once: true })
      })
    },
  }
}
