import { RefreshCw } from 'lucide-react'
import { useState } from 'react'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import { UrlBox } from '../../parts/url-box.tsx'
import { useClient } from '../../state/client.tsx'
import { errorText } from '../../state/error-text.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { FormSection } from '../../ui/form-section.tsx'

/** The URL to hand out: public while the tunnel is up, and the one on this machine. */
export function CaptureUrl({ endpoint }: { endpoint: EndpointStatus }) {
  const client = useClient()
  const [asking, setAsking] = useState(false)
  return (
    <FormSection title="Capture URL" note="The path is a secret of 128 bits. A new path stops the old one at once.">
      {endpoint.publicUrl ? <UrlBox url={endpoint.publicUrl} label="Public URL" /> : null}
      <UrlBox url={endpoint.url} label="URL on this machine" />
      <div className="flex flex-wrap items-center gap-3">
        <Button icon={<RefreshCw />} onClick={() => setAsking(true)}>
          New path…
        </Button>
        <span className="text-12 text-ink-3">
          {endpoint.publicUrl
            ? 'Both lead here.'
            : 'There is no tunnel now, so no URL can be called from the internet.'}
        </span>
      </div>
      {asking ? (
        <ConfirmDialog
          title="Give this endpoint a new path?"
          description="The old URL answers 404 from now on. The new one has to be given to the provider. Deliveries and secrets stay."
          action="New path"
          danger
          errorText={errorText}
          onClose={() => setAsking(false)}
          onConfirm={async () => {
            await client.call('endpoints.newToken', { id: endpoint.id })
          }}
        />
      ) : null}
    </FormSection>
  )
}
