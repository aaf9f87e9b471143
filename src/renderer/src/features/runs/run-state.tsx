import type { RunResult, RunStatus } from '#shared/model/run.ts'
import { resultWords } from '#shared/sentences/run-sentences.ts'
import { Badge, type Tone } from '../../ui/badges.tsx'
import type { GlyphName } from '../../ui/glyphs.tsx'

const states: Readonly<Record<RunStatus['state'], { glyph: GlyphName; tone: Tone; word: string }>> = {
  running: { glyph: 'checking', tone: 'none', word: 'sending' },
  pausing: { glyph: 'checking', tone: 'none', word: 'pausing' },
  paused: { glyph: 'open', tone: 'warn', word: 'paused' },
  done: { glyph: 'yes', tone: 'ok', word: 'finished' },
  cancelled: { glyph: 'unsigned', tone: 'none', word: 'cancelled' },
}

export function RunStateBadge({ run }: { run: RunStatus }) {
  const { glyph, tone, word } = states[run.state]
  return (
    <Badge glyph={glyph} tone={tone}>
      {word}
    </Badge>
  )
}

const results: Readonly<Record<RunResult, { glyph: GlyphName; tone: Tone }>> = {
  ok: { glyph: 'yes', tone: 'ok' },
  late: { glyph: 'late', tone: 'warn' },
  failed: { glyph: 'failed', tone: 'bad' },
  'not-sent': { glyph: 'no', tone: 'warn' },
  unknown: { glyph: 'unverifiable', tone: 'warn' },
  removed: { glyph: 'missing', tone: 'none' },
  sending: { glyph: 'checking', tone: 'none' },
  waiting: { glyph: 'open', tone: 'none' },
}

export function ResultBadge({ result, title }: { result: RunResult; title?: string }) {
  const { glyph, tone } = results[result]
  return (
    <Badge glyph={glyph} tone={tone} title={title}>
      {resultWords[result]}
    </Badge>
  )
}

const shares: readonly (readonly [RunResult, string])[] = [
  ['ok', 'bg-ok'],
  ['late', 'bg-warn'],
  ['failed', 'bg-bad-fill'],
  ['not-sent', 'bg-ink-3'],
  ['unknown', 'bg-ink-3'],
  ['removed', 'bg-strong'],
]

/** What came of the items so far, as one bar; words beside it say the same. */
export function RunBar({ run }: { run: RunStatus }) {
  const { counts, items } = run
  const done = items - counts.waiting - counts.sending
  return (
    <div
      role="progressbar"
      aria-label="Progress of the run"
      aria-valuemin={0}
      aria-valuemax={items}
      aria-valuenow={done}
      className="flex h-2 min-w-0 flex-1 overflow-hidden rounded-3 bg-active"
    >
      {shares.map(([result, fill]) =>
        counts[result] === 0 ? null : (
          <span key={result} className={fill} style={{ width: `${(counts[result] / Math.max(1, items)) * 100}%` }} />
        ),
      )}
    </div>
  )
}
