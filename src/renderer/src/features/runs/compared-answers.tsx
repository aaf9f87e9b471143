import { useMemo, useState } from 'react'
import { orderedJson } from '#shared/json/ordered-json.ts'
import type { RunAnswers, RunStatus } from '#shared/model/run.ts'
import { comparedSentence, ordinal, reasonWords } from '#shared/sentences/run-sentences.ts'
import { formatJson } from '../../code/json-text.ts'
import { fromBase64, looksBinary, readText } from '../../code/read-bytes.ts'
import { errorText, useCall } from '../../state/client.tsx'
import { showReplay } from '../../state/replay-to-show.ts'
import { navigate } from '../../state/route.ts'
import { Badge } from '../../ui/badges.tsx'
import { Button } from '../../ui/buttons.tsx'
import { Glyph } from '../../ui/glyphs.tsx'
import { FieldError } from '../../ui/inputs.tsx'
import { plural } from '../../ui/text.tsx'
import { alignLines } from './align-lines.ts'

const shownDeliveries = 50

/** The answers of a drill, delivery by delivery: those that were answered differently first, side by side. */
export function ComparedAnswers({ run }: { run: RunStatus }) {
  const version = `${run.counts.ok + run.counts.late + run.counts.failed} ${run.state}`
  return (
    <section aria-label="Answers compared" className="min-h-0 flex-1 overflow-y-auto">
      <Verdict run={run} />
      <Deliveries key={version} run={run} />
    </section>
  )
}

function Verdict({ run }: { run: RunStatus }) {
  const differing = run.compared?.differing ?? 0
  return (
    <div className="grid gap-1 border-b border-line p-4">
      <p role="status" className={`flex items-center gap-2 text-15 font-semibold ${differing > 0 ? 'text-warn' : ''}`}>
        <Glyph
          name={differing > 0 ? 'finding' : 'yes'}
          className={differing > 0 ? '' : run.compared?.deliveries ? 'text-ok' : 'text-ink-3'}
        />
        {comparedSentence(run)}
      </p>
      <p className="text-12 text-ink-2">
        Switchhook sees answers, not what your app did besides: equal answers do not prove that it acted only once, and
        different ones may differ in a time or an id only.
      </p>
    </div>
  )
}

function Deliveries({ run }: { run: RunStatus }) {
  const { data, error } = useCall('runs.answers', { id: run.id, limit: shownDeliveries })
  if (error)
    return (
      <div role="alert" className="p-4">
        <FieldError text={`The answers could not be read. ${errorText(error)}`} />
      </div>
    )
  return (
    <>
      {data?.answers.map((each) => (
        <ComparedDelivery key={each.deliveryId} compared={each} perPass={run.deliveries} />
      ))}
      {data && data.total > shownDeliveries ? (
        <p className="px-4 py-3 text-12 text-ink-3">
          {plural(data.total - shownDeliveries, 'delivery', 'deliveries')} more; those with different answers come
          first.
        </p>
      ) : null}
    </>
  )
}

function ComparedDelivery({ compared, perPass }: { compared: RunAnswers; perPass: number }) {
  const { row, deliveryId, answers } = compared
  const [other, setOther] = useState(1)
  const differs = answers.length > 1
  const [first] = answers
  const second = answers[Math.min(other, answers.length - 1)]
  const open = (replayId: string) => {
    showReplay(deliveryId, replayId)
    navigate({ page: { kind: 'stream', endpointId: null }, query: '', deliveryId, tab: 'replays' })
  }
  return (
    <article aria-label={row?.eventType ?? 'delivery'} className="grid gap-2 border-b border-line p-4">
      <div className="flex min-w-0 items-center gap-2">
        <Badge glyph={differs ? 'differs' : 'yes'} tone={differs ? 'warn' : 'ok'}>
          {differs ? 'answered differently' : 'same each time'}
        </Badge>
        <span className="cut mono">{row?.eventType ?? 'no event type'}</span>
        <span className="cut flex-1 text-12 text-ink-2">
          {[row?.summary.who, row?.summary.text].filter(Boolean).join(', ')}
        </span>
      </div>
      <ul aria-label="Answers" className="flex flex-wrap gap-1.5">
        {answers.map((answer, at) => (
          <li key={answer.replayId}>
            <Button
              aria-pressed={differs ? at === 0 || at === other : undefined}
              className="num aria-pressed:bg-active"
              onClick={() => (differs && at > 0 && at !== other ? setOther(at) : open(answer.replayId))}
              title={differs && at > 0 && at !== other ? 'Compare with the first answer' : 'Show the replay'}
            >
              {answerName(answer)}, {timesWords(answer, perPass)}
            </Button>
          </li>
        ))}
      </ul>
      {differs && first && second ? <SideBySide left={first} right={second} perPass={perPass} /> : null}
    </article>
  )
}

