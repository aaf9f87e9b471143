import { useRef } from 'react'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { FaultBoundary } from '../../parts/fault-boundary.tsx'
import { errorText, useClient, useConnectionState } from '../../state/client.tsx'
import { useCommands } from '../../state/commands.ts'
import { startEditing } from '../../state/editing.ts'
import { recheck } from '../../state/recheck.ts'
import { askReplayTarget, replay } from '../../state/replay-action.ts'
import { type DeliveryTab, deliveryTabs, navigate, useRoute } from '../../state/route.ts'
import { Button } from '../../ui/buttons.tsx'
import type { GlyphName } from '../../ui/glyphs.tsx'
import { FieldError } from '../../ui/inputs.tsx'
import { type TabItem, TabPanel, Tabs } from '../../ui/tabs.tsx'
import { NoteLine } from './annotation.tsx'
import { DeliveryHeader } from './delivery-header.tsx'
import { AnswerTab, HeadersTab } from './tabs/headers-and-answer.tsx'
import { OverviewTab } from './tabs/overview/overview-tab.tsx'
import { PayloadTab } from './tabs/payload/payload-tab.tsx'
import { ReplaysTab } from './tabs/replays/replays-tab.tsx'
import { SchemaTab } from './tabs/schema/schema-tab.tsx'
import { SignatureTab } from './tabs/signature/signature-tab.tsx'
import { useDelivery } from './use-delivery.ts'

/** Everything about one delivery, in seven tabs. */
export function DeliveryPane({ id }: { id: string }) {
  const client = useClient()
  const tab = useRoute((route) => route.tab)
  const { detail, error, stale, reload } = useDelivery(id)
  const lost = useConnectionState() === 'lost'
  const show = (next: DeliveryTab) => navigate({ tab: next }, { replace: true })
  const pane = useRef<HTMLElement>(null)
  const showByKey = (next: DeliveryTab) => {
    const role = document.activeElement?.closest('[role="tab"], [role="tabpanel"]')?.getAttribute('role')
    show(next)
    // The focus goes with the choice: a ring on a tab that is not shown would mislead, and what had it in the panel is gone.
    if (!role) return
    requestAnimationFrame(() =>
      pane.current?.querySelector<HTMLElement>(`[role="${role}"][data-state="active"]`)?.focus(),
    )
  }
  // Keys mean what is selected at this moment, also while the pane still shows the delivery before.
  const selected = () => useRoute.getState().deliveryId ?? id

  useCommands([
    {
      id: 'delivery.replay',
      title: 'Replay to the last target',
      group: 'This delivery',
      keys: ['r'],
      run: () => void replay(client, selected()),
    },
    {
      id: 'delivery.replay-to',
      title: 'Replay to another target…',
      group: 'This delivery',
      keys: ['Shift+r'],
      run: () => askReplayTarget(selected()),
    },
    {
      id: 'delivery.replay-signed',
      title: 'Re-sign and replay',
      group: 'This delivery',
      keys: ['Shift+s'],
      keywords: 're-sign signature secret',
      run: () => void replay(client, selected(), undefined, 'again'),
    },
    {
      id: 'delivery.edit',
      title: 'Edit and replay',
      group: 'This delivery',
      keys: ['e'],
      keywords: 'change body headers url draft resend',
      run() {
        show('replays')
        startEditing(selected())
      },
    },
    {
      id: 'delivery.recheck',
      title: 'Recheck this endpoint’s deliveries',
      group: 'This delivery',
      keywords: 'signature verify recheck',
      when: () => detail !== null,
      run: () => {
        if (!detail) return
        void recheck(client, detail.endpointId)
        show('signature')
      },
    },
    ...deliveryTabs.map((name, index) => ({
      id: `delivery.tab.${name}`,
      offline: true,
      title: `Show ${name}`,
      group: 'This delivery' as const,
      keys: [`${index + 1}`],
      run: () => showByKey(name),
    })),
  ])

  if (stale && lost) return <NotRead />
  if (!detail) {
    return error ? (
      <div role="alert" className="grid justify-items-start gap-3 p-4">
        <FieldError text={`This delivery cannot be shown. ${errorText(error)}`} />
        <Button onClick={() => navigate({ deliveryId: null })}>Close</Button>
      </div>
    ) : (
      <div className="h-full" aria-busy="true" />
    )
  }
  return (
    <section
      ref={pane}
      aria-label="Delivery"
      aria-busy={stale}
      className="stale-fade flex h-full min-h-0 min-w-0 flex-col bg-pane [container:detail/inline-size]"
    >
      <DeliveryHeader detail={detail} />
      <NoteLine note={detail.note} />
      <Tabs label="Delivery" items={paneTabs(detail)} value={tab} onChange={(next) => show(next as DeliveryTab)}>
        <FaultBoundary what="This tab" of={`${detail.id} ${tab}`}>
          <TabPanel id="overview">
            <OverviewTab detail={detail} />
          </TabPanel>
          <TabPanel id="payload" className="flex flex-col">
            <PayloadTab detail={detail} />
          </TabPanel>
          <TabPanel id="schema" className="flex flex-col">
            <SchemaTab detail={detail} />
          </TabPanel>
          <TabPanel id="signature">
            <SignatureTab detail={detail} onExplained={reload} />
          </TabPanel>
          <TabPanel id="headers" className="flex flex-col">
            <HeadersTab detail={detail} />
          </TabPanel>
          <TabPanel id="answer">
            <AnswerTab detail={detail} />
          </TabPanel>
          <TabPanel id="replays" className="flex flex-col">
            <ReplaysTab key={detail.id} detail={detail} />
          </TabPanel>
        </FaultBoundary>
      </Tabs>
    </section>
  )
}

/** Another delivery was chosen while the host is away: the one before would be taken for it. */
function NotRead() {
  return (
    <section aria-label="Delivery" className="grid justify-items-start gap-3 p-4">
      <p className="text-ink-2">
        This delivery was not read before the connection was lost. It is shown when Switchhook is back.
      </p>
      <Button onClick={() => navigate({ deliveryId: null })}>Close</Button>
    </section>
  )
}

/** Tabs of the pane, in the order of their keys 1 to 7. A glyph only where something is wrong. */
function paneTabs(detail: DeliveryDetail): (TabItem & { readonly id: DeliveryTab })[] {
  const { verification, conformance } = detail
  const warns = conformance.state === 'differs' || conformance.state === 'not-json'
  const glyph = (name: GlyphName, glyphClass: string) => ({ glyph: name, glyphClass })
  return [
    { id: 'overview', label: 'Overview' },
    { id: 'payload', label: 'Payload' },
    {
      id: 'schema',
      label: 'Schema',
      count: conformance.issues,
      ...(warns ? glyph(conformance.state, 'text-warn') : {}),
    },
    {
      id: 'signature',
      label: 'Signature',
      ...(verification.state === 'failed' ? glyph('failed', 'text-bad') : {}),
    },
    { id: 'headers', label: 'Headers' },
    { id: 'answer', label: 'Answer' },
    { id: 'replays', label: 'Replays', count: detail.replays },
  ]
}
