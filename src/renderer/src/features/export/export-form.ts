import type { ExportFormatInfo, ExportOrder, ExportSubject } from '#shared/api/exports.ts'
import type { SafeOptions } from '#shared/model/safe-export.ts'
import { defaultSeed, safeKinds } from '#shared/model/safe-words.ts'
import { parseQuery } from '#shared/query/parse-query.ts'
import { viewerZone } from '../../state/client.tsx'
import type { ExportQuestion } from '../../state/export-question.ts'

export const subjects = ['chosen', 'attempts', 'search', 'arrivals'] as const
export type Subject = (typeof subjects)[number]
/** `folder`: one that the browser is given; `host`: one that the host writes to. */
export const destinations = ['clipboard', 'download', 'folder', 'host'] as const
export type Destination = (typeof destinations)[number]

/** What was chosen last time. */
interface Remembered {
  readonly format: string
  readonly assertAnswer: boolean
  readonly isSafe: boolean
  readonly safe: SafeOptions
  readonly to: Destination
  readonly folder: string
}

export interface ExportForm extends Remembered {
  readonly subject: Subject
  readonly query: string
  /** Of a standing export. */
  readonly name: string
}

const key = 'switchhook.export'
const standard: Remembered = {
  ...{ format: 'fixture', assertAnswer: false, isSafe: false, safe: { seed: defaultSeed } },
  ...{ to: 'download', folder: '' },
}

/** Whatever the storage holds: what does not fit is as it was at first. The engine checks the rules when it is asked. */
function lastTime(): Remembered {
  let found: unknown
  try {
    found = JSON.parse(localStorage.getItem(key) ?? '')
  } catch {
    return standard
  }
  if (typeof found !== 'object' || found === null) return standard
  const { format, assertAnswer, isSafe, safe, to, folder } = found as Partial<Record<keyof Remembered, unknown>>
  const destination = destinations.find((one) => one === to)
  return {
    format: typeof format === 'string' ? format : standard.format,
    assertAnswer: assertAnswer === true,
    isSafe: isSafe === true,
    safe: isSafeOptions(safe) ? safe : standard.safe,
    to: destination ?? standard.to,
    folder: typeof folder === 'string' ? folder : standard.folder,
  }
}

function isSafeOptions(value: unknown): value is SafeOptions {
  if (typeof value !== 'object' || value === null) return false
  const { seed, rules } = value as Partial<Record<keyof SafeOptions, unknown>>
  const isRule = (rule: unknown) =>
    typeof rule === 'object' &&
    rule !== null &&
    'path' in rule &&
    typeof rule.path === 'string' &&
    safeKinds.some((kind) => 'as' in rule && rule.as === kind)
  const areRules = rules === undefined || (Array.isArray(rules) && rules.every(isRule))
  return typeof seed === 'string' && seed !== '' && areRules
}

export function remember({ format, assertAnswer, isSafe, safe, to, folder }: ExportForm): void {
  const remembered: Remembered = { format, assertAnswer, isSafe, safe, to, folder }
  localStorage.setItem(key, JSON.stringify(remembered))
}

/** What the form begins with: the choices of the last time, and what is asked for now. */
export function formOf({ scope, ids, query }: ExportQuestion): ExportForm {
  const subject = scope === 'chosen' && ids.length === 0 ? 'search' : scope
  return { ...lastTime(), subject, query, name: '' }
}

/** Null while nothing is chosen. */
export function subjectOf(form: ExportForm, { ids }: ExportQuestion): ExportSubject | null {
  if (form.subject === 'chosen') return ids.length > 0 ? { ids: [...ids] } : null
  if (form.subject === 'attempts') return ids[0] === undefined ? null : { attemptsOf: ids[0] }
  return { query: form.query.trim(), zone: viewerZone }
}

/** What is wrong with the query, where one is used; null: nothing. */
export function mistakeIn({ subject, query }: ExportForm): string | null {
  if (subject === 'chosen' || subject === 'attempts') return null
  return parseQuery(query, Date.now(), viewerZone).problems[0]?.message ?? null
}

/** How it is to be rendered. */
export function renderingOf(
  form: ExportForm,
  format: ExportFormatInfo,
): Pick<ExportOrder, 'format' | 'options' | 'safe'> {
  return {
    format: format.id,
    ...(format.assertsAnswer && form.assertAnswer && { options: { assertAnswer: true } }),
    ...(form.isSafe && { safe: form.safe }),
  }
}

interface Possible {
  /** The browser can be given a folder. */
  readonly picks: boolean
  /** It is one delivery, in a format that is one text. */
  readonly copies: boolean
}

/** Where this can go, in the order of the form. */
export function possibleDestinations({ subject }: ExportForm, { picks, copies }: Possible): Destination[] {
  if (subject === 'arrivals') return ['host']
  return [...(copies ? ['clipboard' as const] : []), 'download', ...(picks ? ['folder' as const] : []), 'host']
}

/** The destination that was chosen, or the nearest that is possible. */
export const destinationOf = (form: ExportForm, possible: readonly Destination[]): Destination =>
  possible.includes(form.to) ? form.to : (possible.find((to) => to === 'download') ?? 'host')
