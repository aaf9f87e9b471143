/** https://github.com/tc39/proposal-json-parse-with-source; not in every browser yet, and in no type library. */
interface SourceJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context?: { readonly source?: string }) => unknown,
  ): unknown
  rawJSON?(text: string): unknown
  isRawJSON?(value: unknown): boolean
}

const json = JSON as unknown as SourceJson

/**
 * A JSON text with the keys of each object in order and without whitespace; numbers stay as they are written, where the
 * platform can do that. Throws SyntaxError where it is not JSON.
 */
export const orderedJson = (text: string): string => JSON.stringify(json.parse(text, inOrder))

function inOrder(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value === 'number' && context?.source !== undefined) return json.rawJSON?.(context.source) ?? value
  if (typeof value !== 'object' || value === null || Array.isArray(value) || json.isRawJSON?.(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
