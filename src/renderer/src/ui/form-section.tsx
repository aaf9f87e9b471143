import { type ReactNode, useId } from 'react'

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
    <div className="flex h-full min-h-0 min-w-0 flex-col bg-pane">
      <header className="flex h-11 flex-none items-center gap-2 border-b border-line px-3">{header}</header>
      <div className="min-h-0 flex-1 overflow-y-auto [container:page/inline-size]">
        <div className="max-w-[1080px] px-4 py-4 @min-[720px]/page:px-8">{children}</div>
      </div>
    </div>
  )
}
