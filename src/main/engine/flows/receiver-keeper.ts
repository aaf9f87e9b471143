import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ReceiverStatus } from '#shared/model/status.ts'
import { createMutex } from '../lib/mutex.ts'
import type { EnginePorts } from '../ports.ts'
import type { Receiver, ReceiverHandler, ReceiverOptions } from '../receiver/receiver.ts'
import { startReceiver } from '../receiver/start-receiver.ts'

/** Where the receiver should listen, beyond what the settings say. */
export interface ReceiverPlace {
  readonly host: string
  /** Null: as in the settings, next free one if taken. */
  readonly port: number | null
}

/** Keeps one receiver listening and knows how it is doing. */
export interface ReceiverKeeper {
  status(): ReceiverStatus
  readonly refused: ReadonlyMap<number, number>
  /** A new body limit holds at once; a new port is opened before the old one is left. */
  apply(settings: { readonly port: number; readonly bodyLimit: number }): Promise<void>
  close(): Promise<void>
}

interface KeeperParts {
  readonly ports: EnginePorts
  readonly place: ReceiverPlace
  readonly handler: Omit<ReceiverHandler, 'refused'>
  readonly onChange: () => void
}

/** Starts to listen. Throws AppError where a demanded port is taken. */
export async function createReceiverKeeper(
  { ports, place, handler, onChange }: KeeperParts,
  first: { readonly port: number; readonly bodyLimit: number },
): Promise<ReceiverKeeper> {
  const spoolDir = join(ports.dataDir, 'spool')
  // What a crash left behind was never acknowledged.
  await rm(spoolDir, { recursive: true, force: true })
  await mkdir(spoolDir)
  const refused = new Map<number, number>()
  let problem: string | null = null
  let current = first

  function setProblem(next: string | null): void {
    if (problem === next) return
    problem = next
    onChange()
  }

  const watched: ReceiverHandler = {
    ...handler,
    async receive(incoming) {
      try {
        const answer = await handler.receive(incoming)
        setProblem(null)
        return answer
      } catch (error) {
        setProblem(error instanceof Error ? error.message : String(error))
        throw error
      }
    },
    refused(status, why) {
      refused.set(status, (refused.get(status) ?? 0) + 1)
      ports.log.info(`a request was refused with ${status}`, { why })
      onChange()
    },
  }

  function listen({ port, bodyLimit }: typeof first): Promise<Receiver> {
    const options: ReceiverOptions = {
      host: place.host,
      port: place.port ?? port,
      portDemanded: place.port !== null,
      bodyLimit,
      spoolDir,
    }
    return startReceiver(options, watched, ports.clock)
  }
  let receiver = await listen(first)
  /** One move after another, or the place of the first would never be left. */
  const oneMove = createMutex()

  async function move({ port, bodyLimit }: typeof first): Promise<void> {
    receiver.setBodyLimit(bodyLimit)
    if (place.port !== null || port === current.port) return
    const before = receiver
    receiver = await listen({ port, bodyLimit })
    current = { port, bodyLimit }
    onChange()
    await before.close()
  }

  return {
    refused,
    status: () => ({
      state: problem === null ? 'receiving' : 'refusing',
      host: receiver.host,
      port: receiver.port,
      url: receiver.url,
      problem,
    }),
    apply: (settings) => oneMove(() => move(settings)),
    close: () => oneMove(() => receiver.close()),
  }
}
