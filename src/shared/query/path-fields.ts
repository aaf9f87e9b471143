import type { Condition, QueryProblem } from './query.ts'
import type { RawTerm } from './split-terms.ts'

/** Fields whose name goes on with what is looked at: `header.x-y:`, `body./data/id:`. */
export const pathFields = [
  { name: 'header', start: 'header.', example: 'header.content-type:', about: 'value of a header, or * for any' },
  { name: 'body', start: 'body./', example: 'body./data/status:', about: 'value in a JSON or form body, or * for any' },
] as const

/** As they are offered where a name was mistyped. */
export const pathFieldNames: readonly string[] = pathFields.map(({ name }) => name)

interface ReadTerm {
  readonly condition: Condition | null
  readonly problem: QueryProblem | null
}

/** A term on a header or on a place in the body; null for any other field. */
export function readPathField({ field, fieldSpan, value, valueSpan, quoted }: RawTerm): ReadTerm | null {
  const match = /^(header|body)(?:\.(.*))?$/is.exec(field ?? '')
  if (match === null) return null
  const name = match[1]!.toLowerCase() as 'header' | 'body'
  const path = unquoted(match[2] ?? '')
  const refuse = (message: string, suggestion: string | null = null, span = fieldSpan): ReadTerm => ({
    condition: null,
    problem: { span, message, suggestion },
  })
  const { example, start } = pathFields.find((known) => known.name === name)!
  if (path === '') return refuse(`"${name}:" needs to know ${needed[name]}, such as ${example}.`, start)
  if (name === 'body' && !path.startsWith('/')) {
    const pointer = `/${path.replaceAll('.', '/')}`
    return refuse(`A place in the body begins with "/", such as ${example}.`, `${formatBodyField(pointer)}:`)
  }
  if (/~(?![01])/.test(path) && name === 'body')
    return refuse('In a JSON pointer, "~" in a name is written ~0 and "/" is written ~1.')
  if (value === '' && !quoted) return refuse(`"${field}:" needs a value, or * for any.`, null, valueSpan)
  const wanted = value === '*' && !quoted ? null : value
  const wildcards = !quoted && value.includes('*')
  return {
    condition:
      name === 'header'
        ? { kind: 'header', name: path.toLowerCase(), value: wanted, wildcards }
        : { kind: 'body', pointer: path, value: wanted, wildcards },
    problem: null,
  }
}

const needed = { header: 'which header', body: 'which place in the body' } as const

/** `body./data/id`, quoted where the pointer has characters that would end it. */
export function formatBodyField(pointer: string): string {
  return /[\s\0":]/.test(pointer) ? `body."${pointer.replace(/["\\]/g, '\\$&')}"` : `body.${pointer}`
}

function unquoted(path: string): string {
  return path.startsWith('"') ? path.slice(1, -1).replace(/\\(.)/gs, '$1') : path
}
