import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { DeliveryTab } from '../../state/route.ts'
import type { TabItem } from '../../ui/tabs.tsx'

/** Tabs of the pane, in the order of their keys 1 to 7. A glyph only where something is wrong. */
export function paneTabs(detail: DeliveryDetail): (TabItem & { readonly id: DeliveryTab })[] {
  const { verification, conformance } = detail
  const warns = conformance.state === 'differs' || conformance.state === 'not-json'
  return [
    { id: 'overview', label: 'Overview' },
    { id: 'payload', label: 'Payload' },
    {
      id: 'schema',
      label: 'Schema',
      count: conformance.issues,
      ...(warns ? { glyph: conformance.state, glyphClass: 'text-warn' } : {}),
    },
    {
      id: 'signature',
      label: 'Signature',
      ...(verification.state === 'failed' ? { glyph: 'failed', glyphClass: 'text-bad' } : {}),
    },
    { id: 'headers', label: 'Headers' },
    { id: 'answer', label: 'Answer' },
    { id: 'replays', label: 'Replays', count: detail.replays },
  ]
}
