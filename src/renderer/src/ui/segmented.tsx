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
