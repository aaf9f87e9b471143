import { useClient } from '../../state/client.tsx'
import { approveForwarding, dropForwardingQuestion, useForwarding } from '../../state/forwarding.ts'
import { useEndpoint } from '../../state/live-state.ts'
import { Button } from '../../ui/buttons.tsx'
import { Dialog } from '../../ui/overlays.tsx'
import { Code } from '../../ui/text.tsx'

/** Asks once before deliveries are forwarded to a place that is not on this machine. */
export function ForwardingDialog() {
  const client = useClient()
  const question = useForwarding((state) => state.question)
  const endpoint = useEndpoint(question?.order.endpointId ?? null)
  if (question === null) return null
  const { origins } = question
  const what = origins.length === 1 ? 'This target is' : 'These targets are'
  return (
    <Dialog
      title={`Forward to ${origins.length === 1 ? origins[0] : `${origins.length} targets outside`}?`}
      description={`${what} not on this machine. Every delivery of ${endpoint?.name ?? 'this endpoint'} goes there with its bytes and headers as it arrives. You are asked once; Settings has the list.`}
      onClose={dropForwardingQuestion}
      onSubmit={() => void approveForwarding(client)}
      actions={
        <>
          <Button onClick={dropForwardingQuestion} autoFocus>
            Cancel
          </Button>
          <Button type="submit" variant="primary">
            Forward
          </Button>
        </>
      }
    >
      {origins.map((origin) => (
        <Code key={origin} className="sel break-all">
          {origin}
        </Code>
      ))}
    </Dialog>
  )
}
