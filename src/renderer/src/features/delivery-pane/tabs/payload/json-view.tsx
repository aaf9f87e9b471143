import { Check, Copy, Search, WrapText } from 'lucide-react'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import type { CodeViewHandle } from '../../../../code/code-view-props.ts'
import { CodeView } from '../../../../code/code-views.tsx'
import { type JsonDocument, useJsonDocument } from '../../../../code/json-document.ts'
import { asReceived, formatJson, type JsonCursor, meantOffset, type WholeTexts } from '../../../../code/json-text.ts'
import { byteOffset, type ReadText } from '../../../../code/read-bytes.ts'
import type { TextProblem } from '../../../../code/text-problem.ts'
import { useCommands } from '../../../../state/commands.ts'
import { Button, CopyButton, copyText, IconButton } from '../../../../ui/buttons.tsx'
import { formatCount } from '../../../../ui/text.tsx'
import { ProblemLine, useProblemMark } from '../body/not-json.tsx'

interface JsonViewProps {
  readonly read: ReadText
  readonly formatted: boolean
  /** Byte ranges are in the body as received, which a content coding makes meaningless. */
  readonly ranges: boolean
  /** Where it stops being JSON; then it is shown as received. */
  readonly problem: TextProblem | null
  readonly bar: ReactNode
}

/** JSON with folding, and below it the value at the cursor: pointer, type, bytes. */
export function JsonView({ read, formatted, ranges, problem, bar }: JsonViewProps) {
  const [whole, setWhole] = useWholeTexts(read)
  const json = useJsonDocument(read.text, formatted, whole)
  const shown = json?.shown ?? nothing
  const { marks, reveal, revealAgain } = useProblemMark(problem, shown)
  const [place, setPlace] = useState({ text: '', offset: 0 })
  const view = useRef<CodeViewHandle>(null)
  const cursor = useValueAt(problem ? null : json, place)

  const [copied, copy] = useCopied()
  const [wrap, setWrap] = useWrap()
  // What is left out is not found: so all of it is shown first.
  const find = () => {
    if (shown.shortened.length === 0) return view.current?.find()
    setWhole('all')
    requestAnimationFrame(() => view.current?.find())
  }
  const copyPath = () => cursor && copy('path', cursor.pointer)
  const copyValue = () => cursor && copy('value', cursor.value)
  useCommands([
    {
      id: 'payload.copy-path',
      offline: true,
      title: 'Copy the path at the cursor',
      group: 'This delivery',
      keys: ['p'],
      when: () => cursor !== null,
      run: copyPath,
    },
    {
      id: 'payload.copy-value',
      offline: true,
      title: 'Copy the value at the cursor',
      group: 'This delivery',
      keys: ['y'],
      when: () => cursor !== null,
      run: copyValue,
    },
  ])

  return (
    <>
      <PayloadBar
        actions={
          <>
            {formatted ? (
              <>
                <IconButton
                  label="Wrap long lines"
                  aria-pressed={wrap}
                  icon={<WrapText />}
                  onClick={() => setWrap(!wrap)}
                />
                <Button
                  variant="quiet"
                  onClick={() => {
                    setWhole('none')
                    view.current?.foldAll()
                  }}
                >
                  Fold
                </Button>
                <Button
                  variant="quiet"
                  onClick={() => {
                    setWhole('all')
                    view.current?.unfoldAll()
                  }}
                >
                  Unfold
                </Button>
              </>
            ) : null}
            <IconButton label="Find in the payload" icon={<Search />} onClick={find} />
            <CopyButton text={() => (formatted ? formatJson(read.text).text : read.text)} label="Copy the payload" />
          </>
        }
      >
        {bar}
      </PayloadBar>
      {problem ? <ProblemLine problem={problem} onShow={revealAgain} /> : null}
      <div className="min-h-0 flex-1">
        {json ? (
          <CodeView
            // What was folded at first is open in a view of its own.
            key={whole === 'all' && json.folds.length > 0 ? 'whole' : 'folded'}
            ref={view}
            text={shown.text}
            label="Payload"
            wrap={wrap || !formatted}
            {...(marks ? { marks } : {})}
            folds={whole === 'all' ? [] : json.folds}
            scan={json.scan}
            notes={json.notes}
            onNote={setWhole}
            reveal={reveal}
            onCursor={(offset) => setPlace({ text: shown.text, offset })}
          />
        ) : (
          <div className="h-full" aria-busy="true" />
        )}
      </div>
      <ValueFooter
        cursor={cursor}
        bytes={cursor && ranges && read.exact ? byteRange(read, cursor.start, cursor.end) : null}
        readable={problem === null && json?.readable !== false}
        copied={copied}
        onCopyPath={copyPath}
        onCopyValue={copyValue}
      />
    </>
  )
}

