import { CopyButton } from '../ui/copy-button.tsx'
import { Input } from '../ui/input.tsx'

/** A URL to be copied, in a box that cannot be typed into. */
export function UrlBox({ url, label }: { url: string; label: string }) {
  return (
    <div className="flex min-w-0 gap-2">
      <Input
        readOnly
        mono
        className="flex-1"
        aria-label={label}
        value={url}
        onFocus={(event) => event.target.select()}
      />
      <CopyButton text={url} label={`Copy ${label.charAt(0).toLowerCase()}${label.slice(1)}`} word="Copy" />
    </div>
  )
}
