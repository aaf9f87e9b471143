import { useMemo, useState } from 'react'
import type { IssueKind, SchemaIssue } from '#shared/model/conformance.ts'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import { conformanceSentence } from '#shared/sentences/conformance-sentence.ts'
import { useCommands } from '../../../../state/commands.ts'
import { useProvider } from '../../../../state/live-state.ts'
import { conformanceTone } from '../../../../ui/badges.tsx'
import { Glyph } from '../../../../ui/glyphs.tsx'
import { Segmented } from '../../../../ui/inputs.tsx'
import { RichText } from '../../../../ui/text.tsx'
import { KeyCap } from '../../../../ui/tooltip.tsx'
import { useBody } from '../body/use-body.ts'
import { countKinds, groupIssues, IssueList, kindNames } from './issue-list.tsx'
import { MarkedPayload, shownLine, useShownPayload } from './schema-code.tsx'
import { SideBySide } from './side-by-side.tsx'

const none: readonly SchemaIssue[] = []

/** Where the payload leaves its documented schema: as a list, on its own lines, and beside the documented shape. */
export function SchemaTab({ detail }: { detail: DeliveryDetail }) {
  const provider = useProvider(detail.provider)
  const body = useBody(detail)
  const payload = useShownPayload(body, detail)
  const { check } = detail
  const [kind, setKind] = useState<IssueKind | null>(null)
  const [view, setView] = useState<'payload' | 'side'>('payload')
  const [chosen, setChosen] = useState<{ readonly issue: SchemaIssue } | null>(null)
  const notes = check.notes ?? none
  const current = chosen && (check.issues.includes(chosen.issue) || notes.includes(chosen.issue)) ? chosen : null

  const kinds = useMemo(() => countKinds(check.issues), [check.issues])
  const filter = kinds.some((item) => item.kind === kind) ? kind : null
  const issues = useMemo(
    () => (filter === null ? check.issues : check.issues.filter((issue) => issue.kind === filter)),
    [check.issues, filter],
  )
  const groups = useMemo(() => groupIssues(issues), [issues])
  const noteGroups = useMemo(() => groupIssues(notes), [notes])
  const ordered = useMemo(
    () => [...groups, ...noteGroups].flatMap((group) => group.issues.map(({ issue }) => issue)),
    [groups, noteGroups],
  )
  const next = () => {
    const at = current ? ordered.indexOf(current.issue) : -1
    const issue = ordered[(at + 1) % ordered.length]
    if (issue) setChosen({ issue })
  }
  useCommands([
    {
      id: 'schema.next-issue',
      offline: true,
      title: 'Next issue',
      group: 'This delivery',
      keys: ['F8'],
      when: () => ordered.length > 0,
      run: next,
    },
  ])

  return (
    <>
      <SchemaSummary detail={detail} provider={provider} />
      {check.schema ? (
        <div className="flex h-9 flex-none items-center gap-0.5 border-b border-line px-2">
          <fieldset
            aria-label="Issues shown"
            className="flex min-w-0 flex-1 gap-0.5 overflow-x-auto [scrollbar-width:none]"
          >
            {kinds.length > 0 ? (
              <KindChip label="All" count={check.issueCount} pressed={filter === null} onClick={() => setKind(null)} />
            ) : null}
            {kinds.map((item) => (
              <KindChip
                key={item.kind}
                label={kindNames[item.kind]}
                count={item.count}
                pressed={item.kind === filter}
                onClick={() => setKind(item.kind)}
              />
            ))}
          </fieldset>
          <Segmented
            label="View"
            options={[
              { id: 'payload', label: 'Payload' },
              { id: 'side', label: 'Side by side' },
            ]}
            value={view}
            onChange={setView}
          />
        </div>
      ) : null}
      <SchemaBody
        list={
          ordered.length > 0 && view === 'payload' ? (
            <IssueList
              groups={groups}
              notes={noteGroups}
              current={current?.issue ?? null}
              onChoose={(issue) => setChosen({ issue })}
            />
          ) : null
        }
      >
        {view === 'side' && check.schema ? (
          <SideBySide detail={detail} body={body} />
        ) : detail.size === 0 ? null : (
          <MarkedPayload body={body} payload={payload} issues={issues} current={current} />
        )}
      </SchemaBody>
      {ordered.length > 0 && view === 'payload' ? (
        <footer className="flex h-9 flex-none items-center gap-3 border-t border-line px-4 text-12">
          <span className="cut text-ink-2">
            {current ? placeWords(current.issue, shownLine(payload, current.issue)) : 'no issue selected'}
          </span>
          <button type="button" className="flex items-center gap-2 rounded-3 text-ink-2 hover:text-ink" onClick={next}>
            next issue <KeyCap keys="F8" />
          </button>
        </footer>
      ) : null}
    </>
  )
}

/** The line is that of the text beside it, and of the Payload tab's. */
const placeWords = ({ pointer }: SchemaIssue, line: number | null) =>
  line === null ? pointer || 'the payload' : `${pointer || 'the payload'}, line ${line}`

function SchemaSummary({ detail, provider }: { detail: DeliveryDetail; provider: ProviderInfo | null }) {
  const { check } = detail
  const tone = { ok: 'text-ok', none: 'text-ink-3', warn: 'text-warn', bad: 'text-bad' }[conformanceTone[check.state]]
  const entry = provider?.events.find((event) => event.type === check.schema?.event)
  return (
    <div className="grid flex-none grid-cols-[12px_minmax(0,1fr)] items-start gap-x-2 border-b border-line px-4 py-3">
      <Glyph name={check.state} className={`mt-1 ${tone}`} />
      <div className="sel min-w-0 break-words">
        <p>
          <RichText text={conformanceSentence(check, provider)} />
        </p>
        {entry && entry.undocumented.length > 0 ? (
          <p className="mt-1 text-12 text-ink-3">
            Not documented: <RichText text={entry.undocumented.join('; ')} />.
          </p>
        ) : null}
        {check.issueCount > check.issues.length ? (
          <p className="mt-1 text-12 text-ink-3">The first {check.issues.length} are listed.</p>
        ) : null}
      </div>
    </div>
  )
}

/** List and code beside each other; in a narrow pane the list stands above. */
function SchemaBody({ list, children }: { list: React.ReactNode; children: React.ReactNode }) {
  if (!list) return <div className="min-h-0 flex-1">{children}</div>
  return (
    <div className="grid min-h-0 flex-1 grid-rows-[minmax(0,2fr)_minmax(0,3fr)] @min-[640px]/detail:grid-cols-[minmax(280px,4fr)_minmax(0,5fr)] @min-[640px]/detail:grid-rows-1">
      {list}
      <div className="min-h-0 min-w-0 border-t border-line @min-[640px]/detail:border-t-0 @min-[640px]/detail:border-l">
        {children}
      </div>
    </div>
  )
}

interface KindChipProps {
  readonly label: string
  readonly count: number
  readonly pressed: boolean
  readonly onClick: () => void
}

function KindChip({ label, count, pressed, onClick }: KindChipProps) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={onClick}
      className="inset-focus inline-flex h-6 flex-none items-center gap-1.5 rounded-5 px-2 text-12 leading-none whitespace-nowrap text-ink-2 hover:bg-hover aria-pressed:bg-active aria-pressed:font-medium aria-pressed:text-ink"
    >
      {label}
      <span className="text-11 font-normal text-ink-3 num">{count}</span>
    </button>
  )
}
