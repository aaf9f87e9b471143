import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { completeQuery, type QueryVocabulary, type Suggestion } from '#shared/query/complete-query.ts'
import { replaceTerm } from '#shared/query/edit-query.ts'
import { useCall } from '../../state/client.tsx'
import { useEndpoints, useProviders } from '../../state/live-state.ts'

interface SuggestionListProps {
  readonly id: string
  readonly suggestions: readonly Suggestion[]
  readonly active: number
  readonly onTake: (index: number) => void
}

/** What can be typed next, under the search box. The focus stays in the box. */
export function SuggestionList({ id, suggestions, active, onTake }: SuggestionListProps) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
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

/** What can be typed where the caret stands, and which of it is chosen. */
export function useSuggestions(text: string, input: RefObject<HTMLInputElement | null>) {
  const vocabulary = useVocabulary(text)
  const [shown, setShown] = useState<'no' | 'for-typed' | 'asked'>('no')
  const [active, setActive] = useState(0)
  const [caret, setCaret] = useState(0)
  const { span, suggestions } = completeQuery(text, Math.min(caret, text.length), vocabulary)
  // Where no term is begun, only who asks is offered one: Enter and the arrow keys mean the results there.
  const begun = span.start < span.end || text[caret - 1] === ':'
  const open = suggestions.length > 0 && (shown === 'asked' || (shown === 'for-typed' && begun))
  const refresh = () => setCaret(input.current?.selectionStart ?? 0)
  return {
    open,
    suggestions,
    /** One is always chosen: what Tab and Enter take is what is marked. */
    active: active < suggestions.length ? active : 0,
    refresh,
    show({ asked = false } = {}) {
      refresh()
      setActive(0)
      setShown(asked ? 'asked' : 'for-typed')
    },
    close: () => setShown('no'),
    move(step: 1 | -1) {
      const many = suggestions.length
      setActive((Math.min(active, many - 1) + step + many) % many)
    },
    /** The term stands there as the suggestion has it. */
    isWhole(index: number): boolean {
      const insert = suggestions[index]?.insert ?? ''
      return insert.endsWith(' ') && insert.trimEnd() === text.slice(span.start, span.end).trimEnd()
    },
    /** The text with a suggestion put in, and where the caret goes. */
    apply(index: number): { text: string; caret: number } | null {
      const chosen = suggestions[index]
      if (!chosen) return null
      setActive(0)
      // The next one is offered as soon as there is a beginning of it.
      setShown('for-typed')
      return { text: replaceTerm(text, span, chosen.insert), caret: span.start + chosen.insert.length }
    },
  }
}

/** Headers and places in bodies are asked for once somebody begins to type one. */
function useVocabulary(text: string): QueryVocabulary {
  const { data: paths } = useCall('search.vocabulary', /(^|[\s-])(header|body)\./i.test(text) ? {} : null)
  const providers = useProviders((state) => state.providers)
  const endpoints = useEndpoints((state) => state.endpoints)
  return useMemo(() => {
    const types = (providers ?? []).flatMap(({ events }) =>
      events.filter((event) => !event.matches).map(({ type }) => type),
    )
    return {
      types: [...new Set(types)].sort(),
      providers: (providers ?? []).map(({ id, name }) => ({ id, name })),
      endpoints: (endpoints ?? []).map(({ id, name }) => ({ id, name })),
      ...paths,
    }
  }, [providers, endpoints, paths])
}
