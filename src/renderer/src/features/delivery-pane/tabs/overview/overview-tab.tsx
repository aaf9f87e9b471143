import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { useProvider } from '../../../../state/providers-store.ts'
import { Section } from '../../../../ui/section.tsx'
import { AttemptsLine } from './attempts-line.tsx'
import { DeadlineBar } from './deadline-bar.tsx'
import { DeliveryFactsList } from './delivery-facts.tsx'
import { Verdicts } from './verdicts.tsx'

/** What happened, the verdicts, the answer against the deadline, the attempts. */
export function OverviewTab({ detail }: { detail: DeliveryDetail }) {
  const provider = useProvider(detail.provider)
  const { headline, detail: more, quote, text } = detail.summary
  const title = headline ?? detail.eventType ?? `${detail.method} request`
  return (
    <>
      <Section label="What happened" className="sel">
        <h3 className="line-clamp-3 text-15 font-semibold tracking-[-.006em] break-words" title={title}>
          {title}
        </h3>
        {(more ?? text) ? <p className="line-clamp-6 break-words text-ink-2">{more ?? text}</p> : null}
        {quote ? <p className="mt-2 line-clamp-6 break-words text-ink-2">“{quote}”</p> : null}
      </Section>
      <Verdicts detail={detail} provider={provider} />
      <DeadlineBar detail={detail} />
      <AttemptsLine detail={detail} provider={provider} />
      <DeliveryFactsList detail={detail} />
    </>
  )
}
