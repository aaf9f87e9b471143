import { loadLater } from '../../parts/load-later.tsx'
import { useCommands } from '../../state/commands.ts'
import { compareDeliveries, compareWithNext, useCompare } from '../../state/compare-deliveries.ts'
import { useRoute } from '../../state/route.ts'
import { useStream } from '../../state/stream-store.ts'
import { toast } from '../../ui/toast.tsx'

const CompareDialog = loadLater(async () => (await import('./compare-dialog.tsx')).CompareDialog, {
  noPlaceholder: true,
})

/** Comparing deliveries: two that are marked, or one after the other. */
export function Compare() {
  const { first, pair } = useCompare()
  const marked = useStream((state) => state.checked)
  const selected = useRoute((route) => route.deliveryId)
  useCommands([
    {
      id: 'delivery.compare',
      title:
        marked.size === 2
          ? 'Compare the two selected deliveries'
          : first !== null && first !== selected
            ? 'Compare with this delivery'
            : 'Compare with another delivery…',
      group: 'This delivery',
      keys: ['='],
      keywords: 'difference diff headers structure',
      when: () => marked.size === 2 || (marked.size === 0 && selected !== null),
      run() {
        const [one, other] = [...marked]
        if (marked.size === 2 && one && other) compareDeliveries(one, other)
        else if (selected !== null && first !== null && first !== selected) compareDeliveries(first, selected)
        else if (selected !== null) {
          compareWithNext(selected)
          toast({ topic: 'compare', tone: 'ok', title: 'Select the other delivery and press =' })
        }
      },
    },
  ])
  return pair ? (
    <div data-takes-keys className="contents">
      <CompareDialog ids={pair} />
    </div>
  ) : null
}
