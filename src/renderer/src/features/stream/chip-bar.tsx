import { ArrowUp, Download, ListRestart, ListTree, Trash2, X } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { askExport } from '../../state/export-question.ts'
import { setGrouped, useGrouping } from '../../state/grouping.ts'
import { useCount } from '../../state/live-state.ts'
import { askRemoval } from '../../state/removal.ts'
import { navigate, useRoute } from '../../state/route.ts'
import { askRun } from '../../state/run-question.ts'
import {
  hasTerm,
  setChecked,
  streamQuery,
  termsOf,
  useStream,
  withoutTerms,
  withTerm,
} from '../../state/stream-store.ts'
import { Chip, RemovableChip } from '../../ui/badges.tsx'
import { Button } from '../../ui/buttons.tsx'
import { formatCount, plural } from '../../ui/text.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'
import { ListMenu } from './list-menu.tsx'
import { ResultCount } from './result-count.tsx'
import type { LiveStream } from './use-stream-model.ts'

const quick = [
  { term: 'verification:failed', word: 'Failed' },
  { term: 'schema:differs', word: 'Differs' },
  { term: 'status:5xx', word: '5xx' },
] as const
const quickTerms = quick.map(({ term }) => term)

/** Filters that are one click away, those that are on, and the new deliveries that wait. */
export function ChipBar({ stream }: { stream: LiveStream | null }) {
  const checked = useStream((state) => state.checked)
  const page = useRoute((route) => route.page)
  const query = useRoute((route) => route.query)
  return (
    <div
      role="toolbar"
      aria-label="Filters"
      className="flex h-9 flex-none items-center gap-0.5 overflow-hidden border-b border-line px-3"
    >
      {checked.size > 0 ? <CheckedActions ids={checked} /> : <Filters stream={stream} />}
      <span className="min-w-2 flex-1" />
      {checked.size === 0 && query !== '' ? <ResultCount view={ownView(stream, streamQuery({ page, query }))} /> : null}
      <GroupSwitch />
      <NewButton stream={stream} />
      {checked.size === 0 ? <ListMenu empty={stream?.view.count === 0 && stream.view.waiting === 0} /> : null}
    </div>
  )
}

/** While the rows of another search are still shown, nothing is told of this one. */
const ownView = (stream: LiveStream | null, query: string) => (stream?.model.query === query ? stream.view : null)

function Filters({ stream }: { stream: LiveStream | null }) {
  const page = useRoute((route) => route.page)
  const query = useRoute((route) => route.query)
  const plain = streamQuery({ page, query: '' })
  const grouped = useGrouping((state) => state.grouped)
  const counted = useCount(plain, grouped)
  // The list itself knows best how many there are, waiting ones included.
  const listed = stream?.model.query === plain && !grouped ? stream.view : null
  const all = listed?.count == null ? counted : { count: listed.count + listed.waiting, capped: listed.capped }
  // A term that stands there twice is one filter, and goes at once.
  const others = [...new Set(termsOf(query))].filter((term) => !quickTerms.some((known) => known === term))
  return (
    <>
      <Chip pressed={query === ''} count={all} onClick={() => navigate({ query: '' })}>
        All
      </Chip>
      {quick.map((chip) => (
        <QuickChip key={chip.term} {...chip} />
      ))}
      {others.map((term) => (
        <RemovableChip key={term} text={term} onRemove={() => navigate({ query: withoutTerms(query, [term]) })} />
      ))}
    </>
  )
}

const QuickChip = memo(function QuickChip({ term, word }: { term: string; word: string }) {
  const page = useRoute((route) => route.page)
  const query = useRoute((route) => route.query)
  const rest = withoutTerms(query, quickTerms)
  const grouped = useGrouping((state) => state.grouped)
  const count = useCount(streamQuery({ page, query: withTerm(rest, term) }), grouped)
  const pressed = hasTerm(query, term)
  return (
    <Chip
      pressed={pressed}
      count={count}
      onClick={() => navigate({ query: pressed ? withoutTerms(query, [term]) : withTerm(query, term) })}
    >
      {word}
    </Chip>
  )
})

/** Switches between one row for each delivery and one for each event. */
const GroupSwitch = memo(function GroupSwitch() {
  const grouped = useGrouping((state) => state.grouped)
  return (
    <Tooltip text={grouped ? 'One row for each delivery' : 'One row for each event, its attempts below it'} keys="v">
      <Chip aria-label="Events" pressed={grouped} onClick={() => setGrouped(!grouped)}>
        <ListTree className="size-3.5" aria-hidden="true" />
        {/* In a narrow list the new deliveries need the room. */}
        <span className="@max-[560px]/stream:hidden">Events</span>
      </Chip>
    </Tooltip>
  )
})

function NewButton({ stream }: { stream: LiveStream | null }) {
  const waiting = stream?.view.waiting ?? 0
  if (!stream || waiting === 0) return null
  return (
    <Tooltip text="Show them, from the top" keys=".">
      <button
        type="button"
        onClick={() => {
          stream.model.showNew()
          document.querySelector('[data-list="deliveries"]')?.scrollTo({ top: 0 })
        }}
        className="inline-flex h-5 flex-none items-center gap-1 rounded-5 border border-strong bg-pane px-2 text-11 font-medium text-accent num hover:bg-hover"
      >
        <ArrowUp className="size-3" aria-hidden="true" />
        {formatCount(waiting)} new
      </button>
    </Tooltip>
  )
}

/** In a narrow list the signs have to do; it is said all the same. */
function Word({ children }: { children: ReactNode }) {
  return <span className="@max-[680px]/stream:sr-only">{children}</span>
}

/** What can be done with the chosen deliveries. */
function CheckedActions({ ids }: { ids: ReadonlySet<string> }) {
  return (
    <>
      <span className="mr-2 flex-none text-12 font-medium whitespace-nowrap num">
        {plural(ids.size, 'delivery', 'deliveries')} selected
      </span>
      <Button variant="quiet" className="h-6" icon={<Download />} title="Export…" onClick={() => askExport('chosen')}>
        <Word>Export…</Word>
      </Button>
      <Button
        variant="quiet"
        className="h-6"
        icon={<ListRestart />}
        title="Replay…"
        onClick={() => askRun({ deliveries: { kind: 'ids', ids: [...ids] }, drill: false })}
      >
        <Word>Replay…</Word>
      </Button>
      <Button variant="quiet" className="h-6" icon={<Trash2 />} title="Delete…" onClick={() => askRemoval(ids)}>
        <Word>Delete…</Word>
      </Button>
      <Button
        variant="quiet"
        className="h-6"
        icon={<X />}
        title="Clear selection"
        keys="Escape"
        onClick={() => setChecked([])}
      >
        <Word>Clear selection</Word>
      </Button>
    </>
  )
}
