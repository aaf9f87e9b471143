import { Search, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { replaceTerm } from '#shared/query/edit-query.ts'
import { parseQuery } from '#shared/query/parse-query.ts'
import type { QueryProblem } from '#shared/query/query.ts'
import { useCommands } from '../../state/commands.ts'
import { navigate, useRoute } from '../../state/route.ts'
import { useStream } from '../../state/stream-store.ts'
import { Glyph } from '../../ui/glyphs.tsx'
import { KeyCap } from '../../ui/tooltip.tsx'
import { SuggestionList, useSuggestions } from './suggestions.tsx'

interface SearchBoxProps {
  /** Name of the endpoint whose deliveries are searched; null: all are. */
  readonly within: string | null
}

/** The stream's search box: free text and fields, with completion; what cannot be read is told below it. */
export function SearchBox({ within }: SearchBoxProps) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const { text, change, commit } = useDraft()
  const [focused, setFocused] = useState(false)
  const [asked, setAsked] = useState(false)
  const list = useSuggestions(text, input)
  useCommands([
    {
      id: 'stream.search',
      offline: true,
      title: 'Search deliveries',
      group: 'Stream',
      keys: ['/'],
      run() {
        uncover(input.current)
        input.current?.focus()
        input.current?.select()
        if (text === '') list.show({ asked: true })
      },
    },
    {
      id: 'stream.clear-search',
      offline: true,
      title: 'Clear the search',
      group: 'Stream',
      when: () => text !== '',
      run: () => commit(''),
    },
  ])

  const take = (index: number) => {
    const next = list.apply(index)
    if (!next) return
    setAsked(false)
    // The caret goes to its place before the next key can arrive.
    flushSync(() => change(next.text))
    input.current?.setSelectionRange(next.caret, next.caret)
    list.refresh()
  }
  /** Asks for what stands in the box, and goes on to what it found; stays where it cannot be read. */
  const search = () => {
    commit(text)
    setAsked(true)
    list.close()
    if (parseQuery(text, 0).problems.length === 0) focusResults()
  }
  const keysOfList: Keys = {
    ArrowDown: () => list.move(1),
    ArrowUp: () => list.move(-1),
    Tab: () => take(list.active),
    Enter: () => (list.isWhole(list.active) ? search() : take(list.active)),
    Escape: list.close,
  }
  const keysOfBox: Keys = {
    ArrowDown: search,
    Enter: search,
    Escape: focusResults,
    'Ctrl ': () => list.show({ asked: true }),
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const keys = list.open ? keysOfList : keysOfBox
    const run = event.shiftKey ? undefined : keys[`${event.ctrlKey ? 'Ctrl' : ''}${event.key}`]
    if (!run) return
    event.preventDefault()
    run()
  }

  const { problems } = parseQuery(text, 0)
  const caret = input.current?.selectionStart ?? text.length
  // A term is not wrong yet while keys follow one another, nor as long as it can become right by typing on.
  const rested = useRested(text)
  const unfinished = list.suggestions.length > 0 || text.slice(0, caret).endsWith(':')
  const told = asked || !focused || (rested && !unfinished) ? problems : problems.filter(({ span }) => span.end < caret)
  useTellUnreadable(told.length > 0)

  return (
    <search className="relative min-w-0 flex-1">
      <span className="flex h-7 items-center gap-2 rounded-5 border border-strong bg-sunken px-2 focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-accent">
        <Search className="size-3.5 flex-none text-ink-3" aria-hidden="true" />
        <input
          ref={input}
          type="text"
          role="combobox"
          aria-label="Search deliveries"
          aria-expanded={list.open}
          aria-controls={`${id}-list`}
          aria-activedescendant={list.open ? `${id}-${list.active}` : undefined}
          aria-autocomplete="list"
          aria-invalid={told.length > 0}
          aria-describedby={`${id}-problem`}
          autoComplete="off"
          spellCheck={false}
          maxLength={2000}
          placeholder={within === null ? 'Search, or type:call.ended verification:no' : `Search in ${within}`}
          value={text}
          onChange={(event) => {
            change(event.target.value)
            setAsked(false)
            list.show()
          }}
          onKeyDown={onKeyDown}
          onSelect={list.refresh}
          onFocus={() => setFocused(true)}
          onClick={() => text === '' && list.show({ asked: true })}
          onBlur={() => {
            setFocused(false)
            list.close()
          }}
          className="h-full min-w-0 flex-1 truncate bg-transparent focus-visible:outline-none"
        />
        {text === '' ? (
          <KeyCap keys="/" />
        ) : (
          <button
            type="button"
            aria-label="Clear the search"
            onClick={() => {
              commit('')
              // The button goes away: what is typed next is meant for the box, not for the keys of the list.
              input.current?.focus()
            }}
            className="grid size-4.5 flex-none place-items-center rounded-3 text-ink-3 hover:bg-active hover:text-ink"
          >
            <X className="size-3.5" aria-hidden="true" />
          </button>
        )}
      </span>
      {list.open ? <SuggestionList id={id} suggestions={list.suggestions} active={list.active} onTake={take} /> : null}
      <ProblemLine id={`${id}-problem`} problems={told} text={text} onTake={commit} hidden={list.open} />
    </search>
  )
}

/** Has no key come for a moment? */
function useRested(text: string): boolean {
  const [seen, setSeen] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSeen(text), waitMs)
    return () => clearTimeout(timer)
  }, [text])
  return seen === text
}

/** With a query that cannot be read, the stream must not show the result of the one before. */
function useTellUnreadable(unreadable: boolean): void {
  useEffect(() => {
    useStream.setState({ unreadable })
    return () => useStream.setState({ unreadable: false })
  }, [unreadable])
}

type Keys = Readonly<Record<string, () => void>>

const focusResults = () => document.querySelector<HTMLElement>('[data-list="deliveries"]')?.focus()

/** In a narrow window a delivery lies over the stream, whose box cannot have the focus then. */
function uncover(input: HTMLElement | null): void {
  if (input?.closest('[inert]')) flushSync(() => navigate({ deliveryId: null }, { replace: true }))
}

interface ProblemLineProps {
  readonly id: string
  readonly problems: readonly QueryProblem[]
  readonly text: string
  readonly onTake: (text: string) => void
  readonly hidden: boolean
}

/** The first thing in the query that cannot be read, with what may have been meant. Floats, so that the list stays still. */
function ProblemLine({ id, problems, text, onTake, hidden }: ProblemLineProps) {
  const [first] = problems
  if (!first || hidden) return <span id={id} />
  const { suggestion, span, message } = first
  return (
    <div
      id={id}
      role="alert"
      className="absolute top-8 left-0 z-10 flex max-w-full items-start gap-2 rounded-8 border border-strong bg-raised px-2 py-1.5 text-12 text-ink-2 shadow-float"
    >
      <Glyph name="finding" className="mt-0.5 text-warn" />
      <span className="min-w-0">{message}</span>
      {suggestion === null ? null : (
        <button
          type="button"
          className="mono flex-none text-accent underline-offset-2 hover:underline"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(replaceTerm(text, span, suggestion))}
        >
          {suggestion}
        </button>
      )}
    </div>
  )
}

const waitMs = 180

/**
 * The text in the box. It becomes the stream's query a moment after the last key, as far as it can be read: with a term
 * that has a problem the query before stays.
 */
function useDraft() {
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
