import type { HeaderPair } from '../model/headers.ts'
import type { RuleAnswer } from '../model/response-rule.ts'

/** A value that an answer takes from the delivery, or from the clock. */
export interface Placeholder {
  /** As written, e.g. "{{json./data/id}}". */
  readonly source: string
  readonly kind: 'header' | 'query' | 'json' | 'form' | 'now' | 'now.iso'
  /** Name of a header, query value or form field, or a JSON pointer; "" for the clock. */
  readonly name: string
}

export interface TemplateProblem {
  /** UTF-16 positions in the text. */
  readonly start: number
  readonly end: number
  readonly message: string
}

export interface ParsedTemplate {
  readonly pieces: readonly (string | Placeholder)[]
  readonly problems: readonly TemplateProblem[]
}

/** The placeholders as they are offered and documented. */
export const placeholderForms = [
  { text: '{{header.X-Name}}', about: 'value of a request header' },
  { text: '{{query.name}}', about: 'value from the URL’s query' },
  { text: '{{json./data/id}}', about: 'value at a JSON pointer of the body' },
  { text: '{{form.CallSid}}', about: 'field of a form body' },
  { text: '{{now}}', about: 'seconds since 1970' },
  { text: '{{now.iso}}', about: 'time as in 2026-11-21T14:00:00.000Z' },
] as const

const token = /\\\{\{|\{\{([^{}]*)\}\}|\{\{/g

/** Takes a text with placeholders apart. `\{{` stands for the characters `{{`. Never throws. */
export function parseTemplate(text: string): ParsedTemplate {
  const pieces: (string | Placeholder)[] = []
  const problems: TemplateProblem[] = []
  let literal = ''
  let end = 0
  for (const match of text.matchAll(token)) {
    literal += text.slice(end, match.index)
    end = match.index + match[0].length
    const [source, inside] = match
    if (source.startsWith('\\')) {
      literal += '{{'
      continue
    }
    const read = inside === undefined ? unclosed : readPlaceholder(source, inside.trim())
    if (typeof read === 'string') {
      problems.push({ start: match.index, end, message: read })
      literal += source
    } else {
      pieces.push(literal, read)
      literal = ''
    }
  }
  pieces.push(literal + text.slice(end))
  return { pieces: pieces.filter((piece) => piece !== ''), problems }
}

const unclosed = 'A placeholder begins here and does not end. Write \\{{ for the characters {{.'

/** The placeholder, or what is wrong with it. */
function readPlaceholder(source: string, inside: string): Placeholder | string {
  if (inside === 'now' || inside === 'now.iso') return { source, kind: inside, name: '' }
  const dot = inside.indexOf('.')
  const kind = inside.slice(0, Math.max(dot, 0))
  const name = inside.slice(dot + 1)
  if (kind !== 'header' && kind !== 'query' && kind !== 'json' && kind !== 'form')
    return `There is no placeholder ${source}. Possible: ${placeholderForms.map(({ text }) => text).join(', ')}.`
  if (name === '') return `${source} needs a name.`
  if (kind === 'json' && !/^(\/([^~/]|~[01])*)+$/.test(name))
    return `${source} needs a JSON pointer such as {{json./data/id}}.`
  return { source, kind, name }
}

export function placeholdersIn(text: string): readonly Placeholder[] {
  return parseTemplate(text).pieces.filter((piece) => typeof piece !== 'string')
}

/** How values are written into a text, so that they end where they should. */
export type Escaping = 'json' | 'xml' | 'form' | 'header' | 'none'

/** By the answer's content type. */
export function escapingFor(contentType: string | undefined): Escaping {
  const essence = essenceOf(contentType)
  if (isJson(essence)) return 'json'
  if (isXml(essence) || essence === 'text/html') return 'xml'
  return essence === 'application/x-www-form-urlencoded' ? 'form' : 'none'
}

export const essenceOf = (contentType: string | undefined): string =>
  (contentType ?? '').split(';', 1)[0]!.trim().toLowerCase()
export const isJson = (essence: string): boolean => /^(application|text)\/json$|\+json$/.test(essence)
export const isXml = (essence: string): boolean => /^(application|text)\/xml$|\+xml$/.test(essence)

const xmlEntities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** A value as it may stand inside a JSON string, XML text or attribute, form value, or header value. */
export function escapeValue(value: string, escaping: Escaping): string {
  switch (escaping) {
    case 'json':
      return JSON.stringify(value).slice(1, -1)
    case 'xml':
      // XML 1.0 has no way to write the other control characters.
      return value
        .toWellFormed()
        .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
        .replace(/[&<>"']/g, (character) => xmlEntities[character]!)
    case 'form':
      return encodeURIComponent(value.toWellFormed())
    case 'header':
      return value.replace(/[^\t\x20-\x7e\xa0-\xff]/g, '?').trim()
    case 'none':
      return value
  }
}

/** Longer values are left out: an answer must not grow without bounds. Characters. */
export const maxValueLength = 64 * 1024
/** All filled values of an answer together, as they are written. Characters; an answer with a delay is held until it is due. */
const maxFilledLength = 128 * 1024

export interface RenderedAnswer {
  readonly status: number
  readonly headers: readonly HeaderPair[]
  readonly body: string
  /** Placeholders that had no value, as written; each once. */
  readonly empty: readonly string[]
}

/** Fills the placeholders. `read` gives null where the delivery has no such value. */
export function renderAnswer(answer: RuleAnswer, read: (placeholder: Placeholder) => string | null): RenderedAnswer {
  const empty = new Set<string>()
  let length = 0
  const fill = (text: string, escaping: Escaping): string => {
    if (!text.includes('{{')) return text
    let filled = ''
    for (const piece of parseTemplate(text).pieces) {
      if (typeof piece === 'string') {
        filled += piece
        continue
      }
      const value = read(piece)
      const written = value === null || value.length > maxValueLength ? null : escapeValue(value, escaping)
      if (written === null || length + written.length > maxFilledLength) empty.add(piece.source)
      else {
        filled += written
        length += written.length
      }
    }
    return filled
  }
  const headers = answer.headers.map(([name, value]): HeaderPair => [name, fill(value, 'header')])
  const body = fill(answer.body, escapingFor(contentTypeOf(headers)))
  return { status: answer.status, headers, body, empty: [...empty] }
}

export function contentTypeOf(headers: readonly HeaderPair[]): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1]
}
