import { Dialog } from 'radix-ui'
import { useFocusBack } from '../../ui/focus-back.ts'
import { KeyCap } from '../../ui/key-cap.tsx'
import { ShortcutList } from './shortcut-list.tsx'

/** All keys that do something now. Mount it to open it. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const focusBack = useFocusBack()
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-30 bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          {...focusBack}
          className="float-in fixed inset-x-0 top-[72px] z-30 mx-auto max-h-[calc(100vh-120px)] w-[680px] max-w-[calc(100vw-48px)] overflow-y-auto rounded-8 border border-strong bg-raised text-ink shadow-float outline-none"
        >
          <div className="flex h-12 items-center border-b border-line px-4">
            <Dialog.Title className="flex-1 text-15 font-semibold">Keys</Dialog.Title>
            <KeyCap keys="Escape" />
          </div>
          <div className="p-4">
            <ShortcutList />
            <p className="mt-4 text-12 text-ink-3">
              Single letters do nothing while text is typed. Hold Shift or Ctrl on a click to choose several deliveries.
            </p>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
