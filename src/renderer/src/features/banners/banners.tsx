import clsx from 'clsx'
import { CloudOff, ListX, Lock, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { create } from 'zustand'
import { useConnection, useConnectionState } from '../../state/client.tsx'
import { useHost } from '../../state/live-state.ts'
import { Button } from '../../ui/buttons.tsx'
import { formatClock } from '../../ui/text.tsx'

/** Conditions of the host above the stream, worst first. */
export function Banners() {
  const connection = useConnection()
  if (useConnectionState() === 'lost') return <LostBanner since={connection.since()} />
  return (
    <div className="max-h-[40%] flex-none overflow-y-auto">
      <ReceiverBanner />
      <ViewsBanner />
      <Warnings />
    </div>
  )
}

/** Nothing else is known then, so nothing else is said. */
function LostBanner({ since }: { since: number }) {
  const desktop = useHost((state) => state.info?.host === 'desktop')
  const again = desktop
    ? 'Close this window and start Switchhook again.'
    : `If it was stopped, start it again as before${location.port ? `, with --ui-port ${location.port}` : ''}.`
  return (
    <Banner tone="bad" icon={<CloudOff />} title={`The connection to Switchhook was lost at ${formatClock(since)}`}>
      What you see is as it was then. {again} Deliveries are received and stored only while it runs. This page connects
      again by itself.
    </Banner>
  )
}

function ReceiverBanner() {
  const receiver = useHost((state) => state.status?.receiver ?? null)
  const refused = useHost((state) => state.status?.refused['503'] ?? 0)
  if (!receiver || receiver.state === 'receiving') return null
  const title = receiver.state === 'refusing' ? 'Deliveries are refused with 503' : 'The receiver is stopped'
  return (
    <Banner tone="bad" icon={<Lock />} title={title}>
      {receiver.problem ?? 'The reason is not known.'}
      {refused > 0 ? ` ${refused} refused since the start, not stored.` : ''}
    </Banner>
  )
}

function ViewsBanner() {
  const views = useHost((state) => state.status?.views ?? null)
  if (views?.state !== 'failed') return null
  return (
    <Banner tone="bad" icon={<ListX />} title="Lists, counts and search cannot be updated">
      {views.problem ?? 'The reason is not known.'} Deliveries are still received and stored.
    </Banner>
  )
}

/** What was dismissed in this session, by its text. */
const useDismissed = create<{ readonly texts: readonly string[] }>(() => ({ texts: [] }))

function Warnings() {
  const warnings = useHost((state) => state.status?.warnings ?? none)
  const dismissed = useDismissed((state) => state.texts)
  return warnings
    .filter((text) => !dismissed.includes(text))
    .map((text) => (
      <Banner
        key={text}
        tone="warn"
        icon={<TriangleAlert />}
        title={text}
        actions={
          <Button onClick={() => useDismissed.setState(({ texts }) => ({ texts: [...texts, text] }))}>Dismiss</Button>
        }
      />
    ))
}

const none: readonly string[] = []

interface BannerProps {
  readonly tone: 'bad' | 'warn'
  readonly icon: ReactNode
  readonly title: ReactNode
  readonly children?: ReactNode
  readonly actions?: ReactNode
}

/** A condition of the host: it ends by itself. Only a warning about this run can be dismissed. */
function Banner({ tone, icon, title, children, actions }: BannerProps) {
  const bad = tone === 'bad'
  return (
    <div
      role={bad ? 'alert' : 'status'}
      className={clsx(
        'grid flex-none grid-cols-[16px_minmax(0,1fr)_auto] items-start gap-x-3 border-b border-line px-3 py-2.5 [&>svg]:mt-0.5 [&>svg]:size-4',
        bad
          ? 'bg-bad-bg shadow-[inset_2px_0_0_var(--bad)] [&>svg]:text-bad'
          : 'bg-warn-bg shadow-[inset_2px_0_0_var(--warn)] [&>svg]:text-warn',
      )}
    >
      {icon}
      <div className="min-w-0">
        <b className="font-medium">{title}</b>
        {children ? <p className="mt-0.5 text-12 text-ink-2 num">{children}</p> : null}
      </div>
      {actions ? <div className="flex gap-2">{actions}</div> : null}
    </div>
  )
}
