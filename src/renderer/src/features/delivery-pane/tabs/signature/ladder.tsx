import type { Ladder, LadderStep } from '#shared/model/ladder.ts'
import { plural } from '#shared/sentences/units.ts'
import { Glyph, type GlyphName } from '../../../../ui/glyphs.tsx'
import { Section } from '../../../../ui/layout.tsx'
import { RichText } from '../../../../ui/text.tsx'

const looks: Record<
  LadderStep['outcome'],
  { readonly glyph: GlyphName; readonly tone: string; readonly words: string }
> = {
  passed: { glyph: 'yes', tone: 'text-ink-3', words: 'in order' },
  differs: { glyph: 'no', tone: 'text-ink-3', words: 'does not match' },
  matches: { glyph: 'yes', tone: 'text-ok', words: 'matches' },
  skipped: { glyph: 'open', tone: 'text-ink-3', words: 'skipped' },
}

/** The ladder: what was looked at and tried, from the top, until something fitted. */
export function LadderSteps({ ladder }: { ladder: Ladder }) {
  const { steps, candidates, tookMs, timedOut } = ladder
  if (steps.length === 0) return null
  const aside = `${plural(candidates, 'candidate')}, ${formatTook(tookMs)}${timedOut ? ', stopped by its time limit' : ''}`
  return (
    <Section title="What was tried" aside={aside}>
      <ol aria-label="What was tried" className="-mx-4">
        {foldSteps(steps).map((step) => (
          <Step key={step.title} step={step} />
        ))}
      </ol>
    </Section>
  )
}

function Step({ step }: { step: LadderStep }) {
  const { glyph, tone, words } = looks[step.outcome]
  const found = step.outcome === 'matches'
  const quiet = step.outcome === 'skipped' || step.outcome === 'differs'
  return (
    <li
      data-outcome={step.outcome}
      className={`relative grid grid-cols-[12px_minmax(0,1fr)] items-baseline gap-x-3 px-4 py-[5px] @min-[560px]/detail:grid-cols-[12px_minmax(0,auto)_minmax(80px,1fr)] before:absolute before:inset-y-0 before:left-[21.5px] before:w-px before:bg-line first:before:top-[14px] last:before:bottom-auto last:before:h-[14px] ${found ? 'bg-ok-bg' : ''}`}
    >
      <Glyph name={glyph} className={`relative translate-y-[2px] rounded-full bg-pane ${tone}`} />
      <span className={`sel break-words ${found ? 'font-medium' : quiet ? 'text-ink-2' : ''}`}>
        <RichText text={step.title} />
        <span className="sr-only">, {words}</span>
      </span>
      <span
        className={`sel col-start-2 text-12 break-words @min-[560px]/detail:col-start-3 @min-[560px]/detail:text-right ${found ? 'font-medium text-ok' : 'text-ink-3'}`}
      >
        <RichText text={step.detail} />
      </span>
    </li>
  )
}

const formatTook = (ms: number): string =>
  ms < 1 ? 'under 1 ms' : ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`

/** So many steps that were not needed are named. */
const namedSkipped = 2

/** The steps up to the one that matched; those after it were not needed and become one line. */
export function foldSteps(steps: readonly LadderStep[]): LadderStep[] {
  const found = steps.findIndex(({ outcome }) => outcome === 'matches')
  const rest = found < 0 ? [] : steps.slice(found + 1)
  if (rest.length <= 1 || rest.some(({ outcome }) => outcome !== 'skipped')) return [...steps]
  const names = rest.slice(0, namedSkipped).map(({ title }) => title)
  const more = rest.length - names.length
  const title = names.map((name, index) => (index === 0 ? name : lowerFirst(name))).join(', ')
  const folded = more > 0 ? `${title} and ${more} more` : title
  return [...steps.slice(0, found + 1), { title: folded, detail: 'not needed', outcome: 'skipped' }]
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)
