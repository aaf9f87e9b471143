import clsx from 'clsx'
import { Check, Copy } from 'lucide-react'
import { type ComponentProps, type ReactNode, useEffect, useState } from 'react'
import { KeyCap, Tooltip } from './tooltip.tsx'

const variants = {
  default: 'border-strong bg-raised text-ink enabled:hover:bg-hover px-2.5',
  /** The one primary action of a screen. */
  primary: 'border-accent-fill bg-accent-fill text-accent-on px-2.5 enabled:hover:brightness-110',
  quiet: 'border-transparent bg-transparent text-ink-2 px-2 enabled:hover:bg-hover',
  danger: 'border-strong bg-raised text-bad px-2.5 enabled:hover:bg-bad-bg',
} as const

interface ButtonProps extends ComponentProps<'button'> {
  readonly variant?: keyof typeof variants
  readonly icon?: ReactNode
  readonly keys?: string | undefined
}

export function Button({ variant = 'default', icon, keys, className, children, ...props }: ButtonProps) {
  return (
    <button
      type="button"
      {...props}
      className={clsx(
        'inline-flex h-7 flex-none items-center gap-1.5 rounded-5 border text-12 leading-none font-medium whitespace-nowrap transition-colors disabled:opacity-55 aria-disabled:opacity-55 [&_svg]:size-3.5 [&_svg]:flex-none',
        variants[variant],
        className,
      )}
    >
      {icon}
      {children}
      {keys ? (
        <span className="-mr-1 ml-0.5">
          <KeyCap keys={keys} onAccent={variant === 'primary'} />
        </span>
      ) : null}
    </button>
  )
}

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label'> {
  /** Accessible name and tooltip. */
  readonly label: string
  readonly icon: ReactNode
  readonly keys?: string | undefined
  readonly size?: 18 | 24 | 28
}

/** A button that is only an icon: its name is the tooltip. */
export function IconButton({ label, icon, keys, size = 24, className, ...props }: IconButtonProps) {
  return (
    <Tooltip text={label} keys={keys}>
      <button
        type="button"
        aria-label={label}
        {...props}
        style={{ width: size, height: size }}
        className={clsx(
          'inline-grid flex-none place-items-center rounded-5 text-ink-3 transition-colors enabled:hover:bg-hover enabled:hover:text-ink disabled:opacity-55 aria-pressed:bg-active aria-pressed:text-ink data-[state=open]:bg-active data-[state=open]:text-ink',
          size === 18 ? '[&_svg]:size-3' : '[&_svg]:size-3.5',
          className,
        )}
      >
        {icon}
      </button>
    </Tooltip>
  )
}

interface CopyButtonProps {
  /** A function where it takes a moment to put together. */
  readonly text: string | (() => string)
  /** What is copied, e.g. "Copy the tunnel URL". */
  readonly label: string
  readonly keys?: string | undefined
  /** Icon only (default), or a button with a word. */
  readonly word?: string
  readonly size?: 18 | 24
}

/** Copies and says so on the button itself. */
export function CopyButton({ text, label, keys, word, size = 24 }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1500)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () => void copyText(typeof text === 'string' ? text : text()).then(setCopied)
  const icon = copied ? <Check className="text-ok" /> : <Copy />
  if (word !== undefined) {
    return (
      <Button onClick={copy} icon={icon} aria-label={label} className="min-w-19">
        <span aria-live="polite">{copied ? 'Copied' : word}</span>
      </Button>
    )
  }
  return <IconButton onClick={copy} icon={icon} label={copied ? 'Copied' : label} keys={keys} size={size} />
}

/**
 * Puts text on the clipboard; false where the browser refuses.
 * Over plain HTTP on another host than localhost there is no Clipboard API, so a selected text area is the second way.
 */
export async function copyText(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    try {
      await navigator.clipboard.writeText(text)
      return true
    } catch {
      return copyBySelection(text)
    }
  }
  return copyBySelection(text)
}

function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea')
  area.value = text
  area.style.position = 'fixed'
  area.style.opacity = '0'
  const before = document.activeElement
  document.body.append(area)
  area.select()
  const done = document.execCommand('copy')
  area.remove()
  if (before instanceof HTMLElement) before.focus()
  return done
}
