import { useEffect, useState } from 'react'
import type { RecheckProgress } from '#shared/model/endpoint-change.ts'
import { formatCount, plural } from '#shared/sentences/units.ts'
import { outcomeTone, previewSentence } from '#shared/sentences/verdict-changes.ts'
import { errorText, useClient } from '../../state/client.tsx'
import { applyChange, type ChangeQuestion, dropChange, offerUndo } from '../../state/endpoint-change.ts'
import { Button } from '../../ui/buttons.tsx'
import { Glyph } from '../../ui/glyphs.tsx'
import { Checkbox, Problem } from '../../ui/inputs.tsx'
import { Dialog } from '../../ui/overlays.tsx'

/** So many deliveries tell enough: the change can be made before all are judged. */
const enough = 1000

/** A change that is about to be made, and what it would do to the stored deliveries. */
export function OpenChange({ question }: { question: ChangeQuestion }) {
  const client = useClient()
  const { progress, ended, problem } = usePreview(question)
  const [withRecheck, setWithRecheck] = useState(question.recheck)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const ready = problem === null && (ended || (progress?.done ?? 0) >= enough)
  const tone = progress ? outcomeTone(progress.verdicts) : 'ok'

  const apply = async () => {
    if (!ready || busy) return
    setBusy(true)
    setFailure(null)
    try {
      await applyChange(client, question, withRecheck)
      if (!withRecheck) offerUndo(client, question)
    } catch (error) {
      setFailure(errorText(error))
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={question.title}
      description={question.description}
      onClose={dropChange}
      onSubmit={() => void apply()}
      actions={
        <>
          <Button onClick={dropChange} autoFocus>
            Cancel
          </Button>
          <Button type="submit" variant={tone === 'bad' ? 'danger' : 'primary'} disabled={!ready || busy}>
            {question.action}
          </Button>
        </>
      }
    >
      <Preview progress={progress} ended={ended} />
      {progress && progress.total > 0 ? (
        <Checkbox
          label={`Recheck ${plural(progress.total, 'stored delivery', 'stored deliveries')}`}
          note={
            withRecheck ? 'you can undo it' : 'they keep their verdicts; the change counts from the next delivery on'
          }
          checked={withRecheck}
          onChange={(event) => setWithRecheck(event.target.checked)}
        />
      ) : null}
      <Problem text={problem ?? failure} />
    </Dialog>
  )
}

const looks = {
  ok: { glyph: 'yes', colour: 'text-ok', words: '' },
  warn: { glyph: 'finding', colour: 'text-warn', words: 'text-warn' },
  bad: { glyph: 'failed', colour: 'text-bad', words: 'text-bad' },
} as const

function Preview({ progress, ended }: { progress: RecheckProgress | null; ended: boolean }) {
  if (!progress) return <p className="text-12 text-ink-3">Reading the stored deliveries…</p>
  const tone = outcomeTone(progress.verdicts)
  const look = looks[tone]
  return (
    <div className="grid gap-1.5 num" role="status" aria-busy={!ended}>
      <p data-tone={tone} className={`flex items-start gap-2 font-medium ${look.words}`}>
        <Glyph name={look.glyph} className={`mt-1 ${look.colour}`} />
        {progress.done > 0 || ended ? previewSentence(progress) : 'Judging the stored deliveries…'}
      </p>
      {ended ? null : (
        <p className="text-12 text-ink-3">
          So far, {formatCount(progress.done)} of {formatCount(progress.total)} judged; nothing is changed yet.
        </p>
      )}
    </div>
  )
}

/** Follows what the change would do. A change that cannot be made at all goes back to where it was asked for. */
function usePreview({ change, onRefused }: ChangeQuestion) {
  const client = useClient()
  const [progress, setProgress] = useState<RecheckProgress | null>(null)
  const [ended, setEnded] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  useEffect(() => {
    const stop = new AbortController()
    const current = () => !stop.signal.aborted
    let begun = false
    const read = async () => {
      for await (const item of client.stream('changes.preview', { change }, { signal: stop.signal })) {
        begun = true
        if (current()) setProgress(item)
      }
      if (current()) setEnded(true)
    }
    read().catch((error: unknown) => {
      if (!current()) return
      if (begun) return setProblem(errorText(error))
      dropChange()
      onRefused(error)
    })
    return () => stop.abort()
  }, [client, change, onRefused])

  return { progress, ended, problem }
}
