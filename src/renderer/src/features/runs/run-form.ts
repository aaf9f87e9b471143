import type { RunSettings } from '#shared/model/run.ts'
import { maxPasses, maxSendsAtOnce } from '#shared/model/run-words.ts'
import type { RunQuestion } from '../../state/run-question.ts'

/** What stands in the form; numbers as they are typed. */
export interface RunForm {
  readonly query: string
  readonly order: RunSettings['order']
  readonly seed: string
  readonly passes: string
  readonly pace: RunSettings['pace']['kind']
  readonly factor: string
  readonly rate: string
  readonly concurrency: string
  readonly together: boolean
  readonly sign: RunSettings['sign']
  readonly target: string
  readonly stops: boolean
  readonly stopAfter: string
}

/** What the form begins with. A drill of one delivery repeats it; one of several sends them in another order. */
export function formOf({ deliveries, drill, settings = {} }: RunQuestion): RunForm {
  const { pace } = settings
  const isOne = deliveries.kind === 'ids' && deliveries.ids.length === 1
  return {
    query: deliveries.kind === 'query' ? deliveries.query : '',
    order: settings.order ?? (drill && !isOne ? 'newest' : 'oldest'),
    seed: String(settings.seed ?? 1),
    passes: String(drill ? (isOne ? 5 : 2) : 1),
    pace: pace?.kind ?? 'fast',
    factor: pace?.kind === 'original' ? String(pace.factor) : '1',
    rate: pace?.kind === 'rate' ? String(pace.perSecond) : '10',
    concurrency: String(settings.concurrency ?? 1),
    together: false,
    sign: settings.sign ?? 'keep',
    target: settings.target ?? '',
    stops: settings.stopAfter != null,
    stopAfter: String(settings.stopAfter ?? 5),
  }
}

type NumberField = 'seed' | 'passes' | 'factor' | 'rate' | 'concurrency' | 'stopAfter'

interface Range {
  readonly least: number
  readonly most: number
  readonly whole: boolean
}

const ranges: Readonly<Record<NumberField, Range>> = {
  seed: { least: 0, most: 2 ** 32 - 1, whole: true },
  passes: { least: 2, most: maxPasses, whole: true },
  factor: { least: 0.01, most: 10_000, whole: false },
  rate: { least: 0.01, most: 1000, whole: false },
  concurrency: { least: 1, most: maxSendsAtOnce, whole: true },
  stopAfter: { least: 1, most: 1000, whole: true },
}

/** What is wrong with a number; null where nothing is. */
export function numberProblem(form: RunForm, field: NumberField): string | null {
  const { least, most, whole } = ranges[field]
  const value = Number(form[field])
  const fits = form[field].trim() !== '' && value >= least && value <= most && (!whole || Number.isInteger(value))
  return fits ? null : `${whole ? 'a whole number' : 'a number'} from ${least} to ${most}`
}

/** Numbers that count with the choices that were made. */
function inUse(form: RunForm, drill: boolean): NumberField[] {
  return [
    ...(form.order === 'shuffled' ? ['seed' as const] : []),
    ...(drill ? ['passes' as const] : []),
    ...(!drill && form.pace === 'original' ? ['factor' as const] : []),
    ...(!drill && form.pace === 'rate' ? ['rate' as const] : []),
    ...(drill ? [] : ['concurrency' as const]),
    ...(!drill && form.stops ? ['stopAfter' as const] : []),
  ]
}

/** The settings that the form stands for; null while a number of it is none. */
export function settingsOf(form: RunForm, drill: boolean): RunSettings | null {
  if (inUse(form, drill).some((field) => numberProblem(form, field) !== null)) return null
  const target = form.target.trim()
  const passes = drill ? Number(form.passes) : 1
  return {
    order: form.order,
    seed: form.order === 'shuffled' ? Number(form.seed) : 1,
    passes,
    pace: drill ? { kind: 'fast' } : paceOf(form),
    concurrency: drill ? (form.together ? Math.min(passes, maxSendsAtOnce) : 1) : Number(form.concurrency),
    sign: form.sign,
    target: target === '' ? null : target,
    stopAfter: !drill && form.stops ? Number(form.stopAfter) : null,
  }
}

function paceOf({ pace, factor, rate }: RunForm): RunSettings['pace'] {
  if (pace === 'original') return { kind: 'original', factor: Number(factor) }
  return pace === 'rate' ? { kind: 'rate', perSecond: Number(rate) } : { kind: 'fast' }
}
