import { useMemo, useState } from 'react'
import type { Replay } from '#shared/model/replay.ts'
import { breakWords } from '#shared/model/signature-break-words.ts'
import { fromBase64, looksBinary, readText } from '../../../../code/read-bytes.ts'
import { errorText, useCall } from '../../../../state/client.tsx'
import { Button } from '../../../../ui/buttons.tsx'
import { FieldError } from '../../../../ui/inputs.tsx'
import { plural } from '../../../../ui/text.tsx'
import { HeaderTable } from '../header-table.tsx'

const partWords = { method: 'method', url: 'URL', headers: 'headers', body: 'body' } as const

/** How a request was changed before it went out, in words; null where it went out as stored. */
export function changedWords({
  edited,
  broken,
  onReturn,
  signed = 'as stored',
}: Pick<Replay, 'edited' | 'broken' | 'onReturn' | 'signed'>): string | null {
  const parts = [
    edited ? `edited (${edited.map((part) => partWords[part]).join(', ')})` : '',
    broken ? `broken: ${breakWords[broken].title.toLowerCase()}` : signed === 'as stored' ? '' : 'signed again',
    onReturn ? 'sent when the target was back' : '',
  ].filter(Boolean)
  return parts.length === 0 ? null : parts.join(', ')
}

/** What went out, where that was not the stored request. */
export function SentRequest({ replay }: { replay: Replay }) {
  const [open, setOpen] = useState(false)
  const { data, error } = useCall('replays.sent', open ? { id: replay.id } : null)
  const text = useMemo(() => {
    if (!data) return ''
    const bytes = fromBase64(data.base64)
    return looksBinary(bytes) ? `${plural(bytes.length, 'byte')} that are not text` : readText(bytes).text
  }, [data])
  const { sent } = replay
  if (!sent) return null
  return (
    <div className="mt-2">
      <Button aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? 'Hide what was sent' : 'Show what was sent'}
      </Button>
      {open && error ? <FieldError text={errorText(error)} /> : null}
      {open && data ? (
        <div className="mt-2">
          <p className="mono sel break-all">
            {sent.method} {replay.target}
          </p>
          <div className="-mx-4 my-2">
            <HeaderTable label="Headers that were sent" headers={data.headers} />
          </div>
          {text === '' ? null : (
            <pre className="mono sel max-h-60 overflow-auto rounded-5 border border-line bg-sunken px-3 py-2 leading-5 break-all whitespace-pre-wrap text-ink-2">
              {text}
            </pre>
          )}
          <p className="mt-1 text-11 text-ink-3 num">
            {sent.bodyStored === 0 && sent.bodySize > 0
              ? 'The body went out as it is stored.'
              : `${plural(sent.bodySize, 'byte')}${sent.bodyStored < sent.bodySize ? `, of which ${plural(sent.bodyStored, 'byte')} were stored with the replay` : ''}`}
          </p>
        </div>
      ) : null}
    </div>
  )
}
