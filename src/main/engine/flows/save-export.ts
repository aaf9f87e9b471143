import type { StopSignal } from '#shared/api/contract-types.ts'
import { AppError } from '#shared/api/errors.ts'
import type { ExportProgress } from '#shared/api/exports.ts'
import type { ExportFolders } from '../export/export-folders.ts'
import { createFileWriter, WriteFailure } from '../export/write-files.ts'
import type { ExportFlow, RenderOrder } from './export.ts'

export interface SaveProgress extends ExportProgress {
  /** The real path. */
  readonly folder: string
  /** Files. */
  readonly written: number
  readonly alreadyThere: number
}

export type SaveExport = (
  order: Omit<RenderOrder, 'separate'> & { readonly folder: string },
  stop?: StopSignal,
) => AsyncGenerator<SaveProgress, void>

/** Writes an export file by file into a folder of this machine. Throws as the two that it combines do. */
export function createSaveExport(render: ExportFlow, folders: Pick<ExportFolders, 'open'>): SaveExport {
  return async function* ({ folder: asked, ...order }, stop) {
    const folder = folders.open(asked)
    const writer = createFileWriter(folder, { sync: false })
    const figures = () => ({ folder, written: writer.written.length, alreadyThere: writer.alreadyThere.length })
    let total = 0
    try {
      for await (const item of render({ ...order, separate: true }, stop)) {
        if (!('progress' in item)) await writer.take(item)
        else {
          total = item.progress.total
          yield { ...item.progress, ...figures() }
        }
      }
      await writer.finish()
      yield { done: total, total, ...figures() }
    } catch (error) {
      if (error instanceof WriteFailure) throw new AppError('unavailable', error.message, [], { cause: error })
      throw error
    } finally {
      await writer.abort()
    }
  }
}
