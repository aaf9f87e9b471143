import { createImportThread } from '../import/importer.ts'
import { createUploads } from '../import/uploads.ts'
import type { EnginePorts } from '../ports.ts'
import type { PackFolders } from '../providers/load-provider-packs.ts'
import { createImportFlow, type ImportFlow, type ImportParts } from './import.ts'
import type { RemovalsFlow } from './removals.ts'

interface Parts extends Pick<ImportParts, 'views' | 'endpoints' | 'capture' | 'onImported'> {
  readonly ports: EnginePorts
  readonly folders: PackFolders
  readonly removals: Pick<RemovalsFlow, 'start'>
}

/** Imports with their thread and the place where files are held. What an earlier run has left there goes. */
export function createImports({ folders, removals, ...parts }: Parts): ImportFlow {
  const { dataDir, log } = parts.ports
  const uploads = createUploads(parts.ports)
  uploads.clear()
  const thread = createImportThread({ dataDir, folders }, log)
  return createImportFlow({ ...parts, uploads, thread, startRemoval: removals.start })
}
