import type { DraftContent } from '#shared/model/draft.ts'
import type { EditedRequest } from '#shared/model/edited-request.ts'
import { requestProblems } from '#shared/model/request-syntax.ts'

/** A header line with an identity, so that lines can be moved while they are typed in. */
export interface HeaderLine {
  readonly key: number
  readonly name: string
  readonly value: string
}

/** What the editor holds. `body`: base64, null while it is the stored one. */
export interface RequestState extends Omit<DraftContent, 'headers'> {
  readonly headers: readonly HeaderLine[]
}

let keys = 0
export const headerLine = (name = '', value = ''): HeaderLine => ({ key: ++keys, name, value })

export const stateOf = ({ headers, ...rest }: DraftContent): RequestState => ({
  ...rest,
  headers: headers.map(([name, value]) => headerLine(name, value)),
})

export const contentOf = ({ headers, ...rest }: RequestState): DraftContent => ({
  ...rest,
  headers: headers.map(({ name, value }): [string, string] => [name, value]),
})

export const isSameContent = (one: DraftContent, other: DraftContent): boolean =>
  JSON.stringify(ordered(one)) === JSON.stringify(ordered(other))

const ordered = ({ method, url, headers, body, sign, broken }: DraftContent) => [
  method,
  url,
  headers,
  body,
  sign,
  broken,
]

/** What goes out, or what is wrong with it by field: `method`, `url`, `header <key>`. Lines without name and value are left out. */
export function requestToSend(
  state: RequestState,
): { readonly request: EditedRequest } | { readonly problems: ReadonlyMap<string, string> } {
  const lines = state.headers.filter(({ name, value }) => name !== '' || value !== '')
  const request: EditedRequest = {
    method: state.method.trim(),
    url: state.url.trim(),
    headers: lines.map(({ name, value }) => [name.trim(), value]),
    body: state.body,
  }
  const found = requestProblems(request)
  if (found.length === 0) return { request }
  const problems = new Map<string, string>()
  for (const { path, message } of found) {
    const line = path[0] === 'headers' ? lines[Number(path[1])] : undefined
    const field = line ? `header ${line.key}` : String(path[0])
    if (!problems.has(field)) problems.set(field, wordsFor(field, state, message))
  }
  return { problems }
}

function wordsFor(field: string, { url }: RequestState, message: string): string {
  if (field === 'url' && url.trim() === '') return 'Enter where to send it, e.g. http://localhost:3000/hooks.'
  if (field.startsWith('header')) return `This line ${message}.`
  return `The ${field === 'url' ? 'URL' : field} ${message}.`
}

/** What differs from the original, in words: "method, URL, 2 headers, body". Empty: nothing. */
export function changesInWords(original: DraftContent, now: DraftContent): string {
  const before = original.headers.map(([name, value]) => `${name}: ${value}`)
  const after = now.headers.filter(([name, value]) => name || value).map(([name, value]) => `${name}: ${value}`)
  const gone = without(before, after).length
  const added = without(after, before).length
  const headers = Math.max(gone, added) || (before.join('\n') === after.join('\n') ? 0 : 1)
  return [
    now.method === original.method ? '' : 'method',
    now.url === original.url ? '' : 'URL',
    headers === 0 ? '' : headers === 1 ? '1 header' : `${headers} headers`,
    now.body === null ? '' : 'body',
  ]
    .filter(Boolean)
    .join(', ')
}

/** Items of a list beyond those of another, each counted as often as it comes. */
function without(list: readonly string[], other: readonly string[]): string[] {
  const left = [...other]
  return list.filter((item) => {
    const at = left.indexOf(item)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

export interface HeaderChangeLine {
  readonly name: string
  readonly before: string | null
  readonly after: string | null
}

/** Headers that are not as they were, paired by name in order. */
export function headerChanges(original: DraftContent, now: DraftContent): HeaderChangeLine[] {
  const names = [...new Set([...original.headers, ...now.headers].map(([name]) => name.toLowerCase()))]
  return names.flatMap((key) => {
    const of = ({ headers }: DraftContent) => headers.filter(([name]) => name.toLowerCase() === key)
    const [before, after] = [of(original), of(now)]
    return Array.from({ length: Math.max(before.length, after.length) }, (_, index): HeaderChangeLine => {
      const [one, other] = [before[index], after[index]]
      return { name: other?.[0] ?? one?.[0] ?? key, before: one?.[1] ?? null, after: other?.[1] ?? null }
    }).filter((line) => line.name !== '' && line.before !== line.after)
  })
}
