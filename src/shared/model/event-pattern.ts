/** Does an event type fit one of these patterns? `*` stands for any characters; no pattern at all fits everything. */
export function fitsEvents(patterns: readonly string[], eventType: string | null): boolean {
  if (patterns.length === 0) return true
  return eventType !== null && patterns.some((pattern) => fitsPattern(pattern, eventType))
}

function fitsPattern(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop()
  if (last === undefined) return pattern === text
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false
  let from = first.length
  for (const part of rest) {
    const at = text.indexOf(part, from)
    if (at === -1) return false
    from = at + part.length
  }
  return from <= text.length - last.length
}
