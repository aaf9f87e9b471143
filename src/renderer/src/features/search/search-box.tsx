import { Search, X } from 'lucide-react'
import { type KeyboardEvent, useId, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { parseQuery } from '#shared/query/parse-query.ts'
import { useCommands } from '../../state/commands.ts'
import { KeyCap } from '../../ui/key-cap.tsx'
import { ProblemLine } from './problem-line.tsx'
import { SuggestionList } from './suggestion-list.tsx'
import { useDraft } from './use-draft.ts'
import { useSuggestions } from './use-suggestions.ts'

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
      title: 'Search deliveries',
      group: 'Stream',
      keys: ['/'],
      run() {
        input.current?.focus()
        input.current?.select()
      },
    },
    {
      id: 'stream.clear-search',
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
  const chosen = list.open ? list.active : null
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => list.move(1),
    ArrowUp: () => list.move(-1),
    ...(chosen === null ? {} : { Tab: () => take(chosen) }),
    Enter() {
      if (chosen !== null) return take(chosen)
      commit(text)
      setAsked(true)
      list.close()
    },
    Escape() {
      if (list.open) list.close()
      else document.querySelector<HTMLElement>('[data-list="deliveries"]')?.focus()
    },
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const run = event.shiftKey ? undefined : keys[event.key]
    if (!run) return
    event.preventDefault()
    run()
  }

  const { problems } = parseQuery(text, 0)
  // While a term is being typed it is not wrong yet.
  const told =
    asked || !focused ? problems : problems.filter(({ span }) => span.end < (input.current?.selectionStart ?? 0))

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
          aria-activedescendant={list.open && list.active !== null ? `${id}-${list.active}` : undefined}
          aria-autocomplete="list"
          aria-invalid={told.length > 0}
          aria-describedby={`${id}-problem`}
          autoComplete="off"
          spellCheck={false}
          maxLength={2000}
          placeholder={within === null ? 'Search, or type:call.ended verified:no' : `Search in ${within}`}
          value={text}
          onChange={(event) => {
            change(event.target.value)
            setAsked(false)
            list.show()
          }}
          onKeyDown={onKeyDown}
          onSelect={list.refresh}
          onFocus={() => {
            setFocused(true)
            if (text === '') list.show()
          }}
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
            onClick={() => commit('')}
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
