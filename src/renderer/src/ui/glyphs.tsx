import clsx from 'clsx'
import type { ReactNode } from 'react'

const ring = <circle cx="6" cy="6" r="5" />
const dashedRing = <circle cx="6" cy="6" r="5" strokeDasharray="1.9 2.03" strokeLinecap="butt" />
const square = <rect x="1" y="1" width="10" height="10" rx="1.5" />
const disc = <circle cx="6" cy="6" r="5.65" fill="currentColor" stroke="none" />
const dashedSquare = (
  <path d="M1 3.4V2.2C1 1.5 1.5 1 2.2 1h1.2M5 1h2M8.6 1h1.2c.7 0 1.2.5 1.2 1.2v1.2M11 5v2M11 8.6v1.2c0 .7-.5 1.2-1.2 1.2H8.6M7 11H5M3.4 11H2.2C1.5 11 1 10.5 1 9.8V8.6M1 7V5" />
)
/** Strokes cut out of a solid shape take the colour of what lies behind it. */
const cut = (d: string, width = 1.5) => <path d={d} stroke="var(--cut, var(--bg))" strokeWidth={width} />

const glyphs = {
  verified: [ring, <path key="p" d="m3.9 6.2 1.5 1.5 2.8-3.1" />],
  failed: [disc, cut('m4.2 4.2 3.6 3.6M7.8 4.2 4.2 7.8')],
  unsigned: [ring, <path key="p" d="M3.8 6h4.4" />],
  unverifiable: [dashedRing, <path key="p" d="M6 6h.01" strokeWidth="2.2" />],
  conforms: [square, <path key="p" d="m3.8 6.2 1.6 1.6 2.9-3.3" />],
  differs: [
    <rect key="r" x=".35" y=".35" width="11.3" height="11.3" rx="1.8" fill="currentColor" stroke="none" />,
    cut('M3.4 4.6h5.2M3.4 7.4h5.2M7.6 2.6 4.4 9.4', 1.2),
  ],
  'no-schema': [dashedSquare],
  'no-body': [square, <path key="p" d="M4 6h4" />],
  'not-json': [square, <path key="p" d="m3.4 8.6 5.2-5.2" />],
  missing: [dashedSquare, <path key="p" d="M3.8 6h4.4" />],
  extra: [square, <path key="p" d="M6 3.8v4.4M3.8 6h4.4" />],
  wrong: [<rect key="r" x=".35" y=".35" width="11.3" height="11.3" rx="1.8" fill="currentColor" stroke="none" />],
  checking: [<path key="p" className="pulse" d="M2.2 6h.01M6 6h.01M9.8 6h.01" strokeWidth="2.2" />],
  answered: [<path key="p" d="M1 6h8.2M6 2.6 9.4 6 6 9.4M11 1.8v8.4" />],
  late: [<path key="t" d="M6 .9 11.5 10.7H.5z" fill="currentColor" stroke="none" />, cut('M6 4.4v3M6 9.1h.01', 1.3)],
  finding: [<path key="p" d="M6 1.4 11 10.4H1z" />, <path key="q" d="M6 5v2.2M6 8.8h.01" />],
  yes: [disc, cut('m3.7 6.2 1.6 1.6 3-3.4')],
  no: [ring, <path key="p" d="m4.4 4.4 3.2 3.2M7.6 4.4 4.4 7.6" />],
  open: [dashedRing],
  up: [<circle key="c" cx="6" cy="6" r="3.6" fill="currentColor" stroke="none" />],
  lost: [<circle key="c" cx="6" cy="6" r="4.4" />, <path key="p" d="m2 10 8-8" />],
  locked: [
    <rect key="r" x="2.2" y="5.2" width="7.6" height="5.6" rx="1" />,
    <path key="p" d="M4 5.2V3.8a2 2 0 0 1 4 0v1.4" />,
  ],
} satisfies Record<string, ReactNode[]>

export type GlyphName = keyof typeof glyphs

/**
 * A 12-unit status glyph. Family by shape (circle: verification, square: conformance, triangle: finding, dot: host),
 * state by fill. It is decoration: the word beside it carries the meaning.
 */
export function Glyph({ name, size = 12, className }: { name: GlyphName; size?: number; className?: string }) {
  const [first, second] = glyphs[name]
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 12 12"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.3"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={clsx('flex-none', className)}
    >
      {first}
      {second}
    </svg>
  )
}
