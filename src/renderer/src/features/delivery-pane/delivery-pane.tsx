import { useRef } from 'react'
import { FaultBoundary } from '../../parts/fault-boundary.tsx'
import { useClient } from '../../state/client.tsx'
import { useCommands } from '../../state/commands.ts'
import { errorText } from '../../state/error-text.ts'
import { recheck } from '../../state/recheck.ts'
import { askReplayTarget, replay } from '../../state/replay-action.ts'
import { type DeliveryTab, deliveryTabs, navigate, useRoute } from '../../state/route.ts'
import { Button } from '../../ui/button.tsx'
import { FieldError } from '../../ui/field.tsx'
import { TabPanel, Tabs } from '../../ui/tabs.tsx'
import { DeliveryHeader } from './delivery-header.tsx'
import { paneTabs } from './pane-tabs.ts'
import { AnswerTab } from './tabs/answer/answer-tab.tsx'
import { HeadersTab } from './tabs/headers/headers-tab.tsx'
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
  const show = (next: DeliveryTab) => navigate({ tab: next }, { replace: true })
  const pane = useRef<HTMLElement>(null)
  const showByKey = (next: DeliveryTab) => {
    show(next)
    // The focus goes with the choice: a ring on a tab that is not shown would mislead.
    if (!document.activeElement?.matches('[role="tab"]')) return
    requestAnimationFrame(() => pane.current?.querySelector<HTMLElement>('[role="tab"][data-state="active"]')?.focus())
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
      title: 'Replay, signed again',
      group: 'This delivery',
      keys: ['Shift+s'],
      keywords: 're-sign signature secret',
      run: () => void replay(client, selected(), undefined, 'again'),
    },
    {
      id: 'delivery.recheck',
      title: 'Check this endpoint’s deliveries again',
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
      title: `Show ${name}`,
      group: 'This delivery' as const,
      keys: [`${index + 1}`],
      run: () => showByKey(name),
    })),
  ])

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
      className="flex h-full min-h-0 min-w-0 flex-col bg-pane [container:detail/inline-size]"
    >
      <DeliveryHeader detail={detail} />
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
          <TabPanel id="replays">
            <ReplaysTab detail={detail} />
          </TabPanel>
        </FaultBoundary>
      </Tabs>
    </section>
  )
}
