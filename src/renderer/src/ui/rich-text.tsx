import { Fragment } from 'react'
import { Code } from './code.tsx'

/** A sentence with `code` in backticks and **strong** words; everything else is plain text. */
export function RichText({ text }: { text: string }) {
  const parts = text.split(/(`[^`]+`|\*\*[^*]+\*\*)/)
  return parts.map((part, index) => {
    // Parts never move: the index is their identity.
    const key = `${index}`
    if (part.startsWith('`')) return <Code key={key}>{part.slice(1, -1)}</Code>
    if (part.startsWith('**')) {
      return (
        <b key={key} className="font-medium text-ink">
          {part.slice(2, -2)}
        </b>
      )
    }
    return <Fragment key={key}>{part}</Fragment>
  })
}
