import { EyeOff, X } from 'lucide-react'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import type { JsonDifference } from '#shared/compare/compare-json.ts'
import { type ComparedMessage, type Comparison, compareMessages } from '#shared/compare/compare-messages.ts'
import { patternOf } from '#shared/compare/ignore.ts'
import { addIgnoreRule, usualIgnoreRules } from '#shared/compare/ignore-rules.ts'
import type { CompareRules } from '#shared/model/compare-rules.ts'
import { errorText, useCall, useClient } from '../state/client.tsx'
import { Badge } from '../ui/badges.tsx'
import { Button, IconButton } from '../ui/buttons.tsx'
import { FieldError, Input } from '../ui/inputs.tsx'
import { Table, Td, Th } from '../ui/layout.tsx'
import { plural } from '../ui/text.tsx'
import { toast } from '../ui/toast.tsx'

interface ComparisonViewProps {
  readonly left: ComparedMessage
  readonly right: ComparedMessage
  /** Names of the two sides over their columns, e.g. "replay 2". */
  readonly names: readonly [left: string, right: string]
  /** Whose rules say what does not count. */
  readonly endpointId: string
  /** Values that differ are left out: only what is there and of which type counts. */
  readonly onlyStructure?: boolean
}

/** What differs between two messages, and what of it is not to be told again. */
export function ComparisonView({ left, right, names, endpointId, onlyStructure = false }: ComparisonViewProps) {
  const { rules, change, error } = useCompareRules(endpointId)
  const comparison = useMemo(() => compareMessages(left, right, rules), [left, right, rules])
  const { headers, body, notes, ignored } = comparison
  const all = 'differences' in body ? body.differences : []
  const shown = onlyStructure ? all.filter(({ isStructural }) => isStructural) : all
  const ignore = (part: Partial<CompareRules>) => change({ ...rules, ...part })
  return (
    <div>
      {error ? <FieldError text={errorText(error)} /> : null}
      <Result comparison={comparison} places={shown.length} than={names[0]} onlyStructure={onlyStructure} />
      {headers.length > 0 ? (
        <DifferenceTable label="Headers that differ" first="Header" names={names}>
          {headers.map(({ name, left: before, right: after }) => (
            <DifferenceRow
              key={name}
              name={name}
              left={before}
              right={after}
              onIgnore={() => ignore({ headers: [...rules.headers, name.toLowerCase()] })}
            />
          ))}
        </DifferenceTable>
      ) : null}
      {shown.length > 0 ? (
        <DifferenceTable label="Places of the body that differ" first="Place" names={names}>
          {shown.map((difference, index) => (
            <DifferenceRow
              key={`${index} ${difference.pointer}`}
              name={difference.pointer || 'whole body'}
              left={difference.left}
              right={difference.right}
              note={kindWords[difference.kind]}
              onIgnore={
                difference.pointer === ''
                  ? undefined
                  : () => ignore({ pointers: [...rules.pointers, patternOf(difference.pointer)] })
              }
            />
          ))}
        </DifferenceTable>
      ) : null}
      {'more' in body && body.more > 0 ? (
        <p className="py-1 text-12 text-ink-3">And {plural(body.more, 'place')} more.</p>
      ) : null}
      {body.kind === 'text' ? (
        <DifferenceTable label="Lines of the body that differ" first="Place" names={names}>
          <DifferenceRow name={`line ${body.line}`} left={body.left} right={body.right} note="first that differs" />
        </DifferenceTable>
      ) : null}
      {body.kind === 'differs' ? <p className="py-1 text-12 text-ink-2">The bodies differ.</p> : null}
      {notes.map((note) => (
        <p key={note} className="py-1 text-12 text-ink-3">
          {note}
        </p>
      ))}
      <IgnoreRules rules={rules} ignored={ignored} onChange={change} />
    </div>
  )
}

interface ResultProps {
  readonly comparison: Comparison
  /** Of the body, that count. */
  readonly places: number
  /** What it differs from. */
  readonly than: string
  readonly onlyStructure: boolean
}

/** What came of it, in one line. */
function Result({ comparison, places, than, onlyStructure }: ResultProps) {
  const { status, headers, body } = comparison
  const isAlike = status === null && headers.length === 0 && places === 0 && 'differences' in body
  const isSame = comparison.isSame || (onlyStructure && isAlike)
  const sameWords = onlyStructure ? 'same structure' : 'no difference'
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 pb-2" aria-label="Result">
      <li>
        <Badge glyph={isSame ? 'yes' : 'differs'} tone={isSame ? 'none' : 'warn'}>
          {isSame ? sameWords : `differs from ${than}`}
        </Badge>
      </li>
      {status ? (
        <li className="text-12 text-ink-2">
          status {status.left ?? 'none'} → <b className="font-semibold text-ink">{status.right ?? 'none'}</b>
        </li>
      ) : null}
      {headers.length > 0 ? <li className="text-12 text-ink-2">{plural(headers.length, 'header')}</li> : null}
      {places > 0 ? <li className="text-12 text-ink-2">{plural(places, 'place')} in the body</li> : null}
    </ul>
  )
}

