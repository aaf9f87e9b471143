import { useMemo } from 'react'
import { formatJson } from '../../../code/json-text.ts'
import { fromBase64, looksBinary, readText } from '../../../code/read-bytes.ts'
import { errorText } from '../../../state/client.tsx'
import { FieldError } from '../../../ui/inputs.tsx'
import { plural } from '../../../ui/text.tsx'

/** Longer JSON is shown as it came. Characters. */
const formattedMost = 200_000

interface AnswerTextProps {
  readonly bodySize: number
  readonly bodyTruncated: boolean
  /** What was read of it; nothing yet where both are null. */
  readonly read: { readonly data: { readonly base64: string } | null; readonly error: unknown }
}

/** Body of a target's answer, as far as it was stored. */
export function AnswerText({ bodySize, bodyTruncated, read: { data, error } }: AnswerTextProps) {
  const text = useMemo(() => (data ? shownText(fromBase64(data.base64)) : ''), [data])
  if (error) return <FieldError text={errorText(error)} />
  return (
    <>
      <pre className="mono sel max-h-80 min-h-9 overflow-auto rounded-5 border border-line bg-sunken px-3 py-2 leading-5 break-all whitespace-pre-wrap text-ink-2">
        {text}
      </pre>
      <p className="mt-1 text-11 text-ink-3 num">
        {plural(bodySize, 'byte')}
        {bodyTruncated ? ', of which the beginning was stored' : ''}
      </p>
    </>
  )
}

function shownText(bytes: Uint8Array): string {
  if (looksBinary(bytes)) return `${plural(bytes.length, 'byte')} that are not text`
  const { text } = readText(bytes)
  return /^\s*[[{]/.test(text) && text.length < formattedMost ? formatJson(text).text : text
}
