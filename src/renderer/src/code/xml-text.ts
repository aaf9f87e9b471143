/** One piece of XML, where the one before it ended: comment, CDATA, instruction, declaration, end tag, start tag, text. */
const piece =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<!(?!--|\[)[^<>[]*>|<\/[^<>]+>|<(?![!?/])(?:[^"'<>]|"[^"<]*"|'[^'<]*')+>|[^<]+/y

interface Element {
  /** Index of its start tag's piece. */
  readonly start: number
  readonly name: string
}

/**
 * XML with an element on each line, by depth. Elements that have text of their own stay as they are, for blanks may mean
 * something in them. Null for what is not well nested, or declares entities: that is shown as it came.
 */
export function formatXml(text: string): string | null {
  const pieces = cut(text)
  const ends = pieces && endsOf(pieces)
  if (!pieces || !ends) return null
  const lines: string[] = []
  let depth = 0
  for (let at = 0; at < pieces.length; at += 1) {
    const one = pieces[at] ?? ''
    if (one.trim() === '') continue
    if (one.startsWith('</')) depth -= 1
    const end = ends.get(at)
    // With text, or with nothing in it: on one line.
    const whole = end !== undefined && (end.hasText || end.at === at + 1)
    lines.push('  '.repeat(depth) + (whole ? pieces.slice(at, end.at + 1).join('') : one))
    if (whole) at = end.at
    else if (end) depth += 1
  }
  return lines.join('\n')
}

function cut(text: string): string[] | null {
  const pieces: string[] = []
  piece.lastIndex = 0
  while (piece.lastIndex < text.length) {
    const found = piece.exec(text)
    if (!found) return null
    pieces.push(found[0])
  }
  return pieces
}

type Kind = 'blank' | 'text' | 'start' | 'end' | 'empty' | 'aside'

function kindOf(one: string): Kind {
  if (one.startsWith('<![') || !one.startsWith('<')) return one.trim() === '' ? 'blank' : 'text'
  if (one.startsWith('</')) return 'end'
  if (one.startsWith('<!') || one.startsWith('<?')) return 'aside'
  return one.endsWith('/>') ? 'empty' : 'start'
}

/** For each start tag its end tag, and whether text that is not blank stands directly in it. */
function endsOf(pieces: readonly string[]): Map<number, { at: number; hasText: boolean }> | null {
  const ends = new Map<number, { at: number; hasText: boolean }>()
  const withText = new Set<number>()
  const open: Element[] = []
  let elements = 0
  for (const [at, one] of pieces.entries()) {
    const kind = kindOf(one)
    if (kind === 'start' || kind === 'empty') elements += 1
    if (kind === 'start') open.push({ start: at, name: one.match(/^<([^\s>]+)/)?.[1] ?? '' })
    if (kind === 'text') {
      const parent = open.at(-1)
      if (!parent) return null
      withText.add(parent.start)
    }
    if (kind === 'end') {
      const closed = open.pop()
      if (closed?.name !== one.slice(2, -1).trim()) return null
      ends.set(closed.start, { at, hasText: withText.has(closed.start) })
    }
  }
  return open.length === 0 && elements > 0 ? ends : null
}
