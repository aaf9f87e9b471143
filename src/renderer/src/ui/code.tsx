import clsx from 'clsx'
import type { ReactNode } from 'react'

/** What a machine wrote, inside a sentence. */
export function Code({ children, className }: { children: ReactNode; className?: string }) {
  return <code className={clsx('mono-11 rounded-[2px] bg-active px-[3px] text-ink', className)}>{children}</code>
}
