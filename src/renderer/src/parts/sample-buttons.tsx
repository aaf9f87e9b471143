import { Send } from 'lucide-react'
import { useState } from 'react'
import type { AppContract } from '#shared/api/contract.ts'
import type { CallOutput } from '#shared/api/contract-types.ts'
import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import { errorText, useClient } from '../state/client.tsx'
import { Button } from '../ui/buttons.tsx'
import { Glyph } from '../ui/glyphs.tsx'
import { FieldError } from '../ui/inputs.tsx'

type Sent = CallOutput<AppContract['calls']['samples.send']>

/** Sending of sample events: the state that its buttons share. */
export interface Samples {
  readonly sending: string | null
  readonly outcome:
    | { readonly event: string; readonly sent: Sent }
    | { readonly event: string; readonly error: string }
    | null
  readonly send: (provider: string, event: string) => void
}

export function useSamples(endpointId: string): Samples {
  const client = useClient()
  const [sending, setSending] = useState<string | null>(null)
  const [outcome, setOutcome] = useState<Samples['outcome']>(null)
  const send = (provider: string, event: string) => {
    if (sending !== null) return
    setSending(event)
    client
      .call('samples.send', { endpointId, provider, event })
      .then((sent) => setOutcome({ event, sent }))
      .catch((error: unknown) => setOutcome({ event, error: errorText(error) }))
      .finally(() => setSending(null))
  }
  return { sending, outcome, send }
}

interface SampleButtonsProps {
  readonly samples: Samples
  readonly provider: string
  readonly events: ProviderInfo['samples']
}

/** One button for each event that a sample exists of, and what became of the last one. */
export function SampleButtons({ samples, provider, events }: SampleButtonsProps) {
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap gap-2">
        {events.map(({ event, documented, madeUp }) => (
          <Button
            key={event}
            icon={<Send />}
            aria-label={`Send a sample ${event}`}
            title={madeUp ? madeUpHint : documented === 'envelope' ? envelopeHint : undefined}
            disabled={samples.sending !== null}
            onClick={() => samples.send(provider, event)}
          >
            <span className="mono">{event}</span>
            {madeUp ? <SampleMark>name made up</SampleMark> : null}
            {documented === 'envelope' ? <SampleMark>envelope only</SampleMark> : null}
          </Button>
        ))}
      </div>
      <SampleOutcome samples={samples} />
    </div>
  )
}

const envelopeHint = 'Only the envelope of this event is documented: its own fields are missing from the sample.'
const madeUpHint = 'The provider documents this family of events, but no event of this name.'

function SampleMark({ children }: { children: string }) {
  return <span className="text-11 font-normal text-ink-3">{children}</span>
}

/** What became of the last sample, in one line. */
function SampleOutcome({ samples: { outcome } }: { samples: Samples }) {
  if (!outcome) return null
  const problem = 'error' in outcome ? outcome.error : outcome.sent.problem
  return (
    <p className="text-12 text-ink-2" role={problem ? 'alert' : 'status'}>
      {problem ? (
        <FieldError text={problem} />
      ) : 'sent' in outcome ? (
        <Arrived event={outcome.event} sent={outcome.sent} />
      ) : null}
    </p>
  )
}

function Arrived({ event, sent }: { event: string; sent: Sent }) {
  const signed = sent.signedWith ? `signed with “${sent.signedWith}”` : 'not signed'
  const way = sent.via === 'tunnel' ? 'through the tunnel' : 'straight to the receiver'
  return (
    <span className="flex items-start gap-1.5">
      <Glyph name="yes" className="mt-0.5 text-ok" />
      <span>
        <span className="mono">{event}</span> sent {way}, {signed}, answered {sent.status ?? 'nothing'}.
      </span>
    </span>
  )
}
