import type { IssueKind, SchemaIssue } from '#shared/model/conformance.ts'
import { Glyph, type GlyphName } from '../../../../ui/glyphs.tsx'
import { RichText } from '../../../../ui/text.tsx'

const glyphOf = ({ kind }: SchemaIssue): GlyphName =>
  kind === 'missing' ? 'missing' : kind === 'extra' ? 'extra' : 'differs'

interface IssueListProps {
  readonly groups: readonly IssueGroup[]
  /** Where the payload leaves what is only seen in an example: shown below, and never loud. */
  readonly notes: readonly IssueGroup[]
  readonly current: SchemaIssue | null
  readonly onChoose: (issue: SchemaIssue) => void
}

/** Issues by the object they are in; choosing one shows its line. */
export function IssueList({ groups, notes, current, onChoose }: IssueListProps) {
  return (
    <div className="min-h-0 overflow-y-auto py-2">
      <IssueGroups groups={groups} tone={issueTone} current={current} onChoose={onChoose} />
      {notes.length > 0 ? (
        <section aria-label="Notes">
          <h3 className="px-4 pt-3 pb-1 text-12 font-medium">Notes</h3>
          <p className="px-4 pb-1 text-12 text-ink-3">
            Not differences: nothing promises that what an example shows is always there.
          </p>
          <IssueGroups groups={notes} tone={() => 'none'} current={current} onChoose={onChoose} />
        </section>
      ) : null}
    </div>
  )
}

const tones = { bad: 'text-bad', warn: 'text-warn', none: 'text-ink-3' } as const

interface IssueGroupsProps extends Pick<IssueListProps, 'groups' | 'current' | 'onChoose'> {
  readonly tone: (issue: SchemaIssue) => keyof typeof tones
}

function IssueGroups({ groups, tone, current, onChoose }: IssueGroupsProps) {
  return (
    <>
      {groups.map((group) => (
        <section key={group.parent} aria-label={group.label}>
          <h4 className="mono px-4 py-1 text-ink-2">{group.label}</h4>
          <ul>
            {group.issues.map(({ issue, name }) => (
              <li key={`${issue.pointer} ${issue.keyword}`}>
                <button
                  type="button"
                  aria-current={issue === current ? 'true' : undefined}
                  onClick={() => onChoose(issue)}
                  className={`inset-focus grid w-full grid-cols-[12px_minmax(0,1fr)_auto] items-start gap-x-2 py-1.5 pr-4 pl-8 text-left ${
                    issue === current ? 'selected-edge' : 'hover:bg-hover'
                  }`}
                >
                  <Glyph name={glyphOf(issue)} className={`mt-0.5 ${tones[tone(issue)]}`} />
                  <span className="mono font-medium break-all">{name}</span>
                  <span className={`text-11 font-medium ${tones[tone(issue)]}`}>
                    {kindNames[issue.kind].toLowerCase()}
                  </span>
                  <span className="col-start-2 col-end-4 mt-0.5 text-12 break-words text-ink-2">
                    <RichText text={shortMessage(issue)} />.
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  )
}

export const kindNames: Record<IssueKind, string> = {
  missing: 'Missing',
  extra: 'Extra',
  type: 'Wrong type',
  null: 'Null',
  value: 'Value',
  format: 'Format',
  other: 'Other',
}

/** How loud an issue is: a wrong type or a forbidden null breaks a parser, the rest a reader. */
export const issueTone = ({ kind }: Pick<SchemaIssue, 'kind'>): 'bad' | 'warn' =>
  kind === 'type' || kind === 'null' ? 'bad' : 'warn'

/** Issues of one object or array, in the order of the payload. */
interface IssueGroup {
  /** Pointer of the parent, "" for the top level. */
  readonly parent: string
  readonly label: string
  readonly issues: readonly NamedIssue[]
}

interface NamedIssue {
  readonly issue: SchemaIssue
  /** Last part of the pointer: a field's name or "[2]"; "the payload" for the whole. */
  readonly name: string
}

/** Number of issues of each kind that occurs, in a fixed order. */
export function countKinds(issues: readonly SchemaIssue[]): { readonly kind: IssueKind; readonly count: number }[] {
  return (Object.keys(kindNames) as IssueKind[])
    .map((kind) => ({ kind, count: issues.filter((issue) => issue.kind === kind).length }))
    .filter(({ count }) => count > 0)
}

/** Issues by the object or array that they are in; groups and issues in the order of the payload. */
export function groupIssues(issues: readonly SchemaIssue[]): IssueGroup[] {
  const groups = new Map<string, NamedIssue[]>()
  const sorted = [...issues].sort((a, b) => a.offset - b.offset || a.pointer.localeCompare(b.pointer))
  for (const issue of sorted) {
    const path = pathOf(issue.pointer)
    const parent = path.slice(0, -1).join('/')
    const group = groups.get(parent) ?? []
    group.push({ issue, name: nameOf(path.at(-1)) })
    groups.set(parent, group)
  }
  return [...groups].map(([parent, list]) => ({ parent, label: labelOf(parent), issues: list }))
}

const pathOf = (pointer: string) => pointer.split('/').slice(1)
const plainKey = (part: string) => part.replaceAll('~1', '/').replaceAll('~0', '~')
const nameOf = (part: string | undefined) =>
  part === undefined ? 'the payload' : /^\d+$/.test(part) ? `[${part}]` : plainKey(part)

/** An issue's message without the place that it begins with, where that is said beside it. */
export function shortMessage({ pointer, message }: Pick<SchemaIssue, 'pointer' | 'message'>): string {
  const place = `${labelOf(pathOf(pointer).join('/'))} `
  return message.startsWith(place) ? message.slice(place.length) : message
}

/** "data.transcriptions[2]" for "data/transcriptions/2". */
function labelOf(parent: string): string {
  if (parent === '') return 'top level'
  return parent
    .split('/')
    .map((part, index) => (/^\d+$/.test(part) ? `[${part}]` : `${index > 0 ? '.' : ''}${plainKey(part)}`))
    .join('')
}
