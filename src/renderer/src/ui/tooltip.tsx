import clsx from 'clsx'
import { Tooltip as Radix } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'

/** Holds the shared delay of all tooltips; once, around the app. */
export function TooltipProvider({ children }: { children: ReactNode }) {
  return (
    <Radix.Provider delayDuration={400} skipDelayDuration={200}>
      {children}
    </Radix.Provider>
  )
}

interface TooltipProps {
  readonly text: ReactNode
  readonly keys?: string | undefined
  readonly side?: 'top' | 'right' | 'bottom' | 'left'
  /** One element that takes a ref and props. */
  readonly children: ReactElement
}

/** A short explanation on hover and focus. Never the only place where something is said. */
export function Tooltip({ text, keys, side = 'bottom', children }: TooltipProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="float-in z-50 flex max-w-80 items-center gap-2 rounded-8 border border-strong bg-raised px-2 py-1 text-12 text-ink shadow-float"
        >
          {text}
          {keys ? <KeyCap keys={keys} /> : null}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

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

const mac = typeof navigator !== 'undefined' && /mac/i.test(navigator.platform)

const names: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  ' ': 'Space',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
}

/** Words for keys such as `Mod+k`, `Shift+r` or the sequence `g a`. */
export function keyLabel(keys: string, onMac = mac): string {
  if (keys === ' ') return 'Space'
  return keys
    .split(' ')
    .map((chord) =>
      chord
        .split('+')
        .map((key) => {
          if (key === 'Mod') return onMac ? '⌘' : 'Ctrl'
          const name = names[key] ?? key
          return chord.includes('Mod+') && name.length === 1 ? name.toUpperCase() : name
        })
        .join(' '),
    )
    .join(' ')
}