const kindWords: Readonly<Record<JsonDifference['kind'], string>> = {
  added: 'added',
  removed: 'removed',
  changed: '',
  respelled: 'same number, written otherwise',
  moved: 'moved',
}

interface DifferenceTableProps {
  readonly label: string
  readonly first: string
  readonly names: readonly [string, string]
  readonly children: ReactNode
}

function DifferenceTable({ label, first, names, children }: DifferenceTableProps) {
  return (
    <div className="-mx-4 mb-2">
      <Table aria-label={label} className="table-fixed">
        <thead>
          <tr>
            <Th className="w-[30%]">{first}</Th>
            <Th>{names[0]}</Th>
            <Th>{names[1]}</Th>
            <Th className="w-12">
              <span className="sr-only">Leave out</span>
            </Th>
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </Table>
    </div>
  )
}

interface DifferenceRowProps {
  readonly name: string
  readonly left: string | null
  readonly right: string | null
  readonly note?: string
  readonly onIgnore?: (() => void) | undefined
}

function DifferenceRow({ name, left, right, note, onIgnore }: DifferenceRowProps) {
  return (
    <tr className="group hover:bg-hover">
      <Td className="mono sel py-1.5 align-top break-all">
        {name} {note ? <span className="font-sans text-11 text-ink-3">{note}</span> : null}
      </Td>
      <Td className="mono sel py-1.5 align-top break-all text-ink-2">{left ?? <Absent />}</Td>
      <Td className="mono sel py-1.5 align-top break-all">{right ?? <Absent />}</Td>
      <Td className="align-top">
        {onIgnore ? (
          <IconButton
            label={`Leave out ${name} from now on`}
            icon={<EyeOff />}
            onClick={onIgnore}
            className="opacity-0 group-hover:opacity-100 focus-visible:opacity-100"
          />
        ) : null}
      </Td>
    </tr>
  )
}

const Absent = () => <span className="font-sans text-11 text-ink-3">absent</span>

interface IgnoreRulesProps {
  readonly rules: CompareRules
  readonly ignored: number
  readonly onChange: (rules: CompareRules) => void
}

/** What is left out of comparisons of this endpoint, to be taken back or added to. */
function IgnoreRules({ rules, ignored, onChange }: IgnoreRulesProps) {
  const [typed, setTyped] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const add = () => {
    const text = typed.trim()
    const added = addIgnoreRule(rules, text)
    if ('problem' in added) return setProblem(added.problem)
    onChange(added.rules)
    setTyped('')
    setProblem(null)
  }
  const all = [
    ...rules.pointers.map((text) => ({
      text,
      without: { ...rules, pointers: rules.pointers.filter((each) => each !== text) },
    })),
    ...rules.headers.map((text) => ({
      text,
      without: { ...rules, headers: rules.headers.filter((each) => each !== text) },
    })),
  ]
  return (
    <details className="text-12">
      <summary className="w-fit rounded-3 leading-7 text-ink-2">
        {ignored === 0 ? 'Nothing is left out' : `${plural(ignored, 'difference')} left out`}, by{' '}
        {plural(all.length, 'rule')} of this endpoint
      </summary>
      <ul aria-label="Left out" className="flex flex-wrap gap-1 py-1">
        {all.map(({ text, without }) => (
          <li key={text} className="inline-flex items-center rounded-5 border border-line bg-sunken pl-2">
            <span className="mono-11">{text}</span>
            <IconButton label={`Count ${text} again`} icon={<X />} size={18} onClick={() => onChange(without)} />
          </li>
        ))}
      </ul>
      <form
        className="flex items-center gap-2 py-1"
        onSubmit={(event) => {
          event.preventDefault()
          add()
        }}
      >
        <Input
          mono
          aria-label="Leave out"
          className="w-64"
          placeholder="/items/*/at or x-request-id"
          value={typed}
          aria-invalid={problem !== null}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="submit" disabled={typed.trim() === ''}>
          Leave out
        </Button>
        {problem ? <FieldError text={problem} /> : null}
      </form>
    </details>
  )
}

function useCompareRules(endpointId: string) {
  const client = useClient()
  const { data, error } = useCall('compare.rules', { endpointId })
  const [changed, setChanged] = useState<CompareRules | null>(null)
  useEffect(() => setChanged(null), [data])
  const change = (rules: CompareRules) => {
    const before = changed
    setChanged(rules)
    client.call('compare.setRules', { endpointId, rules }).catch((failure: unknown) => {
      setChanged(before)
      toast({ tone: 'bad', title: 'The rule was not saved', detail: errorText(failure) })
    })
  }
  return { rules: changed ?? data?.rules ?? usualIgnoreRules, change, error }
}
