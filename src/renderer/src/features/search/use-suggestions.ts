import { type RefObject, useMemo, useState } from 'react'
import { completeQuery, type QueryVocabulary } from '#shared/query/complete-query.ts'
import { replaceTerm } from '#shared/query/edit-query.ts'
import { useEndpoints } from '../../state/endpoints-store.ts'
import { useProviders } from '../../state/providers-store.ts'

/** What can be typed where the caret stands, and which of it is chosen. */
export function useSuggestions(text: string, input: RefObject<HTMLInputElement | null>) {
  const vocabulary = useVocabulary()
  const [shown, setShown] = useState(false)
  const [active, setActive] = useState<number | null>(null)
  const [caret, setCaret] = useState(0)
  const { span, suggestions } = completeQuery(text, Math.min(caret, text.length), vocabulary)
  const open = shown && suggestions.length > 0
  const refresh = () => setCaret(input.current?.selectionStart ?? 0)
  return {
    open,
    suggestions,
    active: active !== null && active < suggestions.length ? active : null,
    refresh,
    show() {
      refresh()
      setActive(null)
      setShown(true)
    },
    close() {
      setShown(false)
      setActive(null)
    },
    move(step: 1 | -1) {
      if (!shown) {
        refresh()
        setShown(true)
      }
      const many = suggestions.length
      if (many > 0) setActive(active === null ? (step === 1 ? 0 : many - 1) : (active + step + many) % many)
    },
    /** The text with a suggestion put in, and where the caret goes. */
    apply(index: number): { text: string; caret: number } | null {
      const chosen = suggestions[index]
      if (!chosen) return null
      setActive(null)
      return { text: replaceTerm(text, span, chosen.insert), caret: span.start + chosen.insert.length }
    },
  }
}

function useVocabulary(): QueryVocabulary {
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
    }
  }, [providers, endpoints])
}
