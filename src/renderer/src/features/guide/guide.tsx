import { Send } from 'lucide-react'
import { useRef, useState } from 'react'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import type { HostStatus } from '#shared/model/status.ts'
import { ProviderPicker } from '../../parts/provider-picker.tsx'
import { SampleButtons, type Samples, useSamples } from '../../parts/sample-buttons.tsx'
import { signingNote } from '../../parts/secret-form.tsx'
import { SetupSteps } from '../../parts/setup-steps.tsx'
import { errorText, useClient } from '../../state/client.tsx'
import { useCommands } from '../../state/commands.ts'
import { useEndpoints, useHost, useProvider, useProviders } from '../../state/live-state.ts'
import { closeGuide, useGuide } from '../../state/stream-store.ts'
import { ProviderMark } from '../../ui/badges.tsx'
import { Button, CopyButton } from '../../ui/buttons.tsx'
import { Glyph } from '../../ui/glyphs.tsx'
import { plural, RichText } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'

/** First run: a URL for each provider, what to do with it, and a sample event to see it work. */
export function Guide() {
  const endpoints = useEndpoints((state) => state.endpoints)
  const [chosen, setChosen] = useState<string | null>(null)
  const endpoint = endpoints?.find(({ id }) => id === chosen) ?? endpoints?.[0]
  if (!endpoints || !endpoint) return null
  return (
    <section
      aria-label="First steps"
      className="min-h-0 overflow-y-auto border-b border-line [container:guide/inline-size]"
    >
      <div className="grid @min-[860px]/guide:grid-cols-[minmax(360px,472px)_minmax(0,1fr)]">
        <GuideEndpoints endpoints={endpoints} chosen={endpoint.id} onChoose={setChosen} />
        <ChosenSteps key={endpoint.id} endpoint={endpoint} />
      </div>
    </section>
  )
}

function ChosenSteps({ endpoint }: { endpoint: EndpointStatus }) {
  const provider = useProvider(endpoint.provider)
  return <GuideSteps endpoint={endpoint} provider={provider} />
}

interface GuideStepsProps {
  readonly endpoint: EndpointStatus
  /** Null: the endpoint detects it. */
  readonly provider: ProviderInfo | null
}

/** One endpoint, step by step, and sample events to see it work. */
function GuideSteps({ endpoint, provider }: GuideStepsProps) {
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
  const first = sender?.samples[0]?.event
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
  const sendButton = useRef<HTMLButtonElement>(null)
  const close = () =>
    void closeGuide(client).then(
      // The button is gone.
      () => document.querySelector<HTMLElement>('[data-list="deliveries"]')?.focus({ preventScroll: true }),
      (error: unknown) => toast({ tone: 'bad', title: 'The guide could not be closed', detail: errorText(error) }),
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
          ref={sendButton}
          variant="primary"
          icon={<Send />}
          keys="s"
          disabled={!first || samples.sending !== null}
          onClick={sendFirst}
        >
          {samples.sending ? 'Sending' : 'Send a sample event'}
        </Button>
      </div>
      <SetupSteps endpoint={endpoint} provider={provider} onSecretSaved={() => sendButton.current?.focus()} />
      {sender ? (
        <div className="mt-6 max-w-[640px] border-t border-line pt-4">
          <div className="mb-2 flex items-center gap-2">
            <h4 className="text-12 font-medium">Sample events</h4>
            {provider ? null : <ProviderPicker label="Sample provider" value={sender.id} onChange={setLike} />}
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

interface GuideEndpointsProps {
  readonly endpoints: readonly EndpointStatus[]
  readonly chosen: string
  readonly onChoose: (id: string) => void
}

/** The URL of each endpoint, ready to be copied. */
function GuideEndpoints({ endpoints, chosen, onChoose }: GuideEndpointsProps) {
  const status = useHost((state) => state.status)
  const byId = useProviders((state) => state.byId)
  const base = status?.tunnel.url ?? status?.receiver.url ?? ''
  return (
    <div className="p-4 @min-[860px]/guide:p-8">
      <h2 className="text-20 font-semibold tracking-[-.012em]">Give a provider one of these URLs</h2>
      <p className="mt-1 text-ink-2">
        Each is an endpoint of its own. Everything that arrives is stored on this machine, byte for byte.
      </p>
      <p className="mono sel mt-2 break-all">{base}</p>
      <ul aria-label="Endpoints" className="-mx-3 mt-5 border-t border-line">
        {endpoints.map((endpoint) => {
          const provider = endpoint.provider === null ? null : (byId.get(endpoint.provider) ?? null)
          const current = endpoint.id === chosen
          return (
            <li
              key={endpoint.id}
              className={`flex h-[52px] items-center gap-3 border-b border-line px-3 ${current ? 'selected-edge' : 'hover:bg-hover'}`}
            >
              <ProviderMark provider={provider} />
              <button
                type="button"
                aria-pressed={current}
                onClick={() => onChoose(endpoint.id)}
                className="min-w-0 flex-1 rounded-3 text-left"
              >
                <span className="cut block">
                  <span className="font-medium">{endpoint.name}</span>{' '}
                  <span className="text-12 text-ink-2">{signingNote(provider)}</span>
                </span>
                <span className="mono-11 cut block text-ink-3">/in/{endpoint.token}</span>
              </button>
              <CopyButton
                text={endpoint.publicUrl ?? endpoint.url}
                label={`Copy the URL of ${endpoint.name}`}
                word="Copy"
              />
            </li>
          )
        })}
      </ul>
      <OtherProvider onMade={onChoose} />
      <p className="mt-4 text-12 text-ink-2" role="status">
        {status ? tunnelLine(status) : null}
      </p>
    </div>
  )
}

/** Any of the other providers: an endpoint of its own is made for the one that is picked. */
function OtherProvider({ onMade }: { onMade: (endpointId: string) => void }) {
  const client = useClient()
  const byId = useProviders((state) => state.byId)
  const make = async (provider: string) => {
    try {
      const { id } = await client.call('endpoints.create', { name: byId.get(provider)?.name ?? provider, provider })
      onMade(id)
    } catch (error) {
      toast({ tone: 'bad', title: 'The endpoint could not be created', detail: errorText(error) })
    }
  }
  return (
    <div className="mt-4 grid max-w-[320px]">
      <ProviderPicker
        label="New endpoint for"
        placeholder="Another provider…"
        value={null}
        onChange={(provider) => provider !== null && void make(provider)}
      />
    </div>
  )
}

/** What the tunnel's state means for the URLs, one or two sentences. */
export function tunnelLine({ tunnel, receiver }: Pick<HostStatus, 'tunnel' | 'receiver'>): string {
  const local = `${receiver.host}:${receiver.port}`
  if (tunnel.state === 'online') return `The tunnel is online. Without internet, the same endpoints answer on ${local}.`
  if (tunnel.state === 'off') {
    return `No tunnel is in use: these URLs only work on this machine. Choose one in Settings to be reached from the internet.`
  }
  if (tunnel.state === 'connecting') return `The tunnel is connecting. Until then, the URLs only work on this machine.`
  const why = tunnel.problem ? ` ${tunnel.problem}` : ''
  return `The tunnel is down and is retried automatically; until then, the URLs only work on this machine.${why}`
}
