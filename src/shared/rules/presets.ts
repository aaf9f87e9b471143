import type { ProviderInfo } from '../model/provider-pack.ts'
import type { RuleAnswer, RuleFields, RulePreset } from '../model/response-rule.ts'
import { formatDuration } from '../sentences/units.ts'
import { maxDelayMs } from './rule-limits.ts'

export interface OfferedPreset extends Omit<RulePreset, 'source'> {
  /** Page that documents it; null for what works with any sender. */
  readonly source: string | null
}

type PresetProvider = Pick<ProviderInfo, 'name' | 'presets' | 'delivery' | 'events' | 'retryStatus'>

const json = (status: number, body: string): RuleAnswer => ({
  status,
  headers: [['Content-Type', 'application/json']],
  body,
})
const failing = (status: number) => json(status, '{"error":"failed on purpose"}')
const usual = json(200, '{"received":true}')

const fields = (name: string, over: Partial<RuleFields> & Pick<RuleFields, 'action'>): RuleFields => ({
  name,
  match: { types: [], search: '', verdict: null },
  turn: { kind: 'always' },
  delayMs: 0,
  switchOff: { afterDeliveries: null, afterMinutes: null },
  ...over,
})

/** Late is late by so much, milliseconds: on the way to the provider some time passes as well. */
const beyondDeadlineMs = 2000

/** Rules to begin with: what the provider documents first, then what works with every sender. */
export function presetsFor(provider: PresetProvider | null): readonly OfferedPreset[] {
  return [...(provider?.presets ?? []), ...generalPresets(provider)]
}

function generalPresets(provider: PresetProvider | null): readonly OfferedPreset[] {
  const status = provider?.retryStatus ?? 503
  const retries = provider === null ? 'Whether it is sent again is the sender’s decision.' : provider.delivery.note
  return [
    {
      id: 'fail-first-3',
      source: null,
      note: `Attempts 1 to 3 of each event get ${status}, later ones go on to the next rule. ${retries}`,
      rule: fields('Fail the first 3, then succeed', {
        turn: { kind: 'first', attempts: 3 },
        action: { kind: 'answer', answer: failing(status) },
      }),
    },
    {
      id: 'always-500',
      source: null,
      note: `Every delivery gets 500. ${retries}`,
      rule: fields('Always 500', { action: { kind: 'answer', answer: failing(500) } }),
    },
    ...(provider === null ? [] : latePresets(provider)),
    {
      id: 'refuse-failed-signatures',
      source: null,
      note: 'Deliveries whose signature fails get 401, as from an app that checks it. The others go on to the next rule.',
      rule: fields('401 when the signature fails', {
        match: { types: [], search: '', verdict: 'failed' },
        action: { kind: 'answer', answer: json(401, '{"error":"the signature does not match"}') },
      }),
    },
    {
      id: 'drop-connection',
      source: null,
      note: 'Stores the delivery and ends the connection without an answer.',
      rule: fields('Drop the connection', { action: { kind: 'drop' } }),
    },
  ]
}

/** One for each deadline that is documented: the provider's, and those of events that have their own. */
function latePresets({ name, delivery, events }: PresetProvider): readonly OfferedPreset[] {
  const own = events.flatMap(({ type, matches, delivery: rules }) => {
    const ms = rules?.deadlineMs ?? null
    return ms === null || ms === delivery.deadlineMs || matches !== undefined ? [] : [{ type, ms }]
  })
  const byDeadline = Map.groupBy(own, ({ ms }) => ms)
  return [
    ...(delivery.deadlineMs === null ? [] : [latePreset(name, delivery.deadlineMs, [])]),
    ...[...byDeadline].map(([ms, found]) =>
      latePreset(
        name,
        ms,
        found.map(({ type }) => type),
      ),
    ),
  ].filter(({ rule }) => rule.delayMs <= maxDelayMs)
}

/** `types`: for these events; empty: for all. */
function latePreset(provider: string, deadlineMs: number, types: string[]): OfferedPreset {
  const delayMs = deadlineMs + beyondDeadlineMs
  const events = types.join(', ')
  return {
    id: types.length === 0 ? 'too-late' : `too-late-${deadlineMs}`,
    source: null,
    note: `Holds a 200 back for ${formatDuration(delayMs)}: ${provider} is documented to wait ${formatDuration(deadlineMs)}${types.length === 0 ? '' : ` with ${events}`}.`,
    rule: fields(types.length === 0 ? 'Too late' : `Too late: ${events}`.slice(0, 80), {
      match: { types, search: '', verdict: null },
      delayMs,
      action: { kind: 'answer', answer: usual },
    }),
  }
}

/** A rule from nothing. */
export const blankRule: RuleFields = fields('New rule', { action: { kind: 'answer', answer: usual } })
