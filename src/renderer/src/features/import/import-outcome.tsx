import type { ImportResult } from '#shared/model/import.ts'
import { plural } from '../../ui/text.tsx'
import type { ImportStage } from './use-import.ts'

type InProgress = Extract<ImportStage, { progress: unknown }>

const words = { uploading: 'Reading the files', reading: 'Looking at the files', importing: 'Importing' } as const

/** How far it is. */
export function ImportProgress({ stage: { kind, progress } }: { stage: InProgress }) {
  const { done, total, deliveries } = progress
  return (
    <div className="grid gap-2">
      <span role="status" className="num text-ink-2">
        {words[kind]}
        {deliveries > 0 ? `: ${plural(deliveries, 'delivery', 'deliveries')}` : '…'}
      </span>
      <progress
        aria-label={words[kind]}
        className="h-1.5 w-full appearance-none overflow-hidden rounded-full bg-active [&::-webkit-progress-bar]:bg-active [&::-webkit-progress-value]:bg-accent-fill"
        value={done}
        max={Math.max(1, total)}
      />
    </div>
  )
}

/** What came in. */
export function ImportOutcome({ imported, duplicates, refused, endpointName }: ImportResult) {
  return (
    <p role="status">
      {plural(imported, 'delivery was', 'deliveries were')} imported to{' '}
      <strong className="font-medium">{endpointName}</strong>
      {duplicates > 0 ? `; ${plural(duplicates, 'was', 'were')} here already` : ''}
      {refused > 0 ? `; ${plural(refused, 'file was', 'files were')} skipped` : ''}.
    </p>
  )
}

/** What was imported is deleted again. */
export function UndoneImport({ deliveries }: { deliveries: number }) {
  return (
    <p role="status">
      {plural(deliveries, 'imported delivery is', 'imported deliveries are')} deleted. The deletion can be taken back
      for 5 minutes.
    </p>
  )
}
