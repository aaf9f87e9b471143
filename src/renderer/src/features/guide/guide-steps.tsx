import { Send } from 'lucide-react'
import { useState } from 'react'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import { closeGuide } from '../../parts/open-guide.ts'
import { SampleButtons, type Samples, useSamples } from '../../parts/sample-buttons.tsx'
import { SetupSteps } from '../../parts/setup-steps.tsx'
import { useClient } from '../../state/client.tsx'
import { useCommands } from '../../state/commands.ts'
import { errorText } from '../../state/error-text.ts'
import { useGuide } from '../../state/guide-store.ts'
import { useProviders } from '../../state/providers-store.ts'
import { Button } from '../../ui/button.tsx'
import { plural } from '../../ui/format.ts'
import { Glyph } from '../../ui/glyphs.tsx'
import { RichText } from '../../ui/rich-text.tsx'
import { Select } from '../../ui/select.tsx'
import { toast } from '../../ui/toast.tsx'

interface GuideStepsProps {
  readonly endpoint: EndpointStatus
  /** Null: the endpoint detects it. */
  readonly provider: ProviderInfo | null
}

/** One endpoint, step by step, and sample events to see it work. */
export function GuideSteps({ endpoint, provider }: GuideStepsProps) {
  const client = useClient()
  const providers = useProviders((state) => state.providers) ?? []
  const [like, setLike] = useState<string | null>(null)
  const sender = provider ?? providers.find(({ id }) => id === like) ?? providers[0] ?? null
  const sending = useSamples(endpoint.id)
  const samples: Samples = {
    ...sending,
    send(sender, event) {
      // Who tries it here wants to go on here: the guide stays when the delivery arrives.
      useGuide.setState({ open: true })
      sending.send(sender, event)
    },
  }
  const first = sender?.samples[0]
  const sendFirst = () => sender && first && samples.send(sender.id, first)
  useCommands([
    {
      id: 'guide.sample',
      title: 'Send a sample event',
      group: 'Stream',
      keys: ['s'],
      when: () => first !== undefined,
      run: sendFirst,
    },
  ])
  const close = () =>
    void closeGuide(client).catch((error: unknown) =>
      toast({ tone: 'bad', title: 'The guide could not be closed', detail: errorText(error) }),
    )

  return (
    <div className="border-t border-line bg-sunken p-4 @min-[860px]/guide:border-t-0 @min-[860px]/guide:border-l @min-[860px]/guide:p-8">
      <div className="mb-5 flex max-w-[640px] items-start gap-3 max-[640px]:flex-wrap">
        <div className="min-w-0 flex-1">
          <h3 className="text-15 font-semibold">{endpoint.name}</h3>
          <p className="text-12 text-ink-2">
            <RichText text={provider?.delivery.note ?? 'For any provider, and for your own tests.'} />
          </p>
        </div>
        <Button
          variant="primary"
          icon={<Send />}
          keys="s"
          disabled={!first || samples.sending !== null}
          onClick={sendFirst}
        >
          {samples.sending ? 'Sending' : 'Send a sample event'}
        </Button>
      </div>
      <SetupSteps endpoint={endpoint} provider={provider} />
      {sender ? (
        <div className="mt-6 max-w-[640px] border-t border-line pt-4">
          <div className="mb-2 flex items-center gap-2">
            <h4 className="text-12 font-medium">Sample events</h4>
            {provider ? null : (
              <Select
                aria-label="Like which provider"
                value={sender.id}
                onChange={(event) => setLike(event.target.value)}
              >
                {providers.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </Select>
            )}
          </div>
          <SampleButtons samples={samples} provider={sender.id} events={sender.samples} />
        </div>
      ) : null}
      <div className="mt-6 flex max-w-[640px] items-center gap-3 border-t border-line pt-4">
        <p className="flex-1 text-12 text-ink-2" role="status">
          {endpoint.deliveries > 0 ? (
            <span className="flex items-center gap-1.5">
              <Glyph name="yes" className="text-ok" />
              {plural(endpoint.deliveries, 'delivery has', 'deliveries have')} arrived at {endpoint.name}.
            </span>
          ) : (
            'Waiting for the first delivery.'
          )}
        </p>
        <Button onClick={close}>{endpoint.deliveries > 0 ? 'Done' : 'Close the guide'}</Button>
      </div>
    </div>
  )
}
