/** What does not count as a difference, as the page and the comparison know it. */
export interface IgnoreRules {
  readonly pointers: string[]
  /** Names, lower case. */
  readonly headers: string[]
}

/** What differs from answer to answer and says nothing. */
export const usualIgnoreRules: IgnoreRules = { pointers: [], headers: ['date', 'connection', 'keep-alive'] }

/** A JSON pointer (RFC 6901) in which `*` stands for any one name or index; it covers what lies below, too. */
export const pointerPattern = /^(\/([^~/]|~[01])*)+$/
export const notAPointer = 'must be a JSON pointer such as /data/id or /items/*/at'
export const ignoreLimits = { rules: 200, pointer: 1000, header: 256 } as const

/** The rules with one more, a pointer where it begins with "/"; or why it cannot be one. */
export function addIgnoreRule(
  rules: IgnoreRules,
  text: string,
): { readonly rules: IgnoreRules } | { readonly problem: string } {
  const isPointer = text.startsWith('/')
  const list = isPointer ? rules.pointers : rules.headers
  if (list.length >= ignoreLimits.rules) return { problem: `There can be ${ignoreLimits.rules} rules at most.` }
  if (text.length > (isPointer ? ignoreLimits.pointer : ignoreLimits.header)) return { problem: 'This is too long.' }
  if (isPointer && !pointerPattern.test(text)) return { problem: notAPointer }
  return {
    rules: isPointer
      ? { ...rules, pointers: [...rules.pointers, text] }
      : { ...rules, headers: [...rules.headers, text.toLowerCase()] },
  }
}