type Answer = RunAnswers['answers'][number]

const answerName = ({ status, error }: Answer): string =>
  error === null ? String(status) : reasonWords('failed', error)

/** Which of the times were answered so: "1st time", "2nd to 5th time", "3 times". */
function timesWords({ items, count }: Answer, perPass: number): string {
  const times = items.map((item) => Math.ceil(item / perPass))
  const [first, last] = [times[0]!, times.at(-1)!]
  if (count === 1) return `${ordinal(first)} time`
  const isStretch = count === items.length && last - first === count - 1
  return isStretch
    ? `${ordinal(first)} to ${ordinal(last)} time`
    : `${count} times, the first of them the ${ordinal(first)}`
}

function SideBySide({ left, right, perPass }: { left: Answer; right: Answer; perPass: number }) {
  const [one, other] = [useBody(left), useBody(right)]
  const pairs = useMemo(
    () => (one.text === null || other.text === null ? null : alignLines(one.text, other.text)),
    [one.text, other.text],
  )
  const problem = one.problem ?? other.problem
  if (problem !== null) return <FieldError text={`An answer could not be read. ${problem}`} />
  if (pairs === null) return <div className="h-9" aria-busy="true" />
  const isSame = pairs.every((pair) => pair.left === pair.right)
  return (
    <div className="min-w-0 overflow-x-auto rounded-5 border border-line">
      <table aria-label="Answers side by side" className="w-full table-fixed border-collapse">
        <thead>
          <tr className="text-left text-11 text-ink-3">
            {[left, right].map((answer) => (
              <th key={answer.replayId} scope="col" className="border-b border-line px-3 py-1 font-normal">
                {answerName(answer)}, {timesWords(answer, perPass)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="mono">
          {pairs.map((pair, at) => (
            <tr key={at} className={pair.left === pair.right ? '' : 'bg-warn-bg'}>
              {[pair.left, pair.right].map((line, side) => (
                <td
                  key={side}
                  className="sel px-3 align-top break-all whitespace-pre-wrap text-ink-2 first:border-r first:border-line"
                >
                  {line}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {isSame ? (
        <p className="border-t border-line px-3 py-1 text-11 text-ink-3">The bodies are the same; the status is not.</p>
      ) : null}
    </div>
  )
}

/** The body of an answer as text, JSON with its keys in order; empty where nothing was answered. */
function useBody(answer: Answer): { readonly text: string | null; readonly problem: string | null } {
  const { data, error } = useCall('replays.body', answer.error === null ? { id: answer.replayId } : null)
  const text = useMemo(() => {
    if (answer.error !== null) return ''
    if (!data) return null
    const bytes = fromBase64(data.base64)
    if (looksBinary(bytes)) return `${plural(bytes.length, 'byte')} that are not text`
    const { text } = readText(bytes)
    return /^\s*[[{]/.test(text) && text.length < 200_000 ? formatJson(inOrder(text)).text : text
  }, [data, answer.error])
  return { text, problem: error ? errorText(error) : null }
}

function inOrder(text: string): string {
  try {
    return orderedJson(text)
  } catch {
    return text
  }
}
