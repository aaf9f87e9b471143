import { ShortcutList } from '../features/shortcuts/shortcut-list.tsx'

/** Nothing is selected: the keys, nothing else. */
export function NoDelivery() {
  return (
    <section aria-label="Keys" className="h-full overflow-y-auto px-4 py-6">
      <div className="mx-auto max-w-[280px]">
        <ShortcutList brief />
      </div>
    </section>
  )
}
