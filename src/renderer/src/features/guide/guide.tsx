import { useState } from 'react'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import { useEndpoints } from '../../state/endpoints-store.ts'
import { useProvider } from '../../state/providers-store.ts'
import { GuideEndpoints } from './guide-endpoints.tsx'
import { GuideSteps } from './guide-steps.tsx'

/** First run: a URL for each provider, what to do with it, and a sample event to see it work. */
export function Guide() {
  const endpoints = useEndpoints((state) => state.endpoints)
  const [chosen, setChosen] = useState<string | null>(null)
  const endpoint = endpoints?.find(({ id }) => id === chosen) ?? endpoints?.[0]
  if (!endpoints || !endpoint) return null
  return (
    <section
      aria-label="First steps"
      className="max-h-[calc(100%-132px)] min-h-0 flex-none overflow-y-auto border-b border-line [container:guide/inline-size]"
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
