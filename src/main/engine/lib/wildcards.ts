/** SQL LIKE pattern (escape character `\`) of a text in which `*` stands for any characters. */
export function likePattern(text: string, position: 'whole' | 'anywhere' = 'whole'): string {
  const escaped = text.replace(/[\\%_]/g, '\\$&')
  return position === 'anywhere' ? `%${escaped}%` : escaped.replace(/\*+/g, '%')
}

/** The same test on a text in memory, without regard to case; `fold` says of which letters. */
export function matchesWildcards(
  pattern: string,
  text: string,
  fold: (text: string) => string = (cased) => cased.toLowerCase(),
): boolean {
  const [first = '', ...rest] = fold(pattern).split('*')
  const last = rest.pop()
  const subject = fold(text)
  if (last === undefined) return subject === first
  if (!subject.startsWith(first) || subject.length < first.length + last.length || !subject.endsWith(last)) return false
  let at = first.length
  const end = subject.length - last.length
  for (const part of rest) {
    const found = subject.indexOf(part, at)
    if (found < 0 || found + part.length > end) return false
    at = found + part.length
  }
  return true
}
