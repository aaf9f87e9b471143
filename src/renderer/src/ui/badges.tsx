import clsx from 'clsx'
import { X } from 'lucide-react'
import type { ComponentProps, CSSProperties, ReactNode } from 'react'
import { againstDeadline } from '#shared/attempts/deadline.ts'
import type { ConformanceState } from '#shared/model/conformance.ts'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import type { VerificationState } from '#shared/model/verification.ts'
import { Glyph, type GlyphName } from './glyphs.tsx'
import { formatCapped, formatMs } from './text.tsx'

const tones = {
  /** All is well: coloured glyph, grey word. */
  ok: 'text-ink-2 [&>svg]:text-ok',
  none: 'text-ink-3',
  warn: 'font-semibold text-warn',
  bad: 'font-semibold text-bad',
} as const
export type Tone = keyof typeof tones

interface BadgeProps {
  readonly glyph: GlyphName
  readonly tone: Tone
  readonly children: ReactNode
  readonly title?: string | undefined
}

/** A state by shape and word: quiet when all is well, weight and colour only when it matters. */
export function Badge({ glyph, tone, children, title }: BadgeProps) {
  return (
    <span title={title} className={clsx('inline-flex items-center gap-1 text-11 whitespace-nowrap num', tones[tone])}>
      <Glyph name={glyph} />
      {children}
    </span>
  )
}

export const verificationTone: Readonly<Record<VerificationState, Tone>> = {
  verified: 'ok',
  failed: 'bad',
  unsigned: 'none',
  unverifiable: 'none',
  checking: 'none',
}

export function VerificationBadge({ state, title }: { state: VerificationState; title?: string }) {
  return (
    <Badge glyph={state} tone={verificationTone[state]} title={title}>
      {state}
    </Badge>
  )
}

export const conformanceTone: Readonly<Record<ConformanceState, Tone>> = {
  conforms: 'ok',
  differs: 'warn',
  'no-schema': 'none',
  'not-json': 'warn',
  'no-body': 'none',
  checking: 'none',
}

interface ConformanceBadgeProps {
  readonly state: ConformanceState
  /** Number of issues, said where the payload differs. */
  readonly issues: number
  readonly title?: string
}

export function ConformanceBadge({ state, issues, title }: ConformanceBadgeProps) {
  return (
    <Badge glyph={state} tone={conformanceTone[state]} title={title}>
      {state === 'differs' ? `differs ${issues > 999 ? '999+' : issues}` : state}
    </Badge>
  )
}

interface AnswerCellProps {
  readonly answer: { readonly status: number; readonly ms: number } | null
  readonly deadlineMs: number | null
  readonly aborted?: boolean
  /** It got no answer, and why. */
  readonly unanswered?: DeliveryRow['unanswered']
  /** Read from a file. */
  readonly imported?: boolean | undefined
}

const unansweredWords = {
  dropped: { word: 'dropped', title: 'The connection was ended by a response rule' },
  'sender-left': { word: 'sender left', title: 'The sender disconnected while the answer was held back' },
  stopped: { word: 'stopped', title: 'Switchhook was closed while the answer was held back' },
} as const

/** Status code left, time right, and on the row's foot a bar: time against the deadline, or dots where none is documented. */
export function AnswerCell({ answer, deadlineMs, aborted = false, unanswered, imported = false }: AnswerCellProps) {
  if (!answer && unanswered) {
    const { word, title } = unansweredWords[unanswered.why]
    return (
      <span className="ans text-11 text-ink-3" title={`${title}, after ${formatMs(unanswered.ms)}`}>
        {word}
      </span>
    )
  }
  if (!answer && imported) {
    return (
      <span className="ans text-11 text-ink-3" title="Imported from a file: it was not answered here">
        imported
      </span>
    )
  }
  if (!answer) {
    return (
      <span className="ans text-11 text-ink-3" title={aborted ? 'The sender disconnected before an answer' : undefined}>
        {aborted ? 'aborted' : 'no answer'}
      </span>
    )
  }
  const tone = answerTone(answer, deadlineMs)
  const share = deadlineMs === null ? null : Math.min(100, (answer.ms / deadlineMs) * 100)
  return (
    <span
      className="ans"
      title={
        deadlineMs === null
          ? `${formatMs(answer.ms)}, no deadline documented`
          : `${formatMs(answer.ms)} of ${formatMs(deadlineMs)}`
      }
    >
      <span className={clsx('mono', tone.status === 'bad' ? 'font-semibold text-bad' : 'text-ink-2')}>
        {answer.status}
      </span>
      <span
        className={clsx(
          'text-11',
          tone.time === 'bad' && 'font-semibold text-bad',
          tone.time === 'warn' && 'font-medium text-warn',
          tone.time === 'quiet' && 'text-ink-3',
        )}
      >
        {formatMs(answer.ms)}
      </span>
      {share === null ? (
        <i className="ans-bar ans-bar-open" />
      ) : (
        <i className={`ans-bar ans-bar-${tone.time}`} style={{ '--share': `${share}%` } as CSSProperties} />
      )}
    </span>
  )
}

