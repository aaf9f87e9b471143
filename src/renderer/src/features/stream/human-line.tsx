import { ArrowDownLeft, ArrowUpRight } from 'lucide-react'
import type { DeliveryRow } from '#shared/model/delivery.ts'

/** Who did what, in one line: from documented fields only, else id and size in grey. */
export function HumanLine({ row }: { row: DeliveryRow }) {
  const { direction, who, text } = row.summary
  const full = [direction, who, text].filter(Boolean).join(', ')
  return (
    <span className={`stream-line cut ${who || direction ? 'text-ink-2' : 'text-ink-3'}`} title={full}>
      {row.sample ? <Tag>sample</Tag> : null}
      {row.handshake ? <Tag>set-up</Tag> : null}
      <Direction direction={direction} />
      {who ? <bdi className="font-medium text-ink">{who}</bdi> : null}
      {who && text ? ', ' : ''}
      {text ? <bdi>{text}</bdi> : null}
    </span>
  )
}

function Direction({ direction }: { direction: 'inbound' | 'outbound' | null }) {
  if (!direction) return null
  const Icon = direction === 'inbound' ? ArrowDownLeft : ArrowUpRight
  return <Icon aria-label={direction} className="mr-1 inline size-3.5 align-[-2px] text-ink-3" />
}

function Tag({ children }: { children: string }) {
  return <span className="mr-1.5 rounded-3 border border-strong px-1 text-11 text-ink-3">{children}</span>
}
