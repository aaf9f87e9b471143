import { type HeaderPair, headerValues } from '#shared/model/headers.ts'

/** "A, B": names in order of preference. */
export function nameList(names: string): string[] {
  return names
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)
}

/** "A" or "A or B", for sentences. */
export const namesInWords = (names: string): string => nameList(names).join(' or ')

/** All values of the first of the names that is present. */
export function valuesOfFirst(headers: readonly HeaderPair[], names: string): string[] {
  for (const name of nameList(names)) {
    const values = headerValues(headers, name)
    if (values.length > 0) return values
  }
  return []
}
