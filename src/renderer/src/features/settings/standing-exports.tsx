import { Plus } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { StandingExport } from '#shared/model/standing-export.ts'
import { errorText, useCall, useClient, useConnection } from '../../state/client.tsx'
import { askExport } from '../../state/export-question.ts'
import { inSentence } from '../../state/exports.tsx'
import { follow } from '../../state/follow.ts'
import { Badge } from '../../ui/badges.tsx'
import { Button } from '../../ui/buttons.tsx'
import { FormSection } from '../../ui/layout.tsx'
import { ConfirmDialog } from '../../ui/overlays.tsx'
import { formatDay, plural } from '../../ui/text.tsx'
import { ProblemLine } from './settings-sections.tsx'

/** Exports that go on as deliveries arrive. */
export function StandingExportsSection() {
  const orders = useStandingExports()
  return (
    <FormSection
      title="Standing exports"
      note="Each delivery that arrives and matches is written to a folder, as long as Switchhook runs; what came in between is caught up."
    >
      {orders === null ? null : orders.length === 0 ? (
        <p className="leading-7 text-ink-3">None yet.</p>
      ) : (
        <ul aria-label="Standing exports" className="rounded-5 border border-line">
          {orders.map((order) => (
            <Order key={order.id} order={order} />
          ))}
        </ul>
      )}
      <div>
        <Button icon={<Plus />} onClick={() => askExport('arrivals')}>
          New standing export…
        </Button>
      </div>
    </FormSection>
  )
}

/** Null until they are known. */
function useStandingExports(): readonly StandingExport[] | null {
  const connection = useConnection()
  const [orders, setOrders] = useState<readonly StandingExport[] | null>(null)
  useEffect(() => {
    const end = new AbortController()
    void follow(connection, {
      name: 'standingExports.watch',
      input: () => ({}),
      onItem: (item) => setOrders(item.orders),
      signal: end.signal,
    })
    return () => end.abort()
  }, [connection])
  return orders
}

function Order({ order }: { order: StandingExport }) {
  const client = useClient()
  const formats = useCall('exports.formats', {}).data?.formats ?? []
  const [problem, setProblem] = useState<string | null>(null)
  const [asked, setAsked] = useState(false)
  const { id, name, query, folder, state } = order
  const format = inSentence(formats.find((one) => one.id === order.format) ?? { name: order.format })
  const rests = state === 'paused' || state === 'stopped'
  const change = () => {
    setProblem(null)
    client
      .call(rests ? 'standingExports.resume' : 'standingExports.pause', { id })
      .catch((error: unknown) => setProblem(errorText(error)))
  }
  return (
    <li aria-label={name} className="grid gap-0.5 border-b border-line px-3 py-2 last:border-b-0">
      <div className="flex min-w-0 items-center gap-2">
        <span className="cut font-medium">{name}</span>
        <StateBadge state={state} />
        <span className="flex-1" />
        <Button variant="quiet" aria-label={`${rests ? 'Resume' : 'Pause'} ${name}`} onClick={change}>
          {rests ? 'Resume' : 'Pause'}
        </Button>
        <Button variant="quiet" aria-label={`Remove ${name}`} onClick={() => setAsked(true)}>
          Remove…
        </Button>
      </div>
      <div className="text-12 text-ink-2">
        {query === '' ? 'All deliveries' : <span className="mono break-all">{query}</span>} as {format}
        {order.safe ? ', safe for a repository' : ''} to <span className="mono sel break-all">{folder}</span>
      </div>
      <div className="text-12 text-ink-3 num">{figures(order)}</div>
      {order.problem === null ? null : <ProblemLine text={order.problem} />}
      <ProblemLine text={problem} />
      {asked ? (
        <ConfirmDialog
          title={`Remove "${name}"?`}
          description="Nothing more is written. The files that were written stay."
          action="Remove"
          danger
          errorText={errorText}
          onClose={() => setAsked(false)}
          onConfirm={async () => {
            await client.call('standingExports.remove', { id })
          }}
        />
      ) : null}
    </li>
  )
}

function figures({ written, alreadyThere, skipped, lastAt }: StandingExport): string {
  const parts = [`${plural(written, 'delivery', 'deliveries')} written`]
  if (lastAt !== null) parts.push(`last ${formatDay(lastAt, Date.now())}`)
  if (alreadyThere > 0) parts.push(`${plural(alreadyThere, 'file was', 'files were')} there already and stayed`)
  if (skipped > 0) parts.push(`${plural(skipped, 'delivery', 'deliveries')} passed over`)
  return parts.join(', ')
}

const looks = {
  running: { glyph: 'yes', tone: 'ok' },
  paused: { glyph: 'open', tone: 'none' },
  retrying: { glyph: 'late', tone: 'warn' },
  stopped: { glyph: 'failed', tone: 'bad' },
} as const

function StateBadge({ state }: Pick<StandingExport, 'state'>) {
  return <Badge {...looks[state]}>{state}</Badge>
}
