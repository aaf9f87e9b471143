import type { CSSProperties } from 'react'
import type { ProviderInfo } from '#shared/model/provider-pack.ts'

type Marked = Pick<ProviderInfo, 'name' | 'mark' | 'colour'>

/** Two letters that stand for a provider; "?" where none was detected. The letters carry the meaning, the hue helps the eye. */
export function ProviderMark({ provider }: { provider: Marked | null | undefined }) {
  return (
    <span
      title={provider?.name ?? 'not detected'}
      style={markColour(provider?.colour)}
      className={`mark-tint grid h-4 w-5 flex-none place-items-center rounded-3 text-[10px] leading-4 font-semibold tracking-[.02em] ${
        typeof provider?.colour === 'number' ? 'mark-hue' : ''
      }`}
    >
      {provider?.mark ?? '?'}
    </span>
  )
}

function markColour(colour: string | number | undefined): CSSProperties {
  if (typeof colour === 'number') return { '--hue': colour } as CSSProperties
  const token = colour && /^--mark-[a-z0-9-]+$/.test(colour) ? colour : '--mark-unknown'
  return { '--mark': `var(${token}, var(--mark-unknown))` } as CSSProperties
}
