import { Search } from 'lucide-react'
import { useState } from 'react'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { HeaderPair } from '#shared/model/headers.ts'
import { CopyButton } from '../../../../ui/copy-button.tsx'
import { plural } from '../../../../ui/format.ts'
import { Input } from '../../../../ui/input.tsx'
import { HeaderTable } from './header-table.tsx'

const asText = (headers: readonly HeaderPair[]) => headers.map(([name, value]) => `${name}: ${value}`).join('\n')

/** Headers as sent: order, case and duplicates. */
export function HeadersTab({ detail }: { detail: DeliveryDetail }) {
  const { request } = detail
  const [filter, setFilter] = useState('')
  const fits = ([name, value]: HeaderPair) => `${name}: ${value}`.toLowerCase().includes(filter.trim().toLowerCase())
  const shown = request.headers.filter(fits)
  return (
    <>
      <div className="flex h-9 flex-none items-center gap-3 border-b border-line px-4">
        <Input
          type="search"
          aria-label="Filter headers"
          placeholder="Filter"
          icon={<Search />}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          className="h-6! w-48"
        />
        <span className="cut flex-1 text-12 text-ink-3 num">
          {filter ? `${shown.length} of ` : ''}
          {plural(request.headers.length, 'header')}, as sent
        </span>
        <CopyButton text={asText(request.headers)} label="Copy all headers" />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto pb-4">
        <p className="mono sel row-line px-4 py-2 break-all text-ink-2">
          <span className="font-medium text-ink">{request.method}</span> {request.target} HTTP/{request.httpVersion}
        </p>
        <HeaderTable label="Headers" headers={shown} />
        {shown.length === 0 ? <p className="px-4 py-3 text-12 text-ink-3">No header fits the filter.</p> : null}
        {request.trailers.length > 0 ? (
          <>
            <h3 className="px-4 pt-4 pb-2 text-12 font-medium">Trailers, sent after the body</h3>
            <HeaderTable label="Trailers" headers={request.trailers.filter(fits)} />
          </>
        ) : null}
      </div>
    </>
  )
}
