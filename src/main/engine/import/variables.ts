/** Text with placeholders, as `.http` files and Postman write them: `{{name}}`. */
export interface Filled {
  readonly text: string
  /** Names that nothing is known of; they stay as they stand. */
  readonly unknown: readonly string[]
}

const maxDepth = 5

/**
 * Puts values in the place of `{{name}}`; values may have placeholders themselves. `onGrown` is told how many bytes of
 * memory each text takes that is made so.
 */
export function fillPlaceholders(
  text: string,
  values: ReadonlyMap<string, string>,
  onGrown: (bytes: number) => void,
): Filled {
  const unknown = new Set<string>()
  let filled = text
  for (let depth = 0; depth < maxDepth && filled.includes('{{'); depth += 1) {
    let length = filled.length
    const isFull = () => length > text.length + 1_000_000
    const next = filled.replace(/\{\{\s*([^{}\s][^{}]{0,200}?)\s*\}\}/g, (whole, name: string) => {
      const value = values.get(name)
      if (value === undefined || isFull()) return whole
      length += value.length - whole.length
      return value
    })
    if (next === filled || isFull()) break
    onGrown(2 * next.length)
    filled = next
  }
  for (const [, name = ''] of filled.matchAll(/\{\{\s*([^{}\s][^{}]{0,200}?)\s*\}\}/g)) unknown.add(name)
  return { text: filled, unknown: [...unknown] }
}

/** What is said of a request with placeholders that stayed; null where none did. */
export function placeholderNote(unknown: Iterable<string>): string | null {
  const names = [...new Set(unknown)]
  if (names.length === 0) return null
  const shown = names.slice(0, 5).map((name) => `{{${name}}}`)
  return `The file does not tell what stands for ${shown.join(', ')}.`
}
