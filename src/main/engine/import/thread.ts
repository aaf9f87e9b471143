import { AppError } from '#shared/api/errors.ts'
import { loadUsablePacks } from '../judging/usable-packs.ts'
import { serveThread } from '../lib/thread.ts'
import { removeBodyFiles } from '../log/body-files.ts'
import { logPaths } from '../log/log-paths.ts'
import type { PackFolders } from '../providers/load-provider-packs.ts'
import { type ImportOrder, ImportSession, type ImportStep } from './import-session.ts'

export interface ImportThreadData {
  readonly dataDir: string
  readonly folders: PackFolders
}

/** The import thread's functions, as the host calls them. */
export function createImportFunctions({ dataDir, folders }: ImportThreadData) {
  const sessions = new Map<number, ImportSession>()
  // Not those of the thread before, which others may still ask for.
  let last = Date.now()
  return {
    /** Returns what the others are told. */
    start(order: ImportOrder): number {
      const { packs } = loadUsablePacks(folders, { compileSchemas: false })
      last += 1
      sessions.set(last, new ImportSession(order, packs, dataDir))
      return last
    },
    async next(id: number): Promise<ImportStep> {
      const session = sessions.get(id)
      if (session === undefined) throw new AppError('unavailable', 'This import was interrupted. Start it again.')
      const step = await session.next()
      if (step.ended) sessions.delete(id)
      return step
    },
    stop(id: number): void {
      sessions.get(id)?.stop()
      sessions.delete(id)
    },
    /** Body files of deliveries that were not stored. */
    discard: (names: readonly string[]) => removeBodyFiles(logPaths(dataDir), names),
  }
}

serveThread<ImportThreadData>((data) => ({ functions: createImportFunctions(data), close: () => undefined }))
