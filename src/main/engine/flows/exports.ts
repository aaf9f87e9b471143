import { z } from 'zod'
import { createExportFolders, type ExportFolders } from '../export/export-folders.ts'
import { createExportThread } from '../export/exporter.ts'
import { sweepUnfinished } from '../export/write-files.ts'
import type { EnginePorts } from '../ports.ts'
import type { Views } from '../reading/views.ts'
import type { EndpointService } from '../state/endpoint-service.ts'
import type { PackCatalog } from '../state/pack-catalog.ts'
import { putSetting, type StoredState, type WriteState } from '../state/stored-state.ts'
import { createExportFlow, type ExportFlow } from './export.ts'
import { createPreviewExport, type PreviewExport } from './preview-export.ts'
import { createSaveExport, type SaveExport } from './save-export.ts'
import { createStandingExports, type StandingExports, standingExportsKey } from './standing-exports.ts'

/** Everything that leaves as files. */
export interface Exports {
  readonly render: ExportFlow
  readonly preview: PreviewExport
  readonly save: SaveExport
  readonly folders: Pick<ExportFolders, 'roots' | 'canChoose' | 'choose'>
  readonly standing: Omit<StandingExports, 'warnings' | 'close'>
}

interface ExportsParts {
  readonly views: Views
  readonly endpoints: EndpointService
  readonly catalog: PackCatalog
  readonly ports: EnginePorts
  /** Folders besides the data folder's `exports` that may be written to; absolute. */
  readonly roots: readonly string[]
  readonly settings: StoredState['settings']
  readonly write: WriteState
  readonly through: () => Promise<number>
  readonly seqOf: (id: string) => number | null
  readonly idOf: (seq: number) => string
  readonly onChange: () => void
}

const chosenKey = 'export-folders'

export function createExports(parts: ExportsParts): Exports & Pick<StandingExports, 'warnings' | 'close'> {
  const { ports, settings, write, roots } = parts
  const thread = createExportThread(ports.log)
  const render = createExportFlow({ ...parts, thread, clock: ports.clock, generator: `switchhook ${ports.version}` })
  const chosen = z.array(z.string()).safeParse(settings.get(chosenKey))
  const folders = createExportFolders({
    dataDir: ports.dataDir,
    roots,
    chosen: chosen.success ? chosen.data : [],
    ask: ports.chooseFolder,
    store: (folders) => write([putSetting(chosenKey, folders)]),
  })
  const [own, ...others] = folders.roots
  const swept = Promise.all([
    sweepUnfinished(own!, ports.clock.now(), { below: true }),
    ...[...others, ...(folders.canChoose ? (chosen.data ?? []) : []), ...standingFolders(settings)].map((folder) =>
      sweepUnfinished(folder, ports.clock.now()),
    ),
  ])
  const standing = createStandingExports({ ...parts, stored: settings.get(standingExportsKey), render, folders })
  return {
    render,
    preview: createPreviewExport({ ...parts, thread }),
    save: createSaveExport(render, folders),
    folders,
    standing,
    warnings: standing.warnings,
    async close() {
      await standing.close()
      await swept
      await thread.close()
    },
  }
}

const WithFolder = z.array(z.object({ folder: z.string() }))

/** What of them is not valid is told where they are started. */
const standingFolders = (settings: StoredState['settings']): string[] =>
  (WithFolder.safeParse(settings.get(standingExportsKey)).data ?? []).map(({ folder }) => folder)
