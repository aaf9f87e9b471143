import type { DeliveryRow } from '#shared/model/delivery.ts'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import type { TunnelStatus } from '#shared/model/status.ts'
import { conformanceWords, verificationWords } from './words.ts'

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
  const print = (value: object) => write(`${JSON.stringify(value)}\n`)
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
        aborted: row.aborted,
        handshake: row.handshake,
      }),
    cause: (delivery, { code, sentence }) => print({ type: 'cause', delivery, cause: code, sentence }),
    tunnel: ({ driver, state, url, problem }) => print({ type: 'tunnel', driver, state, url, problem }),
  }
}

/** Readable lines. */
export function textOutput(write: Write): Output {
  const print = (line: string) => write(`${line}\n`)
  return {
    ready({ version, receiver, ui, endpoints }) {
      print(`Switchhook ${version}`)
      print(`  Inspector  ${ui}`)
      print(`  Receiver   ${receiver}`)
      for (const { name, url, publicUrl } of endpoints) print(`  ${name.padEnd(16)} ${publicUrl ?? url}`)
      print('Waiting for deliveries. Ctrl+C stops.')
    },
    delivery(row, endpoint) {
      const time = new Date(row.receivedAt).toTimeString().slice(0, 8)
      const verdicts = `${verificationWords(row.verification)}, ${conformanceWords(row.conformance)}`
      print(`${time}  ${endpoint}  ${row.eventType ?? 'not detected'}  ${summaryOf(row)}  ${verdicts}`)
    },
    cause: (_, { sentence }) => print(`          ${sentence}`),
    tunnel({ state, url, problem }) {
      if (state === 'online') print(`Tunnel online: ${url}`)
      else if (state === 'lost' || state === 'retrying') print(`Tunnel ${state}: ${problem ?? 'no reason given'}`)
    },
  }
}

const summaryOf = (row: DeliveryRow) => [row.summary.who, row.summary.text].filter(Boolean).join(', ')
