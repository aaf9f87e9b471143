/** One field of a form body, in the order sent. */
export interface FormRow {
  readonly name: string
  readonly value: string
}

/** Fields of `application/x-www-form-urlencoded` text; duplicates and empty values stay (URL standard, 5.1). */
export const formRows = (text: string): FormRow[] =>
  [...new URLSearchParams(text)].map(([name, value]) => ({ name, value }))
