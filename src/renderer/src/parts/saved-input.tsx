import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { errorText } from '../state/client.tsx'
import { Glyph } from '../ui/glyphs.tsx'
import { FieldError, Input } from '../ui/inputs.tsx'

interface SavedInputProps {
  /** Accessible name. */
  readonly label: string
  /** What is saved now. */
  readonly value: string
  readonly onSave: (value: string) => Promise<unknown>
  readonly placeholder?: string
  readonly hint?: ReactNode
  readonly mono?: boolean
  readonly icon?: ReactNode
  readonly inputMode?: 'text' | 'url' | 'numeric'
  readonly className?: string
  /** The label stands above the field, too; elsewhere a heading beside it says what it is. */
  readonly showLabel?: boolean
}

/** A field that is saved with Enter or when it is left; Escape takes the change back. What is wrong is said below it. */
export function SavedInput(props: SavedInputProps) {
  const { label, value, onSave, placeholder, hint, mono = false, icon, inputMode, className, showLabel = false } = props
  const id = useId()
  const [draft, setDraft] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [saved, setSaved] = useState(false)
  const dirty = draft !== null && draft !== value
  /** On its way: leaving the field right after Enter does not save it twice. */
  const saving = useRef<string | null>(null)

  useEffect(() => {
    if (!saved) return
    const timer = setTimeout(() => setSaved(false), 3000)
    return () => clearTimeout(timer)
  }, [saved])

  const save = async () => {
    if (!dirty || saving.current === draft) return
    saving.current = draft
    try {
      await onSave(draft)
      // What was typed meanwhile is still to be saved.
      setDraft((now) => (now === draft ? null : now))
      setProblem(null)
      setSaved(true)
    } catch (error) {
      setProblem(errorText(error))
    } finally {
      saving.current = null
    }
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault()
      void save()
    }
    if (event.key === 'Escape' && dirty) {
      event.stopPropagation()
      setDraft(null)
      setProblem(null)
    }
  }
  return (
    <div className={className}>
      {showLabel ? (
        <label htmlFor={id} className="mb-1 block text-12 font-medium text-ink-2">
          {label}
        </label>
      ) : null}
      <Input
        id={id}
        aria-label={label}
        aria-describedby={`${id}-note`}
        aria-invalid={problem !== null}
        mono={mono}
        icon={icon}
        inputMode={inputMode}
        placeholder={placeholder}
        value={draft ?? value}
        onChange={(event) => {
          setDraft(event.target.value)
          if (event.target.value === value) setProblem(null)
        }}
        onBlur={() => void save()}
        onKeyDown={onKeyDown}
        trailing={<SaveState dirty={dirty} saved={saved} />}
      />
      <div id={`${id}-note`} className="mt-1 text-12 text-ink-3 empty:hidden" role={problem ? 'alert' : undefined}>
        {problem ? <FieldError text={problem} /> : hint}
      </div>
    </div>
  )
}

function SaveState({ dirty, saved }: { dirty: boolean; saved: boolean }) {
  if (dirty) return <span className="text-11 text-ink-3">Enter saves</span>
  return (
    <span role="status" className="flex items-center gap-1 text-11 text-ink-2 empty:hidden">
      {saved ? (
        <>
          <Glyph name="yes" className="text-ok" />
          saved
        </>
      ) : null}
    </span>
  )
}