interface AnswerTone {
  readonly status: 'quiet' | 'bad'
  /** `warn` near the deadline, `bad` when it has passed. */
  readonly time: 'quiet' | 'warn' | 'bad'
}

/** How loud an answer is shown: 4xx and 5xx, and the time against the provider's documented deadline. */
export function answerTone(answer: { status: number; ms: number }, deadlineMs: number | null): AnswerTone {
  const state = againstDeadline(answer.ms, deadlineMs)
  const late = state === 'late'
  return {
    status: answer.status >= 400 || late ? 'bad' : 'quiet',
    time: late ? 'bad' : state === 'near' ? 'warn' : 'quiet',
  }
}

interface ChipProps extends ComponentProps<'button'> {
  readonly count?: { readonly count: number; readonly capped?: boolean } | null
  readonly pressed: boolean
}

/** A filter that can be switched. */
export function Chip({ count, pressed, className, children, ...props }: ChipProps) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      {...props}
      className={clsx(
        'inline-flex h-6 flex-none items-center gap-1.5 rounded-5 px-2 text-12 leading-none whitespace-nowrap transition-colors',
        pressed ? 'bg-active font-medium text-ink' : 'text-ink-2 hover:bg-hover',
        className,
      )}
    >
      {children}
      {count === undefined || count === null ? null : (
        <span className="text-11 font-normal text-ink-3 num">{formatCapped(count)}</span>
      )}
    </button>
  )
}

/** A filter that is on and can be taken away. */
export function RemovableChip({ text, onRemove }: { text: string; onRemove: () => void }) {
  return (
    <button
      type="button"
      onClick={onRemove}
      aria-label={`Remove the filter ${text}`}
      title="Remove this filter"
      className="inline-flex h-6 max-w-60 min-w-0 items-center gap-1 rounded-5 bg-active px-2 hover:bg-hover"
    >
      <span className="cut mono-11">{text}</span>
      <X className="size-3 flex-none text-ink-3" aria-hidden="true" />
    </button>
  )
}

type Marked = Pick<ProviderInfo, 'name' | 'mark' | 'colour'>

/** Two letters that stand for a provider; "?" where none was detected. The letters carry the meaning, the hue helps the eye. */
export function ProviderMark({ provider }: { provider: Marked | null | undefined }) {
  return (
    <span
      title={provider?.name ?? 'not detected'}
      style={markColour(provider?.colour)}
      className={`mark-tint grid h-4 w-5 flex-none place-items-center rounded-3 text-[10px] leading-4 font-semibold tracking-[.02em] ${
        typeof provider?.colour === 'number' ? 'mark-hue' : ''
      }`}
    >
      {provider?.mark ?? '?'}
    </span>
  )
}

function markColour(colour: string | number | undefined): CSSProperties {
  if (typeof colour === 'number') return { '--hue': colour } as CSSProperties
  const token = colour && /^--mark-[a-z0-9-]+$/.test(colour) ? colour : '--mark-unknown'
  return { '--mark': `var(${token}, var(--mark-unknown))` } as CSSProperties
}

/** The app's sign: a handset on its hook. */
export function BrandSign() {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      width="18"
      height="18"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      className="flex-none text-accent"
    >
      <path d="M3.2 9.7c0-3 3.9-5.2 8.8-5.2s8.8 2.2 8.8 5.2v1.1h-4.9V8.9c-2.5-.8-5.3-.8-7.8 0v1.9H3.2z" />
      <path d="M8 14.3v1.2a4 4 0 0 0 8 0v-1.2M12 19.5V21" />
    </svg>
  )
}
