import { useEffect, useRef, useState } from 'react'
import { parseQuery } from '#shared/query/parse-query.ts'
import { navigate, useRoute } from '../../state/route.ts'

const waitMs = 180

/**
 * The text in the box. It becomes the stream's query a moment after the last key, as far as it can be read: with a term
 * that has a problem the query before stays.
 */
export function useDraft() {
  const query = useRoute((route) => route.query)
  const [text, setText] = useState(query)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const sent = useRef(query)

  // The address changed by other means: a chip, a view, back.
  useEffect(() => {
    if (query === sent.current) return
    clearTimeout(timer.current)
    sent.current = query
    setText(query)
  }, [query])
  useEffect(() => () => clearTimeout(timer.current), [])

  const send = (next: string) => {
    clearTimeout(timer.current)
    const wanted = next.trim()
    if (parseQuery(wanted, 0).problems.length > 0) return
    sent.current = wanted
    navigate({ query: wanted }, { replace: true })
  }
  return {
    text,
    change(next: string) {
      setText(next)
      clearTimeout(timer.current)
      timer.current = setTimeout(() => send(next), waitMs)
    },
    commit(next: string) {
      setText(next)
      send(next)
    },
  }
}
