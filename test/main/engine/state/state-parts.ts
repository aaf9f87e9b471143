import { resolve } from 'node:path'
import { applyStateChanges, type StateChange } from '../../../../src/main/engine/capture/contract.ts'
import { logPaths } from '../../../../src/main/engine/log/log-paths.ts'
import { openLogWriter } from '../../../../src/main/engine/log/log-writer.ts'
import type { EnginePorts } from '../../../../src/main/engine/ports.ts'
import { readStoredState, type StoredState, type WriteState } from '../../../../src/main/engine/state/stored-state.ts'
import { openFileVault } from '../../../../src/main/hosting/file-vault.ts'
import { randomBytes } from '../../../../src/main/hosting/node-ports.ts'
import { temporaryFolder } from '../../../support/headless-host.ts'
import { keptLog, type LogLine } from '../../../support/kept-log.ts'

/** 20 November 2026, 12:00 UTC. */
const noon = Date.UTC(2026, 10, 20, 12)

export interface StateParts {
  readonly ports: EnginePorts
  readonly lines: LogLine[]
  /** Writes to a real log; fails while `fault` holds an error. */
  readonly write: WriteState
  fault: Error | null
  /** Called once, in the middle of the next write. */
  meanwhile: (() => void) | null
  /** Every change that was written. */
  readonly written: StateChange[]
  /** What is on disk. */
  stored(): StoredState
  /** Moves the clock. */
  pass(ms: number): void
  /** Empties tables and notes for the next test. */
  clear(): Promise<void>
  remove(): void
}

/** A real log and a real vault in a folder of their own, a clock that stands still, ids that count. */
export async function stateParts(env: EnginePorts['env'] = {}): Promise<StateParts> {
  const folder = temporaryFolder()
  const paths = logPaths(folder.path)
  const log = keptLog()
  const silent = () => undefined
  const writer = openLogWriter({ paths, onCommit: silent, onError: silent, onDamage: silent, load: () => 1 })
  let now = noon
  let ids = 0
  const parts: StateParts = {
    ports: {
      version: '0.0.0-test',
      host: 'headless',
      dataDir: folder.path,
      resourcesDir: resolve(import.meta.dirname, '../../../../resources'),
      clock: { now: () => now, elapsed: () => now },
      newId: (prefix) => `${prefix}_${String(++ids).padStart(3, '0')}`,
      randomBytes,
      vault: await openFileVault(folder.path, {}),
      log,
      fork: () => {
        throw new Error('no process is needed for this')
      },
      env,
    },
    lines: log.lines,
    async write(changes) {
      if (parts.fault !== null) throw parts.fault
      parts.meanwhile?.()
      parts.meanwhile = null
      await writer.writeState((db) => applyStateChanges(db, changes))
      parts.written.push(...changes)
    },
    fault: null,
    meanwhile: null,
    written: [],
    stored: () => readStoredState(paths),
    pass(ms) {
      now += ms
    },
    async clear() {
      await writer.writeState((db) => db.exec('DELETE FROM secrets; DELETE FROM endpoints; DELETE FROM settings'))
      log.lines.length = 0
      parts.written.length = 0
      parts.fault = null
    },
    remove() {
      writer.close()
      folder.remove()
    },
  }
  return parts
}
