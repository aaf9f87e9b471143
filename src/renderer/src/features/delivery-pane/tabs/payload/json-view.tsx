import { Check, Copy, Search, WrapText } from 'lucide-react'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import type { CodeViewHandle } from '../../../../code/code-view-props.ts'
import { CodeView } from '../../../../code/code-views.tsx'
import { asReceived, cursorAt, formatJson, meantOffset, parseJson } from '../../../../code/json-text.ts'
import { byteOffset, type ReadText } from '../../../../code/read-bytes.ts'
import { useCommands } from '../../../../state/commands.ts'
import { Button, CopyButton, copyText, IconButton } from '../../../../ui/buttons.tsx'
import { formatCount } from '../../../../ui/text.tsx'

interface JsonViewProps {
  readonly read: ReadText
  readonly formatted: boolean
  /** Byte ranges are in the body as received, which a content coding makes meaningless. */
  readonly ranges: boolean
  readonly bar: ReactNode
}

/** JSON with folding, and below it the value at the cursor: pointer, type, bytes. */
export function JsonView({ read, formatted, ranges, bar }: JsonViewProps) {
  const shown = useMemo(() => (formatted ? formatJson(read.text) : asReceived(read.text)), [read, formatted])
  const root = useMemo(() => parseJson(read.text), [read])
  const [place, setPlace] = useState({ text: '', offset: 0 })
  const view = useRef<CodeViewHandle>(null)
  const cursor =
    root && place.text === shown.text
      ? cursorAt(root, read.text, shown.toSource(meantOffset(shown.text, place.offset)))
      : null

  const [copied, copy] = useCopied()
  const [wrap, setWrap] = useWrap()
  const copyPath = () => cursor && copy('path', cursor.pointer)
  const copyValue = () => cursor && copy('value', cursor.value)
  useCommands([
    {
      id: 'payload.copy-path',
      title: 'Copy the path at the cursor',
      group: 'This delivery',
      keys: ['p'],
      when: () => cursor !== null,
      run: copyPath,
    },
    {
      id: 'payload.copy-value',
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
                <Button variant="quiet" onClick={() => view.current?.foldAll()}>
                  Fold
                </Button>
                <Button variant="quiet" onClick={() => view.current?.unfoldAll()}>
                  Unfold
                </Button>
              </>
            ) : null}
            <IconButton label="Find in the payload" icon={<Search />} onClick={() => view.current?.find()} />
            <CopyButton text={shown.text} label="Copy the payload as shown" />
          </>
        }
      >
        {bar}
      </PayloadBar>
      <div className="min-h-0 flex-1">
        <CodeView
          ref={view}
          text={shown.text}
          label="Payload"
          wrap={wrap || !formatted}
          onCursor={(offset) => setPlace({ text: shown.text, offset })}
        />
      </div>
      <footer className="flex h-11 flex-none items-center gap-3 border-t border-line px-4 text-12">
        {cursor ? (
          <>
            <span className="mono cut" title={cursor.pointer}>
              {cursor.pointer || 'the whole payload'}
            </span>
            <span className="text-ink-3">{cursor.type}</span>
            {ranges && read.exact ? (
              <span className="cut flex-none text-ink-3 num max-[1000px]:hidden">
                {byteRange(read, cursor.start, cursor.end)}
              </span>
            ) : null}
          </>
        ) : (
          <span className="cut text-ink-3">
            {root
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
          onClick={copyPath}
        >
          Path
        </Button>
        <Button
          icon={copied === 'value' ? <Check className="text-ok" /> : <Copy />}
          keys="y"
          disabled={!cursor}
          onClick={copyValue}
        >
          Value
        </Button>
      </footer>
    </>
  )
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
