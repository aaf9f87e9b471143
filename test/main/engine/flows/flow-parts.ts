import { resolve } from 'node:path'
import type { EnginePorts } from '../../../../src/main/engine/ports.ts'
import type { Store } from '../../../../src/main/engine/store/store.ts'
import { openFileVault } from '../../../../src/main/hosting/file-vault.ts'
import { randomBytes } from '../../../../src/main/hosting/node-ports.ts'
import { temporaryFolder } from '../../../support/headless-host.ts'
import { keptLog, type LogLine } from '../../../support/kept-log.ts'
import { noon, open } from '../store/sample-store.ts'

export interface FlowPorts {
  readonly ports: EnginePorts
  readonly lines: LogLine[]
  /** Moves the clock. */
  pass(ms: number): void
  remove(): void
}

export interface FlowParts extends Omit<FlowPorts, 'remove'> {
  readonly store: Store
  /** Empties the store and the log for the next test. */
  clear(): Promise<void>
  remove(): Promise<void>
}

/** A real vault in a folder of its own, a clock that stands still, ids that count. */
export async function flowPorts(env: EnginePorts['env'] = {}): Promise<FlowPorts> {
  const folder = temporaryFolder()
  let now = noon
  let ids = 0
  const log = keptLog()
  const ports: EnginePorts = {
    version: '0.0.0-test',
    host: 'headless',
    dataDir: folder.path,
    resourcesDir: resolve(import.meta.dirname, '../../../../resources'),
    clock: { now: () => now, elapsed: () => now },
    newId: (prefix) => `${prefix}_${String(++ids).padStart(3, '0')}`,
    randomBytes,
    vault: await openFileVault(folder.path, {}),
    log,
    env,
  }
  const pass = (ms: number) => {
    now += ms
  }
  return { ports, lines: log.lines, pass, remove: folder.remove }
}

/** The same with a real store: one for all tests of a file, since its workers take a while to start. */
export async function flowParts(env: EnginePorts['env'] = {}): Promise<FlowParts> {
  const parts = await flowPorts(env)
  const store = await open(parts.ports.dataDir)
  return {
    ...parts,
    store,
    async clear() {
      for (const { id } of await store.endpoints()) await store.removeEndpoint(id)
      parts.lines.length = 0
    },
    async remove() {
      await store.close()
      parts.remove()
    },
  }
}
