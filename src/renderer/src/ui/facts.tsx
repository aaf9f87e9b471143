import type { ReactNode } from 'react'

/** Names and values in two columns; rows without a value are left out by the caller. */
export function Facts({ children }: { children: ReactNode }) {
  return (
    <dl className="grid grid-cols-[84px_minmax(0,1fr)] gap-x-3 gap-y-1 text-12 leading-5 [&_.mono]:leading-5">
      {children}
    </dl>
  )
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="sel min-w-0 [&>*+*]:ml-2 [&>button]:align-middle">{children}</dd>
    </>
  )
}
