import { type CSSProperties, useRef } from 'react'
import { DeliveryPane } from '../features/delivery-pane/delivery-pane.tsx'
import { useCommands } from '../state/commands.ts'
import { useRoute } from '../state/route.ts'
import { useMedia } from '../state/use-media.ts'
import { NoDelivery } from './no-delivery.tsx'
import { Splitter } from './splitter.tsx'
import { StreamColumn } from './stream-column.tsx'
import { useExportCommands } from './use-export-commands.tsx'
import { useFirstRun } from './use-first-run.ts'
import { smallestStream, usePaneWidth } from './use-pane-width.ts'

/** Stream and delivery side by side; in a narrow window the delivery takes the stream's place. */
export function StreamPage() {
  const id = useRoute((route) => route.deliveryId)
  const tab = useRoute((route) => route.tab)
  const pane = useRef<HTMLDivElement>(null)
  const width = usePaneWidth(tab)
  const narrow = useMedia('(max-width: 1180px)')
  const single = useMedia('(max-width: 860px)')
  const covers = id !== null && (single || (narrow && width.wide))
  const firstRun = useFirstRun()
  const shown = id !== null || !(single || firstRun)

  useExportCommands()
  useCommands([
    {
      id: 'delivery.focus',
      title: 'Go to the delivery',
      group: 'This delivery',
      keys: ['Enter'],
      hidden: true,
      when: () => id !== null,
      run: () => pane.current?.querySelector<HTMLElement>('[role="tab"][data-state="active"]')?.focus(),
    },
  ])
  return (
    <main
      className="relative grid min-h-0 min-w-0"
      style={
        {
          '--detail': `${width.pixels}px`,
          gridTemplateColumns:
            single || firstRun
              ? 'minmax(0, 1fr)'
              : `minmax(0, 1fr) min(var(--detail), calc(100% - ${smallestStream}px))`,
        } as CSSProperties
      }
    >
      <StreamColumn covered={covers} firstRun={firstRun} />
      {shown ? (
        <div
          ref={pane}
          data-pane="delivery"
          data-covers={covers || undefined}
          className={covers ? 'absolute inset-0 z-10 min-h-0 bg-pane' : 'relative min-h-0 min-w-0 border-l border-line'}
        >
          {covers ? null : <Splitter width={width} />}
          {id === null ? <NoDelivery /> : <DeliveryPane id={id} />}
        </div>
      ) : null}
    </main>
  )
}
