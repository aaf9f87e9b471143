import { useEffect, useRef, useState } from 'react'
import type { ImportTarget } from '#shared/model/import.ts'
import { usualImportEndpoint } from '#shared/model/import-words.ts'
import { useCall } from '../../state/client.tsx'
import { closeImport, type ImportQuestion } from '../../state/import-question.ts'
import { useEndpoints } from '../../state/live-state.ts'
import { navigate, streamEndpoint, useRoute } from '../../state/route.ts'
import { Button } from '../../ui/buttons.tsx'
import { Checkbox, Field, Problem, Select } from '../../ui/inputs.tsx'
import { Dialog } from '../../ui/overlays.tsx'
import { formatCount, plural } from '../../ui/text.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { PreviewFigures } from './preview-figures.tsx'
import { chosenFiles, droppedFiles } from './upload.ts'
import { type ImportStage, useImport } from './use-import.ts'

/** What to import, what would come in, how far it is, what came in; and the way back. */
export function ImportDialog({ question }: { question: ImportQuestion }) {
  const [format, setFormat] = useState('')
  // Once: the import itself makes the endpoint that would be the usual one next time.
  const [endpoint, setEndpoint] = useState(usualEndpoint)
  const [text, setText] = useState('')
  const [skipInvalid, setSkipInvalid] = useState(false)
  const to: ImportTarget = endpoint === '' ? { newEndpoint: usualImportEndpoint } : { endpointId: endpoint }
  const work = useImport({ format, to })
  const { stage, problem } = work

  // Once for what it was opened with.
  const given = useRef(false)
  useEffect(() => {
    if (given.current) return
    given.current = true
    const { files, entries } = question
    if (entries.length > 0) work.take(() => droppedFiles(entries))
    else if (files.length > 0) work.take(async () => chosenFiles(files))
  })

  const takeText = () => {
    if (text.trim() !== '') work.take(async () => [{ name: 'pasted text', blob: new Blob([text]) }])
  }
  const preview = stage.kind === 'preview' ? stage.preview : null
  const fresh = preview === null ? 0 : preview.deliveries - preview.duplicates
  const canImport = fresh > 0 && (preview?.refused === 0 || skipInvalid)
  const submit = () => {
    if (stage.kind === 'choosing') takeText()
    else if (preview !== null && canImport) work.run(preview, skipInvalid)
    else if (stage.kind === 'done') show(stage.result.endpointId)
  }
  return (
    <Dialog
      title="Import deliveries"
      description={
        stage.kind === 'choosing'
          ? 'They are stored and judged as if they had arrived. Nothing is answered or forwarded.'
          : null
      }
      onClose={closeImport}
      onSubmit={submit}
      actions={
        <Actions
          stage={stage}
          canImport={canImport}
          fresh={fresh}
          hasText={text.trim() !== ''}
          onStop={work.stop}
          onUndo={work.undo}
        />
      }
    >
      {stage.kind === 'choosing' ? (
        <Choose text={text} onText={setText} onFiles={(files) => work.take(async () => chosenFiles(files))} />
      ) : null}
      {isProgress(stage) ? <Progress stage={stage} /> : null}
      {preview === null ? null : (
        <>
          <PreviewFigures preview={preview} />
          {preview.refused > 0 && fresh > 0 ? (
            <Checkbox
              label={preview.refused === 1 ? 'Skip that file' : `Skip these ${formatCount(preview.refused)} files`}
              note={skipInvalid ? undefined : 'else nothing is imported'}
              checked={skipInvalid}
              onChange={(event) => setSkipInvalid(event.target.checked)}
            />
          ) : null}
          <Choices format={format} onFormat={setFormat} endpoint={endpoint} onEndpoint={setEndpoint} />
        </>
      )}
      {stage.kind === 'done' ? <Outcome {...stage.result} /> : null}
      {stage.kind === 'undone' ? (
        <p role="status">
          {plural(stage.deliveries, 'imported delivery is', 'imported deliveries are')} deleted. The deletion can be
          taken back for 5 minutes.
        </p>
      ) : null}
      <Problem text={problem} />
    </Dialog>
  )
}

/** The endpoint whose deliveries are on screen, else the one that is there for imports, else a new one (""). */
function usualEndpoint(): string {
  const shown = streamEndpoint(useRoute.getState().page)
  return shown ?? useEndpoints.getState().endpoints?.find(({ name }) => name === usualImportEndpoint)?.id ?? ''
}

interface ActionsProps {
  readonly stage: ImportStage
  readonly canImport: boolean
  readonly fresh: number
  readonly hasText: boolean
  readonly onStop: () => void
  readonly onUndo: (result: Extract<ImportStage, { kind: 'done' }>['result']) => void
}

