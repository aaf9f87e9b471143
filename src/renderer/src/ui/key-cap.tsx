import clsx from 'clsx'
import { keyLabel } from './key-label.ts'

/** A key or chord as printed on the keyboard: `Mod+k` becomes "Ctrl K" or "⌘ K". */
export function KeyCap({ keys, onAccent = false }: { keys: string; onAccent?: boolean }) {
  return (
    <kbd
      className={clsx(
        'inline-grid h-[18px] min-w-[18px] place-items-center rounded-3 border px-[5px] font-ui text-11 font-medium num whitespace-nowrap',
        onAccent ? 'border-accent-on/45 text-accent-on' : 'border-strong bg-pane text-ink-3',
      )}
    >
      {keyLabel(keys)}
    </kbd>
  )
}
