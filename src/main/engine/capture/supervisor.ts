import type { ReceiverStatus } from '#shared/model/status.ts'
import { createMutex } from '../lib/mutex.ts'
import type { Remote } from '../lib/peer.ts'
import { startThread } from '../lib/thread.ts'
import { workerUrl } from '../lib/worker-url.ts'
import type { EnginePorts } from '../ports.ts'
import type {
  CaptureData,
  CaptureFunctions,
  CaptureHost,
  CaptureLimits,
  CaptureNotice,
  CaptureSnapshot,
  CaptureStart,
} from './contract.ts'

/** Where the receiver should listen, beyond what the settings say. */
export interface ReceiverAddress {
  readonly host: string
  /** Null: as in the settings, the next free one if taken. */
  readonly port: number | null
}

export interface ReceiverSettings {
  readonly port: number
  readonly bodyLimit: number
}

/** Keeps the capture thread running and knows how the receiver is doing. */
export interface CaptureSupervisor {
  readonly remote: Remote<CaptureFunctions>
  status(): ReceiverStatus
  /** Requests turned away since the start, by status. */
  readonly refused: ReadonlyMap<number, number>
  warnings(): readonly string[]
  /** Tells the thread what it decides by; resolves when it does. */
  publish(): Promise<void>
  /** A new body limit holds at once; a new port is opened before the old one is left. */
  apply(settings: ReceiverSettings): Promise<void>
  /** The log is damaged: starts the thread again, which recovers what can be read. Once for all who meet the damage. */
  recoverLog(): void
  /** Takes no more deliveries; running ones get a moment to finish. */
  drain(): Promise<void>
  /** Ends the thread in the middle of whatever it does; it is started again. */
  kill(): void
  close(): Promise<void>
}

interface SupervisorParts {
  readonly ports: EnginePorts
  readonly packsDir: string
  readonly address: ReceiverAddress
  readonly settings: ReceiverSettings
  readonly snapshot: () => Omit<CaptureSnapshot, 'bodyLimit'>
  readonly onNotice: (notice: CaptureNotice) => void
  /** The state of the receiver may have changed. */
  readonly onChange: () => void
  /** The thread runs again after it died. */
  readonly onRestart: () => void
  /** It died, and so did its successors: no delivery is taken any more. */
  readonly onGiveUp?: (problem: string) => void
  readonly limits?: Partial<CaptureLimits>
}

/** Requests that were cut off cannot be told more than that: their connections ended with the thread. */
function stopSentence({ stops, requests }: { readonly stops: number; readonly requests: number }): string {
  const times = stops === 1 ? 'once' : `${stops} times`
  const count = requests === 1 ? '1 request' : `${requests} requests`
  return `The capture thread stopped ${times} in this run and was started again; ${count} under way got no answer.`
}

/** So long after a restart, milliseconds, no damage of the log is believed. */
const recoveredMs = 2000

/** Starts the capture thread. Throws AppError where the log cannot be opened or a strict port is taken. */
export async function startCapture(parts: SupervisorParts): Promise<CaptureSupervisor> {
  const { ports, address, onChange } = parts
  const refused = new Map<number, number>()
  let settings = parts.settings
  let current: CaptureStart | null = null
  let warnings: readonly string[] = []
  let problem: string | null = null
  let down: string | null = null
  let recovering = false
  const underWay = new Int32Array(new SharedArrayBuffer(4))
  const lost = { stops: 0, requests: 0 }

  const snapshot = (): CaptureSnapshot => ({ ...parts.snapshot(), bodyLimit: settings.bodyLimit })
  const listenAt = (port: number) => ({ host: address.host, port, strictPort: address.port !== null })
  const host: CaptureHost = {
    noticed(notice) {
      const before = problem
      problem = notice.problem
      for (const [status, { count, why }] of Object.entries(notice.refused)) {
        refused.set(Number(status), (refused.get(Number(status)) ?? 0) + count)
        ports.log.info(`${count === 1 ? 'a request was' : `${count} requests were`} refused with ${status}`, { why })
      }
      if (before !== problem || Object.keys(notice.refused).length > 0) onChange()
      parts.onNotice(notice)
    },
    fault: (message) => ports.log.error('the capture thread met a fault', { problem: message }),
  }
  const thread = startThread<CaptureFunctions>({
    url: workerUrl(new URL('./thread.ts', import.meta.url), 'capture'),
    name: 'The capture thread',
    data: (): CaptureData => ({
      dataDir: ports.dataDir,
      resourcesDir: ports.resourcesDir,
      packsDir: parts.packsDir,
      // The port stays what it is, also where it was chosen because another one was taken.
      listen:
        current === null ? listenAt(address.port ?? settings.port) : { ...listenAt(current.port), strictPort: true },
      snapshot: snapshot(),
      underWay,
      ...(parts.limits && { limits: parts.limits }),
    }),
    own: host,
    heap: { young: 24, old: 256 },
    log: ports.log,
    onDeath() {
      lost.stops += 1
      lost.requests += Atomics.exchange(underWay, 0, 0)
      down = 'Deliveries cannot be taken at the moment: the capture thread stopped and is being started again.'
      onChange()
    },
    onRestart() {
      down = null
      // Readers that still had the damaged file open may tell of it once more.
      setTimeout(() => {
        recovering = false
      }, recoveredMs).unref()
      problem = null
      parts.onRestart()
      // Where it rejects, the thread has died again, which is told of by itself.
      refresh().catch(() => undefined)
    },
    onGiveUp(reason) {
      down = `Deliveries cannot be taken: the capture thread keeps stopping (${reason}). Start Switchhook again.`
      onChange()
      parts.onGiveUp?.(down)
    },
  })
  try {
    await thread.ready
  } catch (error) {
    await thread.close()
    throw error
  }

  async function refresh(): Promise<void> {
    const start = await thread.remote.started()
    current = start
    warnings = [...new Set([...warnings, ...start.warnings])]
    onChange()
  }
  await refresh()
  /** One move after another, or the place of the first would never be left. */
  const oneMove = createMutex()

  async function move(next: ReceiverSettings): Promise<void> {
    const before = settings
    settings = next
    if (before.bodyLimit !== next.bodyLimit) await thread.remote.configure(snapshot())
    if (address.port !== null || next.port === before.port) return
    try {
      current = await thread.remote.listen(listenAt(next.port))
    } catch (error) {
      // Still at the place before, so that asking for the same one again is a change.
      settings = { ...next, port: before.port }
      throw error
    }
    onChange()
  }

  return {
    remote: thread.remote,
    refused,
    warnings: () => (lost.stops === 0 ? warnings : [...warnings, stopSentence(lost)]),
    status: () => ({
      state: down !== null ? 'stopped' : problem !== null ? 'refusing' : 'receiving',
      host: current?.host ?? address.host,
      port: current?.port ?? 0,
      url: current?.url ?? '',
      problem: down ?? problem,
    }),
    publish: () => thread.remote.configure(snapshot()),
    apply: (next) => oneMove(() => move(next)),
    recoverLog() {
      if (recovering) return
      recovering = true
      ports.log.error('the log is damaged and is being recovered')
      thread.remote.markForRecovery().then(
        () => thread.kill(),
        (error: unknown) => {
          // The next read that meets the damage asks again.
          recovering = false
          host.fault(String(error))
        },
      )
    },
    drain: () => thread.remote.drain(),
    kill: () => thread.kill(),
    close: () => thread.close(),
  }
}
