import { type ReactNode, useId } from 'react'
import { Glyph } from './glyphs.tsx'

interface FieldProps {
  readonly label: ReactNode
  readonly hint?: ReactNode
  /** What is wrong with the value; takes the hint's place. */
  readonly error?: string | null | undefined
  /** Gets the ids to put on the control: `id`, and `aria-describedby` with `aria-invalid`. */
  readonly children: (control: ControlIds) => ReactNode
}

export interface ControlIds {
  readonly id: string
  readonly 'aria-describedby': string
  readonly 'aria-invalid': boolean
}

/** Label, control, and one line below it: a hint, or what is wrong. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId()
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-12 font-medium text-ink-2">
        {label}
      </label>
      {children({ id, 'aria-describedby': `${id}-note`, 'aria-invalid': Boolean(error) })}
      <div id={`${id}-note`} className="text-12 text-ink-3" role={error ? 'alert' : undefined}>
        {error ? <FieldError text={error} /> : hint}
      </div>
    </div>
  )
}

/** What is wrong with a value, by shape and word. */
export function FieldError({ text }: { text: string }) {
  return (
    <span className="flex items-start gap-1.5 text-bad">
      <Glyph name="late" className="mt-0.5" />
      {text}
    </span>
  )
}
