import { formatBytes } from '#shared/sentences/units.ts'
import { type Payload, textAt } from './read-payload.ts'

/** Longest text of a hole; rows are one line, and their tooltips a few. */
const holeLimit = 200
const wordLimit = 12

/** Filters of templates: `{/data/duration|minutes}`. Null: the value doesn't suit the filter, the hole stays open. */
const filters: Readonly<Record<string, (text: string) => string | null>> = {
  duration: (text) => durationOf(text, true),
  minutes: (text) => durationOf(text, false),
  words: firstWords,
  lower: (text) => text.toLowerCase(),
  upper: (text) => text.toUpperCase(),
  capital: (text) => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase(),
}

const holes = /\{([^{}]*)\}/g

/** Why a template can never be filled, null where nothing is wrong with it. */
export function templateProblem(template: string): string | null {
  for (const [hole, inside = ''] of template.matchAll(holes)) {
    const [place = '', ...names] = inside.split('|')
    const unknown = names.find((name) => !Object.hasOwn(filters, name))
    if (place !== 'size' && !place.startsWith('/')) return `"${hole}" is neither a JSON pointer nor {size}`
    if (unknown !== undefined) return `the filter "${unknown}" is not known`
  }
  return null
}

/** Fills the holes of a template with values of the payload; null where one of them has none. */
export function fillTemplate(template: string, payload: Payload): string | null {
  if (templateProblem(template) !== null) return null
  let isFilled = true
  const text = template.replace(holes, (_, inside: string) => {
    const [place = '', ...names] = inside.split('|')
    const value = place === 'size' ? formatBytes(payload.size) : readable(textAt(payload, { body: place }))
    const shown = names.reduce((part, name) => (part === null ? null : filters[name]!(part)), value)
    isFilled &&= shown !== null
    return shown ?? ''
  })
  return isFilled ? text : null
}

/** One line without characters that could reorder or hide what stands beside it; null where nothing is left. */
function readable(text: string | null): string | null {
  if (text === null) return null
  const line = text
    .slice(0, 4 * holeLimit)
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  if (line === '') return null
  return line.length > holeLimit ? `${line.slice(0, holeLimit - 1).trimEnd()}…` : line
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
  const parts = [hours > 0 ? `${hours} h` : '', hours > 0 || minutes > 0 ? `${minutes} min` : '']
  if (exact || whole < 60) parts.push(`${whole % 60} s`)
  return parts.filter((part) => part !== '').join(' ')
}
