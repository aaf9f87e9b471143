import type { SchemaIssue } from '#shared/model/conformance.ts'
import { Glyph, type GlyphName } from '../../../../ui/glyphs.tsx'
import { RichText } from '../../../../ui/rich-text.tsx'
import { type IssueGroup, issueTone, kindNames, shortMessage } from './issue-tree.ts'

const glyphOf = ({ kind }: SchemaIssue): GlyphName =>
  kind === 'missing' ? 'missing' : kind === 'extra' ? 'extra' : 'differs'

interface IssueListProps {
  readonly groups: readonly IssueGroup[]
  readonly current: SchemaIssue | null
  readonly onChoose: (issue: SchemaIssue) => void
}

/** Issues by the object they are in; choosing one shows its line. */
export function IssueList({ groups, current, onChoose }: IssueListProps) {
  return (
    <div className="min-h-0 overflow-y-auto py-2">
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
                  <Glyph
                    name={glyphOf(issue)}
                    className={`mt-0.5 ${issueTone(issue) === 'bad' ? 'text-bad' : 'text-warn'}`}
                  />
                  <span className="mono font-medium break-all">{name}</span>
                  <span className={`text-11 font-medium ${issueTone(issue) === 'bad' ? 'text-bad' : 'text-warn'}`}>
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
    </div>
  )
}
