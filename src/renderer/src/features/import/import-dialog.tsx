import { useEffect, useRef, useState } from 'react'
import type { ImportResult, ImportTarget } from '#shared/model/import.ts'
import { usualImportEndpoint } from '#shared/model/import-words.ts'
import { closeImport, type ImportQuestion } from '../../state/import-question.ts'
import { useEndpoints } from '../../state/live-state.ts'
import { navigate, streamEndpoint, useRoute } from '../../state/route.ts'
import { Button } from '../../ui/buttons.tsx'
import { Problem } from '../../ui/inputs.tsx'
import { Dialog } from '../../ui/overlays.tsx'
import { plural } from '../../ui/text.tsx'
import { ChooseFiles } from './choose-files.tsx'
import { ImportChoices, SkipInvalid } from './import-choices.tsx'
import { ImportOutcome, ImportProgress, UndoneImport } from './import-outcome.tsx'
import { PreviewFigures } from './preview-figures.tsx'
import { chosenFiles, droppedFiles } from './upload.ts'
import { type ImportStage, useImport } from './use-import.ts'

/** What to import, what would come in, how far it is, what came in; and the way back. */
export function ImportDialog({ question }: { question: ImportQuestion }) {
  const [format, setFormat] = useState('')
  // Once: the import itself makes the endpoint that would be the usual one next time.
  const [chosen, setEndpoint] = useState(usualEndpoint)
  const isGone = useEndpoints(({ endpoints }) => endpoints?.every(({ id }) => id !== chosen) === true)
  const endpoint = isGone ? '' : chosen
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
          // Of each stage a button of its own has the focus; while it goes on, the same one.
          key={'progress' in stage ? 'progress' : stage.kind}
          stage={stage}
          canImport={canImport}
          fresh={fresh}
          hasText={text.trim() !== ''}
          onStop={work.stop}
          undoing={work.undoing}
          onUndo={work.undo}
        />
      }
    >
      {stage.kind === 'choosing' ? (
        <ChooseFiles text={text} onText={setText} onFiles={(files) => work.take(async () => chosenFiles(files))} />
      ) : null}
      {'progress' in stage ? <ImportProgress stage={stage} /> : null}
      {preview === null ? null : (
        <>
          <PreviewFigures preview={preview} />
          {fresh > 0 ? <SkipInvalid files={preview.refused} checked={skipInvalid} onChange={setSkipInvalid} /> : null}
          <ImportChoices format={format} onFormat={setFormat} endpoint={endpoint} onEndpoint={setEndpoint} />
        </>
      )}
      {stage.kind === 'done' ? <ImportOutcome {...stage.result} /> : null}
      {stage.kind === 'undone' ? <UndoneImport deliveries={stage.deliveries} /> : null}
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
  readonly undoing: boolean
  readonly onUndo: (result: ImportResult) => void
}

function Actions({ stage, canImport, fresh, hasText, onStop, undoing, onUndo }: ActionsProps) {
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
          <Button onClick={() => onUndo(stage.result)} disabled={undoing || stage.result.imported === 0}>
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

function show(endpointId: string): void {
  closeImport()
  navigate({ page: { kind: 'stream', endpointId }, query: 'imported:yes', deliveryId: null })
}
