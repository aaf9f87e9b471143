import type { ComponentProps, ReactNode } from 'react'

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
