import { z } from 'zod'
import type { ExportFormatInfo, ExportOrder, ExportSubject } from '#shared/api/exports.ts'
import { SafeOptions } from '#shared/model/safe-export.ts'
import { usualSeed } from '#shared/model/usual-seed.ts'
import { parseQuery } from '#shared/query/parse-query.ts'
import { viewerZone } from '../../state/client.tsx'
import type { ExportQuestion } from '../../state/export-question.ts'

export const subjects = ['chosen', 'attempts', 'search', 'arrivals'] as const
export type Subject = (typeof subjects)[number]
/** `folder`: one that the browser is given; `host`: one that the host writes to. */
export const destinations = ['clipboard', 'download', 'folder', 'host'] as const
export type Destination = (typeof destinations)[number]

/** What was chosen last time. */
const Remembered = z.object({
  format: z.string(),
  assertAnswer: z.boolean(),
  isSafe: z.boolean(),
  safe: SafeOptions,
  to: z.enum(destinations),
  folder: z.string(),
})

export interface ExportForm extends z.infer<typeof Remembered> {
  readonly subject: Subject
  readonly query: string
  /** Of a standing export. */
  readonly name: string
}

const key = 'switchhook.export'
const standard: z.infer<typeof Remembered> = {
  ...{ format: 'fixture', assertAnswer: false, isSafe: false, safe: { seed: usualSeed } },
  ...{ to: 'download', folder: '' },
}

function lastTime(): z.infer<typeof Remembered> {
  try {
    return Remembered.parse(JSON.parse(localStorage.getItem(key) ?? ''))
  } catch {
    return standard
  }
}

export function remember(form: ExportForm): void {
  localStorage.setItem(key, JSON.stringify(Remembered.parse(form)))
}

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