function Actions({ stage, canImport, fresh, hasText, onStop, onUndo }: ActionsProps) {
  switch (stage.kind) {
    case 'choosing':
      return (
        <>
          <Button onClick={closeImport}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={!hasText}>
            Continue
          </Button>
        </>
      )
    case 'uploading':
    case 'reading':
    case 'importing':
      return (
        <Button onClick={onStop} autoFocus>
          Cancel
        </Button>
      )
    case 'preview':
      return (
        <>
          <Button onClick={onStop}>Back</Button>
          <Button type="submit" variant="primary" disabled={!canImport} autoFocus>
            {fresh > 0 ? `Import ${plural(fresh, 'delivery', 'deliveries')}` : 'Import'}
          </Button>
        </>
      )
    case 'done':
      return (
        <>
          <Button onClick={() => onUndo(stage.result)} disabled={stage.result.imported === 0}>
            Undo
          </Button>
          <Button onClick={closeImport}>Close</Button>
          <Button type="submit" variant="primary" autoFocus>
            Show them
          </Button>
        </>
      )
    case 'undone':
      return (
        <Button onClick={closeImport} autoFocus>
          Close
        </Button>
      )
  }
}

interface ChooseProps {
  readonly text: string
  readonly onText: (text: string) => void
  readonly onFiles: (files: FileList) => void
}

function Choose({ text, onText, onFiles }: ChooseProps) {
  const files = useRef<HTMLInputElement>(null)
  const folder = useRef<HTMLInputElement>(null)
  const taken = (input: HTMLInputElement) => {
    if (input.files !== null && input.files.length > 0) onFiles(input.files)
  }
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => files.current?.click()} autoFocus>
          Choose files…
        </Button>
        <Button onClick={() => folder.current?.click()}>Choose a folder…</Button>
        <input
          ref={files}
          type="file"
          multiple
          hidden
          aria-label="Files to import"
          onChange={(event) => taken(event.target)}
        />
        <input
          ref={folder}
          type="file"
          multiple
          hidden
          aria-label="Folder to import"
          {...{ webkitdirectory: '' }}
          onChange={(event) => taken(event.target)}
        />
      </div>
      <Field
        label="Or paste"
        hint="A cURL command, a raw request, HAR, a Postman collection. Files can be dropped anywhere on the window, too."
      >
        {(control) => (
          <TextArea
            {...control}
            value={text}
            placeholder="curl https://example.com/hooks -H 'Content-Type: application/json' -d '{…}'"
            onChange={(event) => onText(event.target.value)}
          />
        )}
      </Field>
    </>
  )
}

interface ChoicesProps {
  readonly format: string
  readonly onFormat: (format: string) => void
  readonly endpoint: string
  readonly onEndpoint: (id: string) => void
}

/** What the files are, and where they go; each change looks at them again. */
function Choices({ format, onFormat, endpoint, onEndpoint }: ChoicesProps) {
  const formats = useCall('imports.formats', {}).data?.formats ?? []
  const endpoints = useEndpoints((state) => state.endpoints) ?? []
  return (
    <div className="grid grid-cols-2 gap-3">
      <Field label="To" hint="Judged with its secrets.">
        {(control) => (
          <Select {...control} className="w-full" value={endpoint} onChange={(event) => onEndpoint(event.target.value)}>
            {endpoints.some(({ name }) => name === usualImportEndpoint) ? null : (
              <option value="">{`New endpoint “${usualImportEndpoint}”`}</option>
            )}
            {endpoints.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Format" hint="Detected from each file.">
        {(control) => (
          <Select {...control} className="w-full" value={format} onChange={(event) => onFormat(event.target.value)}>
            <option value="">Detect</option>
            {formats.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </div>
  )
}

type InProgress = Extract<ImportStage, { progress: unknown }>

const isProgress = (stage: ImportStage): stage is InProgress => 'progress' in stage

const words = { uploading: 'Reading the files', reading: 'Looking at the files', importing: 'Importing' } as const

function Progress({ stage: { kind, progress } }: { stage: InProgress }) {
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

function Outcome({ imported, duplicates, refused, endpointName }: Extract<ImportStage, { kind: 'done' }>['result']) {
  return (
    <p role="status">
      {plural(imported, 'delivery was', 'deliveries were')} imported to{' '}
      <strong className="font-medium">{endpointName}</strong>
      {duplicates > 0 ? `; ${plural(duplicates, 'was', 'were')} here already` : ''}
      {refused > 0 ? `; ${plural(refused, 'file was', 'files were')} skipped` : ''}.
    </p>
  )
}

function show(endpointId: string): void {
  closeImport()
  navigate({ page: { kind: 'stream', endpointId }, query: 'imported:yes', deliveryId: null })
}