interface ValueFooterProps {
  readonly cursor: JsonCursor | null
  /** Where the value stands in the body as received; null where that is not known. */
  readonly bytes: string | null
  readonly readable: boolean
  /** What was copied a moment ago. */
  readonly copied: string | null
  readonly onCopyPath: () => void
  readonly onCopyValue: () => void
}

/** The value at the cursor, and what can be copied of it. */
function ValueFooter({ cursor, bytes, readable, copied, onCopyPath, onCopyValue }: ValueFooterProps) {
  return (
    <footer className="flex h-11 flex-none items-center gap-3 border-t border-line px-4 text-12">
      {cursor ? (
        <>
          <span className="mono cut" title={cursor.pointer}>
            {cursor.pointer || 'the whole payload'}
          </span>
          <span className="text-ink-3">{cursor.type}</span>
          {bytes ? <span className="cut flex-none text-ink-3 num max-[1000px]:hidden">{bytes}</span> : null}
        </>
      ) : (
        <span className="cut text-ink-3">
          {readable
            ? 'Put the cursor on a value to see its path and bytes.'
            : 'This is not JSON, or nested too deeply for paths.'}
        </span>
      )}
      <span className="flex-1" />
      <span className="sr-only" aria-live="polite">
        {copied ? `${copied} copied` : ''}
      </span>
      <Button
        icon={copied === 'path' ? <Check className="text-ok" /> : <Copy />}
        keys="p"
        disabled={!cursor}
        onClick={onCopyPath}
      >
        Path
      </Button>
      <Button
        icon={copied === 'value' ? <Check className="text-ok" /> : <Copy />}
        keys="y"
        disabled={!cursor}
        onClick={onCopyValue}
      >
        Value
      </Button>
    </footer>
  )
}

/** Which long strings are shown whole; of another payload none is. */
function useWholeTexts(read: ReadText) {
  const [chosen, setChosen] = useState<{ readonly of: ReadText; readonly whole: WholeTexts }>()
  const whole = chosen?.of === read ? chosen.whole : none
  const set = (which: number | 'all' | 'none') => {
    if (which === 'none') setChosen({ of: read, whole: none })
    else if (whole !== 'all') setChosen({ of: read, whole: which === 'all' ? 'all' : [...whole, which] })
  }
  return [whole, set] as const
}

const none: readonly number[] = []
const nothing = asReceived('')

/** The value at the cursor, null where there is none, or as long as it is not known. */
function useValueAt(json: JsonDocument | null, place: { text: string; offset: number }): JsonCursor | null {
  const found = useMemo(() => {
    if (!json || place.text !== json.shown.text) return null
    return json.cursorAt(json.shown.toSource(meantOffset(json.shown.text, place.offset)))
  }, [json, place])
  const [late, setLate] = useState<{ readonly of: unknown; readonly cursor: JsonCursor | null }>()
  useEffect(() => {
    if (!(found instanceof Promise)) return
    let current = true
    void found.then((cursor) => current && setLate({ of: found, cursor }))
    return () => {
      current = false
    }
  }, [found])
  if (found instanceof Promise) return late?.of === found ? late.cursor : null
  return found
}

function byteRange({ text, bom }: ReadText, start: number, end: number): string {
  const first = byteOffset(text, start) + (bom ? 3 : 0)
  const last = first + byteOffset(text.slice(start, end), end - start) - 1
  return first === last ? `byte ${formatCount(first)}` : `bytes ${formatCount(first)} to ${formatCount(last)}`
}

/** The line above a payload: ways to see it and what it is on the left, what can be done on the right. */
export function PayloadBar({ children, actions }: { children: ReactNode; actions?: ReactNode }) {
  return (
    <div className="flex h-9 flex-none items-center gap-2 border-b border-line px-4">
      {children}
      <span className="flex-1" />
      {actions}
    </div>
  )
}

const wrapKey = 'switchhook.payload.wrap'

/** Whether long lines are wrapped, remembered in this browser. */
function useWrap(): readonly [wrap: boolean, set: (wrap: boolean) => void] {
  const [wrap, setWrap] = useState(() => localStorage.getItem(wrapKey) === 'on')
  return [
    wrap,
    (next) => {
      localStorage.setItem(wrapKey, next ? 'on' : 'off')
      setWrap(next)
    },
  ]
}

/** Copies, and tells for a moment which of several things was copied. */
function useCopied(): readonly [copied: string | null, copy: (name: string, text: string) => void] {
  const [copied, setCopied] = useState<string | null>(null)
  useEffect(() => {
    if (copied === null) return
    const timer = setTimeout(() => setCopied(null), 1500)
    return () => clearTimeout(timer)
  }, [copied])
  return [copied, (name, text) => void copyText(text).then((done) => setCopied(done ? name : null))]
}
