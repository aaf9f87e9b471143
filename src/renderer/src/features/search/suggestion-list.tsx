import { useEffect, useRef } from 'react'
import type { Suggestion } from '#shared/query/complete-query.ts'

interface SuggestionListProps {
  readonly id: string
  readonly suggestions: readonly Suggestion[]
  readonly active: number | null
  readonly onTake: (index: number) => void
}

/** What can be typed next, under the search box. The focus stays in the box. */
export function SuggestionList({ id, suggestions, active, onTake }: SuggestionListProps) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (active !== null) list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active])
  return (
    <div
      ref={list}
      id={`${id}-list`}
      role="listbox"
      aria-label="Suggestions"
      tabIndex={-1}
      className="float-in absolute inset-x-0 top-8 z-20 max-h-[320px] max-w-[480px] overflow-y-auto rounded-8 border border-strong bg-raised py-1 shadow-float"
      // A press here must not take the focus out of the box.
      onMouseDown={(event) => event.preventDefault()}
    >
      {suggestions.map((suggestion, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the box.
        // biome-ignore lint/a11y/useFocusableInteractive: the box names the active option.
        <div
          key={suggestion.label}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          onClick={() => onTake(index)}
          className="mx-1 flex h-7 items-center gap-3 rounded-5 px-2 hover:bg-hover aria-selected:bg-select"
        >
          <span className="mono">{suggestion.label}</span>
          {suggestion.about ? <span className="cut text-12 text-ink-3">{suggestion.about}</span> : null}
        </div>
      ))}
    </div>
  )
}
