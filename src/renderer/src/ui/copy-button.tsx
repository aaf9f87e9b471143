import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './button.tsx'
import { copyText } from './copy-text.ts'
import { IconButton } from './icon-button.tsx'

interface CopyButtonProps {
  readonly text: string
  /** What is copied, e.g. "Copy the tunnel URL". */
  readonly label: string
  readonly keys?: string | undefined
  /** Icon only (default), or a button with a word. */
  readonly word?: string
  readonly size?: 18 | 24
}

/** Copies and says so on the button itself. */
export function CopyButton({ text, label, keys, word, size = 24 }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1500)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () => void copyText(text).then(setCopied)
  const icon = copied ? <Check className="text-ok" /> : <Copy />
  if (word !== undefined) {
    return (
      <Button onClick={copy} icon={icon} aria-label={label} className="min-w-19">
        <span aria-live="polite">{copied ? 'Copied' : word}</span>
      </Button>
    )
  }
  return <IconButton onClick={copy} icon={icon} label={copied ? 'Copied' : label} keys={keys} size={size} />
}
