import { Pin, StickyNote } from 'lucide-react'
import { useState } from 'react'
import type { AppClient } from '#shared/api/contract.ts'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { errorText, useClient } from '../../state/client.tsx'
import { possibleCommands, useCommands } from '../../state/commands.ts'
import { readAgain } from '../../state/recheck.ts'
import { Button, IconButton } from '../../ui/buttons.tsx'
import { Field, Problem } from '../../ui/inputs.tsx'
import { Dialog } from '../../ui/overlays.tsx'
import { toast } from '../../ui/toast.tsx'

/** As long as the engine takes it, in characters. */
const maxNote = 2000

/** Pins the delivery or takes the pin away; opens its note. */
export function AnnotationButtons({ detail }: { detail: DeliveryDetail }) {
  const client = useClient()
  const [editing, setEditing] = useState(false)
  const { id, note } = detail
  const pinned = detail.pinned === true
  const togglePin = () => tell(client.call('deliveries.annotate', { id, pinned: !pinned }).then(readAgain))
  useCommands([
    {
      id: 'delivery.pin',
      title: pinned ? 'Unpin the delivery' : 'Pin the delivery',
      group: 'This delivery',
      keys: ['Shift+p'],
      keywords: 'keep star mark retention',
      run: togglePin,
    },
    {
      id: 'delivery.note',
      title: note === undefined ? 'Write a note…' : 'Change the note…',
      group: 'This delivery',
      keys: ['Shift+n'],
      keywords: 'annotate comment',
      run: () => setEditing(true),
    },
  ])
  return (
    <>
      <IconButton
        label={pinned ? 'Unpin' : 'Pin: retention and “delete all” leave it'}
        aria-pressed={pinned}
        keys="Shift+p"
        icon={<Pin className={pinned ? 'fill-current text-accent' : ''} />}
        onClick={togglePin}
      />
      <IconButton
        label={note === undefined ? 'Write a note' : 'Change the note'}
        keys="Shift+n"
        icon={<StickyNote />}
        onClick={() => setEditing(true)}
        className="@max-[560px]/detail:hidden!"
      />
      {editing ? <NoteDialog id={id} note={note ?? ''} onClose={() => setEditing(false)} /> : null}
    </>
  )
}

/** Opens the form for the note of the delivery that is shown. */
export function openNote(): void {
  possibleCommands()
    .find(({ id }) => id === 'delivery.note')
    ?.run()
}

/** The user's note, below the header. */
export function NoteLine({ note }: { note: string | undefined }) {
  if (note === undefined) return null
  return (
    <section
      aria-label="Note"
      className="flex max-h-24 flex-none items-start gap-2 overflow-y-auto border-b border-line bg-sunken px-4 py-2"
    >
      <StickyNote className="mt-[3px] size-3.5 flex-none text-ink-3" aria-hidden="true" />
      <p className="sel min-w-0 break-words whitespace-pre-wrap text-ink-2">{note}</p>
    </section>
  )
}

interface NoteDialogProps {
  readonly id: string
  readonly note: string
  readonly onClose: () => void
}

function NoteDialog({ id, note, onClose }: NoteDialogProps) {
  const client = useClient()
  const [text, setText] = useState(note)
  const [problem, setProblem] = useState<string | null>(null)
  const save = async () => {
    try {
      await writeNote(client, id, text.trim())
      onClose()
      if (text.trim() !== '' || note === '') return
      const undo = () => tell(writeNote(client, id, note))
      toast({ tone: 'ok', title: 'The note was removed', action: { label: 'Undo', run: undo } })
    } catch (error) {
      setProblem(errorText(error))
    }
  }
  return (
    <Dialog
      title="Note"
      onClose={onClose}
      onSubmit={() => void save()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" keys="Mod+Enter">
            Save
          </Button>
        </>
      }
    >
      <Field label="What you want to remember" hint="Found by the search. Empty: no note.">
        {(ids) => (
          <textarea
            {...ids}
            autoFocus
            rows={4}
            maxLength={maxNote}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save()
            }}
            className="inset-focus min-w-0 resize-y rounded-5 border border-control bg-pane px-2 py-1 text-ink"
          />
        )}
      </Field>
      <Problem text={problem} />
    </Dialog>
  )
}

const writeNote = (client: AppClient, id: string, note: string) =>
  client.call('deliveries.annotate', { id, note: note === '' ? null : note }).then(readAgain)

function tell(work: Promise<unknown>): void {
  work.catch((error: unknown) => {
    toast({ tone: 'bad', title: 'The delivery stays as it was', detail: errorText(error) })
  })
}
