import { useEffect, useState } from 'react'
import { copyText } from '../../../../ui/copy-text.ts'

/** Copies, and tells for a moment which of several things was copied. */
export function useCopied(): readonly [copied: string | null, copy: (name: string, text: string) => void] {
  const [copied, setCopied] = useState<string | null>(null)
  useEffect(() => {
    if (copied === null) return
    const timer = setTimeout(() => setCopied(null), 1500)
    return () => clearTimeout(timer)
  }, [copied])
  return [copied, (name, text) => void copyText(text).then((done) => setCopied(done ? name : null))]
}
