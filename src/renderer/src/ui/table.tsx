import clsx from 'clsx'
import type { ComponentProps } from 'react'

/** A dense table: 24-px titles, 32-px rows on hairlines. */
export function Table({ className, ...props }: ComponentProps<'table'>) {
  return (
    <table
      {...props}
      className={clsx(
        'w-full border-collapse text-12 [&_td]:px-2 [&_th]:px-2 [&_tr>:first-child]:pl-4 [&_tr>:last-child]:pr-4',
        className,
      )}
    />
  )
}

export function Th({ className, ...props }: ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      {...props}
      className={clsx('h-6 border-b border-line text-left text-11 font-normal whitespace-nowrap text-ink-3', className)}
    />
  )
}

export function Td({ className, ...props }: ComponentProps<'td'>) {
  return <td {...props} className={clsx('row-line h-8', className)} />
}
