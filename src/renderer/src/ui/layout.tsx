import clsx from 'clsx'
import { type ComponentProps, type ReactNode, useId } from 'react'
import { Glyph } from './glyphs.tsx'

interface SectionProps {
  readonly title?: ReactNode
  /** Grey words at the end of the title's line. */
  readonly aside?: ReactNode
  readonly label?: string
  readonly className?: string
  readonly children: ReactNode
}

/** A part of a pane between two hairlines. */
export function Section({ title, aside, label, className, children }: SectionProps) {
  return (
    <section aria-label={label} className={clsx('border-b border-line p-4 last:border-b-0', className)}>
      {title ? (
        <div className="mb-2 flex items-baseline justify-between gap-2 text-12">
          <h3 className="font-medium">{title}</h3>
          {aside ? <span className="text-ink-3 num">{aside}</span> : null}
        </div>
      ) : null}
      {children}
    </section>
  )
}

interface FormSectionProps {
  readonly title: string
  /** What it is for, in grey below the title. */
  readonly note?: ReactNode
  readonly children: ReactNode
}

/** One subject of a page of settings: its name on the left, its controls on the right. */
export function FormSection({ title, note, children }: FormSectionProps) {
  const id = useId()
  return (
    <section
      aria-labelledby={id}
      className="grid items-start gap-x-8 gap-y-2 border-t border-line py-4 first:border-t-0 @min-[720px]/page:grid-cols-[216px_minmax(0,1fr)]"
    >
      <div>
        <h2 id={id} className="leading-7 font-medium">
          {title}
        </h2>
        {note ? <div className="text-12 text-ink-3">{note}</div> : null}
      </div>
      <div className="grid min-w-0 gap-2">{children}</div>
    </section>
  )
}

/** A page of settings below its 44-px header. */
export function FormPage({ header, children }: { header: ReactNode; children: ReactNode }) {
  return (
    <main tabIndex={-1} className="flex h-full min-h-0 min-w-0 flex-col bg-pane outline-none">
      <header className="flex h-11 flex-none items-center gap-2 border-b border-line px-3">{header}</header>
      <div className="min-h-0 flex-1 overflow-y-auto [container:page/inline-size]">
        <div className="max-w-[1080px] px-4 py-4 @min-[720px]/page:px-8">{children}</div>
      </div>
    </main>
  )
}

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

interface FindingProps {
  readonly title: ReactNode
  readonly children?: ReactNode
  readonly actions?: ReactNode
}

/** Something worth knowing: an amber triangle, what it is, on what evidence. */
export function Finding({ title, children, actions }: FindingProps) {
  return (
    <div className="row-line grid grid-cols-[12px_minmax(0,1fr)_auto] items-start gap-x-2 px-4 py-2">
      <Glyph name="finding" className="mt-1 text-warn" />
      <div>
        <span className="font-medium">{title}</span>
        {children ? <p className="mt-0.5 text-12 text-ink-2">{children}</p> : null}
      </div>
      {actions}
    </div>
  )
}

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
