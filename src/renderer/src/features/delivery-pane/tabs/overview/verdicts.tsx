import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import { answerSentence } from '#shared/sentences/answer-sentence.ts'
import { conformanceSentence } from '#shared/sentences/conformance-sentence.ts'
import { verificationSentence } from '#shared/sentences/verification-sentence.ts'
import { answerTone } from '../../../../ui/answer-tone.ts'
import type { Tone } from '../../../../ui/badge.tsx'
import { conformanceTone } from '../../../../ui/conformance-badge.tsx'
import { Glyph, type GlyphName } from '../../../../ui/glyphs.tsx'
import { RichText } from '../../../../ui/rich-text.tsx'
import { Section } from '../../../../ui/section.tsx'
import { verificationTone } from '../../../../ui/verification-badge.tsx'

const colours: Record<Tone, { glyph: string; word: string }> = {
  ok: { glyph: 'text-ok', word: 'font-medium' },
  none: { glyph: 'text-ink-3', word: 'font-medium' },
  warn: { glyph: 'text-warn', word: 'font-semibold text-warn' },
  bad: { glyph: 'text-bad', word: 'font-semibold text-bad' },
}

/** The three verdicts on a delivery, one sentence each. */
export function Verdicts({ detail, provider }: { detail: DeliveryDetail; provider: ProviderInfo | null }) {
  const { verdict, check, answer } = detail
  const late = answer !== null && answerTone(answer, detail.deadlineMs).time === 'bad'
  const bad = answer !== null && answer.status >= 400
  return (
    <Section label="Verdicts">
      <ul className="grid gap-3">
        <Verdict
          glyph={verdict.state}
          tone={verificationTone[verdict.state]}
          word={verdict.state}
          sentence={verificationSentence(verdict, provider)}
        />
        <Verdict
          glyph={check.state}
          tone={conformanceTone[check.state]}
          word={check.state}
          sentence={conformanceSentence(check, provider)}
        />
        <Verdict
          glyph={late ? 'late' : 'answered'}
          tone={late || bad ? 'bad' : answer ? 'ok' : 'none'}
          word={late ? 'late' : answer ? 'answered' : 'no answer'}
          sentence={answerSentence(detail)}
        />
      </ul>
    </Section>
  )
}

interface VerdictProps {
  readonly glyph: GlyphName
  readonly tone: Tone
  readonly word: string
  readonly sentence: string
}

function Verdict({ glyph, tone, word, sentence }: VerdictProps) {
  return (
    <li className="grid grid-cols-[12px_76px_minmax(0,1fr)] items-start gap-x-2">
      <Glyph name={glyph} className={`mt-1 ${colours[tone].glyph}`} />
      <span className={colours[tone].word}>{word}</span>
      <p className="sel break-words text-ink-2">
        <RichText text={sentence} />
      </p>
    </li>
  )
}
