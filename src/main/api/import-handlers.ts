import type { AppHandlers } from '#shared/api/contract.ts'
import { type Engine, importFormatInfos } from '../engine/engine.ts'

type Names = 'imports.formats' | 'imports.open' | 'imports.put' | 'imports.drop' | 'imports.undo'

/** Calls and streams of imports. */
export function importHandlers({ imports }: Pick<Engine, 'imports'>): {
  readonly calls: Pick<AppHandlers['calls'], Names>
  readonly streams: Pick<AppHandlers['streams'], 'imports.preview' | 'imports.run'>
} {
  return {
    calls: {
      'imports.formats': () => ({ formats: importFormatInfos() }),
      'imports.open': () => ({ id: imports.open() }),
      'imports.put'({ id, files }) {
        imports.put(
          id,
          files.map(({ base64, ...file }) => ({ ...file, bytes: Buffer.from(base64, 'base64') })),
        )
        return {}
      },
      'imports.drop'({ id }) {
        imports.drop(id)
        return {}
      },
      'imports.undo': async ({ id }) => ({ ...(await imports.undo(id)) }),
    },
    streams: {
      'imports.preview': (order, stop) => imports.preview(order, stop),
      'imports.run': (order, stop) => imports.run(order, stop),
    },
  }
}
