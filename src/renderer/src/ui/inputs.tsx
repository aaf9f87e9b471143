import clsx from 'clsx'
import { ChevronDown } from 'lucide-react'
import { type ComponentProps, type ReactNode, useId } from 'react'
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

/** Why something could not be done, told at once to those who listen; nothing where there is no reason. */
export function Problem({ text }: { text: string | null | undefined }) {
  return text ? (
    <div role="alert" className="text-12">
      <FieldError text={text} />
    </div>
  ) : null
}

interface InputProps extends ComponentProps<'input'> {
  readonly icon?: ReactNode
  /** Control at the end of the box, e.g. a button "Save". */
  readonly trailing?: ReactNode
  /** For what a machine reads: URLs, ids, secrets. */
  readonly mono?: boolean
}

/** A one-line box. The ring is drawn by the box, so that icon and trailing control lie inside it. */
export function Input({ icon, trailing, mono = false, className, readOnly, ...props }: InputProps) {
  return (
    <span
      className={clsx(
        'flex h-7 min-w-0 items-center gap-2 rounded-5 border px-2 has-[input:focus-visible]:outline-2 has-[input:focus-visible]:-outline-offset-1 has-[input:focus-visible]:outline-accent [&>svg]:size-3.5 [&>svg]:flex-none [&>svg]:text-ink-3',
        readOnly ? 'border-line bg-sunken' : 'border-control bg-pane has-[[aria-invalid=true]]:border-bad',
        className,
      )}
    >
      {icon}
      <input
        type="text"
        autoComplete="off"
        spellCheck={false}
        {...props}
        readOnly={readOnly}
        className={clsx(
          'h-full min-w-0 flex-1 bg-transparent text-ink focus-visible:outline-none',
          mono && 'mono',
          'disabled:text-ink-3',
        )}
      />
      {trailing}
    </span>
  )
}

/** A box for several lines of what a machine reads. Grows with its text up to 16 lines. */
export function TextArea({ className, ...props }: ComponentProps<'textarea'>) {
  return (
    <textarea
      spellCheck={false}
      autoComplete="off"
      {...props}
      className={clsx(
        'mono field-sizing-content max-h-80 min-h-14 w-full resize-y rounded-5 border border-control bg-pane px-2 py-1 leading-5 inset-focus aria-invalid:border-bad',
        className,
      )}
    />
  )
}

interface SelectProps extends ComponentProps<'select'> {
  /** Shown before the chosen option, e.g. a provider mark. */
  readonly icon?: ReactNode
}

/** The platform's own list in our box: it works with every keyboard and screen reader. */
export function Select({ icon, className, children, ...props }: SelectProps) {
  return (
    <span className={clsx('relative inline-flex h-7 min-w-0 items-center', className)}>
      {icon ? <span className="pointer-events-none absolute left-2">{icon}</span> : null}
      <select
        {...props}
        className={clsx(
          'h-full w-full min-w-0 appearance-none truncate rounded-5 border border-control bg-pane pr-7 text-ink inset-focus aria-invalid:border-bad [&>option]:bg-raised [&>option]:text-ink',
          icon ? 'pl-9' : 'pl-2',
        )}
      >
        {children}
      </select>
      <ChevronDown aria-hidden="true" className="pointer-events-none absolute right-2 size-3.5 text-ink-3" />
    </span>
  )
}

interface ChoiceProps extends Omit<ComponentProps<'input'>, 'type' | 'children'> {
  readonly label: ReactNode
  /** Explanation beside the label, in grey. */
  readonly note?: ReactNode
}

const box =
  'peer mt-[3px] grid size-3.5 flex-none appearance-none place-items-center border border-control bg-pane disabled:opacity-55'

/** One of several: give all of them the same `name`. */
export function Radio({ label, note, ...props }: ChoiceProps) {
  return (
    <label className="flex items-start gap-2 py-[3px]">
      <input {...props} type="radio" className={`${box} rounded-full checked:border-4 checked:border-accent-fill`} />
      <ChoiceText label={label} note={note} />
    </label>
  )
}

export function Checkbox({ label, note, ...props }: ChoiceProps) {
  return (
    <label className="relative flex items-start gap-2 py-[3px]">
      <input
        {...props}
        type="checkbox"
        className={`${box} rounded-3 checked:border-accent-fill checked:bg-accent-fill`}
      />
      <svg
        aria-hidden="true"
        viewBox="0 0 12 12"
        className="pointer-events-none absolute top-[7px] left-[1px] hidden size-3 fill-none stroke-accent-on peer-checked:block"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        <path d="m3 6.3 2 2L9 4" />
      </svg>
      <ChoiceText label={label} note={note} />
    </label>
  )
}

function ChoiceText({ label, note }: Pick<ChoiceProps, 'label' | 'note'>) {
  return (
    <span className="min-w-0">
      {label} {note ? <span className="text-12 text-ink-3">{note}</span> : null}
    </span>
  )
}

interface SegmentedProps<T extends string> {
  /** Accessible name of the group. */
  readonly label: string
  readonly options: readonly { readonly id: T; readonly label: string }[]
  readonly value: T
  readonly onChange: (id: T) => void
}

/** A few ways to see the same thing, side by side in one box. */
export function Segmented<T extends string>({ label, options, value, onChange }: SegmentedProps<T>) {
  return (
    <fieldset
      aria-label={label}
      className="inline-flex h-6 flex-none overflow-hidden rounded-5 border border-strong [&>button+button]:border-l [&>button+button]:border-strong"
    >
      {options.map((option) => (
        <button
          key={option.id}
          type="button"
          aria-pressed={option.id === value}
          onClick={() => onChange(option.id)}
          className="inset-focus px-2.5 text-12 leading-none whitespace-nowrap text-ink-2 hover:bg-hover aria-pressed:bg-active aria-pressed:font-medium aria-pressed:text-ink"
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  )
}
