import type { ReactNode } from 'react'

/** The line above a payload: ways to see it and what it is on the left, what can be done on the right. */
export function PayloadBar({ children, actions }: { children: ReactNode; actions?: ReactNode }) {
  return (
    <div className="flex h-9 flex-none items-center gap-2 border-b border-line px-4">
      {children}
      <span className="flex-1" />
      {actions}
    </div>
  )
}
