import { formatBytes } from '#shared/sentences/units.ts'
import { bodyPlace, type Payload, type Place, textAt } from './payload.ts'

/** Longest text of a placeholder; rows are one line, and their tooltips a few. */
const placeholderLimit = 200
const wordLimit = 12

type Filter = (text: string) => string | null

/** Filters of templates: `{/data/duration|minutes}`. Null: the value doesn't suit the filter, the placeholder stays open. */
const filters: Readonly<Record<string, Filter>> = {
  duration: (text) => durationOf(text, true),
  minutes: (text) => durationOf(text, false),
  words: firstWords,
  lower: (text) => text.toLowerCase(),
  upper: (text) => text.toUpperCase(),
  capital: (text) => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase(),
}

const placeholders = /\{([^{}]*)\}/g

/** A template taken apart: its literal text around the placeholders, which are one fewer. */
export interface Template {
  readonly literals: readonly string[]
  readonly placeholders: readonly {
    /** Null for the body's size. */
    readonly place: Place | null
    readonly filters: readonly Filter[]
  }[]
}

/** Why a template can never be filled, null where nothing is wrong with it. */
export function templateProblem(template: string): string | null {
  for (const [placeholder, inside = ''] of template.matchAll(placeholders)) {
    const [place = '', ...names] = inside.split('|')
    const unknown = names.find((name) => !Object.hasOwn(filters, name))
    if (place !== 'size' && !/^(\/|\?.)/.test(place))
      return `"${placeholder}" is neither a JSON pointer nor a query value ({?name}) nor {size}`
    if (unknown !== undefined) return `the filter "${unknown}" is not known`
  }
  return null
}

/** Null where the template can never be filled. */
export function compileTemplate(template: string): Template | null {
  if (templateProblem(template) !== null) return null
  const found = [...template.matchAll(placeholders)].map(([, inside = '']) => {
    const [place = '', ...names] = inside.split('|')
    return { place: placeIn(place), filters: names.map((name) => filters[name]!) }
  })
  return { literals: template.split(/\{[^{}]*\}/), placeholders: found }
}

function placeIn(text: string): Place | null {
  if (text === 'size') return null
  return text.startsWith('?') ? { in: 'query', name: text.slice(1) } : bodyPlace(text)
}

/** Those that can be filled at all. */
export function compileTemplates(templates: readonly string[]): readonly Template[] {
  return templates.map(compileTemplate).filter((template) => template !== null)
}

/** Fills the placeholders with values of the payload; null where one of them has none. */
export function fillTemplate(template: Template, payload: Payload): string | null {
  let text = template.literals[0]!
  for (let at = 0; at < template.placeholders.length; at += 1) {
    const { place, filters } = template.placeholders[at]!
    let shown = place === null ? formatBytes(payload.body.size) : oneLine(textAt(payload, place))
    for (const filter of filters) if (shown !== null) shown = filter(shown)
    if (shown === null) return null
    text += shown + template.literals[at + 1]!
  }
  return text
}

/** The first template that can be filled. */
export function fillFirst(templates: readonly Template[], payload: Payload): string | null {
  for (const template of templates) {
    const text = fillTemplate(template, payload)
    if (text !== null) return text
  }
  return null
}

/** All that can be filled, joined by ", ". */
export function fillAll(templates: readonly Template[], payload: Payload): string {
  let joined = ''
  let isFirst = true
  for (const template of templates) {
    const text = fillTemplate(template, payload)
    if (text === null) continue
    joined = isFirst ? text : `${joined}, ${text}`
    isFirst = false
  }
  return joined
}

/** One line without characters that could reorder or hide what stands beside it; null where nothing is left. */
function oneLine(text: string | null): string | null {
  if (text === null || isPlainLine(text)) return text
  const line = text
    .slice(0, 4 * placeholderLimit)
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  if (line === '') return null
  return line.length > placeholderLimit ? `${line.slice(0, placeholderLimit - 1).trimEnd()}…` : line
}

/** Short, of Latin letters, digits and single spaces: nothing to do, as with nearly all values. */
function isPlainLine(text: string): boolean {
  if (text.length === 0 || text.length > placeholderLimit) return false
  let isAfterSpace = true
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    const isSpace = code === 0x20
    if (isSpace ? isAfterSpace : !((code > 0x20 && code < 0x7f) || (code > 0xa0 && code < 0x250))) return false
    isAfterSpace = isSpace
  }
  return !isAfterSpace
}

function firstWords(text: string): string {
  const words = text.split(' ')
  return words.length > wordLimit ? `${words.slice(0, wordLimit).join(' ')}…` : text
}

/** Seconds as "1 h 4 min 10 s"; short: the two largest units rounded to minutes from one minute on. */
function durationOf(text: string, exact: boolean): string | null {
  const seconds = Number(text)
  if (text === '' || !Number.isFinite(seconds) || seconds < 0) return null
  const whole = exact || seconds < 59.5 ? Math.round(seconds) : Math.round(seconds / 60) * 60
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  let words = hours > 0 ? `${hours} h` : ''
  if (hours > 0 || minutes > 0) words += `${words === '' ? '' : ' '}${minutes} min`
  if (exact || whole < 60) words += `${words === '' ? '' : ' '}${whole % 60} s`
  return words
}
