import type { SchemeRequest } from '../signature-scheme.ts'

/** The request with a text replaced wherever header values hold it; null where none does. */
export function replacedInHeaders(request: SchemeRequest, text: string, by: string): SchemeRequest | null {
  if (text === '' || text === by) return null
  let found = false
  const headers = request.headers.map(([name, value]) => {
    if (!value.includes(text)) return [name, value] as const
    found = true
    return [name, value.replace(text, () => by)] as const
  })
  return found ? { ...request, headers } : null
}

/** The request with one more header, in front of those of that name. */
export const withHeader = (request: SchemeRequest, name: string, value: string): SchemeRequest => ({
  ...request,
  headers: [[name, value], ...request.headers.filter(([other]) => other.toLowerCase() !== name.toLowerCase())],
})
