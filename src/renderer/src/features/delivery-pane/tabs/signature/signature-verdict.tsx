import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import type { Verification } from '#shared/model/verification.ts'
import { verificationWords } from '#shared/sentences/verification-sentence.ts'
import { Glyph } from '../../../../ui/glyphs.tsx'
import { RichText } from '../../../../ui/rich-text.tsx'
import { Section } from '../../../../ui/section.tsx'
import { verificationTone } from '../../../../ui/verification-badge.tsx'

const colours = { ok: 'text-ok', none: 'text-ink-3', warn: 'text-warn', bad: 'text-bad' } as const

interface SignatureVerdictProps {
  /** With the secrets that exist now. */
  readonly now: Verification
  /** As stored when the delivery arrived. */
  readonly atArrival: Verification
  readonly provider: ProviderInfo | null
}

/** The verdict with its cause first. Where today's secrets give another one than at arrival, both are said. */
export function SignatureVerdict({ now, atArrival, provider }: SignatureVerdictProps) {
  const { cause, extent } = verificationWords(now, provider)
  const changed = now.state !== atArrival.state || now.reason !== atArrival.reason
  return (
    <Section label="Verdict">
      <div className="grid grid-cols-[16px_minmax(0,1fr)] items-start gap-x-3">
        <Glyph name={now.state} size={16} className={`mt-0.5 ${colours[verificationTone[now.state]]}`} />
        <div className="sel min-w-0 break-words">
          <h3 className="text-15 font-semibold tracking-[-.006em]">
            <RichText text={cause} />
          </h3>
          {extent ? (
            <p className="mt-1 text-ink-2">
              <RichText text={extent} />
            </p>
          ) : null}
          {changed ? (
            <p className="mt-1 text-12 text-ink-3">
              Checked again with the secrets and the recipe of today. At arrival it was{' '}
              <b className="font-medium text-ink-2">{atArrival.state}</b>:{' '}
              <RichText text={verificationWords(atArrival, provider).cause} />
            </p>
          ) : null}
        </div>
      </div>
    </Section>
  )
}
