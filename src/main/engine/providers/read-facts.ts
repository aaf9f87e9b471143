import type { DeliveryFacts, Summary } from '#shared/model/delivery.ts'
import type { ProviderManifest, SummaryRule, ValueKey, ValueRef } from '#shared/model/provider-pack.ts'
import { formatBytes } from '#shared/sentences/units.ts'
import { oncePer } from '../lib/once-per.ts'
import type { DetectedProvider } from './detect-provider.ts'
import { allHold, compilePattern, type Payload, type Place, placeOf, type Test, testOf, textAt } from './payload.ts'
import { compileTemplate, compileTemplates, fillAll, fillFirst, fillTemplate, type Template } from './template.ts'

/** Ids and event types are stored up to this length. */
const idLimit = 500

/** What a delivery is, as far as its provider's pack can tell; `detected` is null where no pack fits. */
export function readFacts(detected: DetectedProvider | null, payload: Payload): DeliveryFacts {
  if (detected === null) return { ...nothing, summary: plainSummary(null, payload) }
  const { manifest } = detected.pack
  const rules = rulesOf(manifest)
  const eventType = rules.eventType(payload)
  const eventId = keyAt(payload, rules.eventId)
  const callId = callIdOf(rules.callId, payload, eventType)
  const fallback = callId ?? (rules.isEventIdShown ? eventId : null)
  const summary = summarise(rules.summaries, eventType, payload, fallback)
  return { provider: manifest.id, providerBy: detected.by, eventType, eventId, callId, summary }
}

const nothing = { provider: null, providerBy: null, eventType: null, eventId: null, callId: null } as const

/** A manifest's rules on facts, compiled. */
const rulesOf = oncePer((manifest: ProviderManifest) => ({
  eventType: eventTypeReader(manifest.eventType),
  eventId: placesOf(manifest.eventId),
  /** A key of several values says nothing to people. */
  isEventIdShown: manifest.eventId !== null && !('all' in manifest.eventId),
  callId: manifest.callId.map((rule) =>
    'at' in rule
      ? { place: placeOf(rule.at), event: compilePattern(rule.event) }
      : { place: placeOf(rule), event: null },
  ),
  summaries: manifest.summaries.map(compileSummary),
}))

function eventTypeReader(eventType: ProviderManifest['eventType']): (payload: Payload) => string | null {
  if (eventType === null) return () => null
  if (!Array.isArray(eventType)) {
    const place = placeOf(eventType)
    return (payload) => short(textAt(payload, place))
  }
  const namings = eventType.map(({ when, name }) => ({ tests: when.map(testOf), template: compileTemplate(name) }))
  return (payload) => {
    for (const { tests, template } of namings) {
      if (template === null || !allHold(tests, payload)) continue
      const name = fillTemplate(template, payload)
      if (name !== null) return short(name)
    }
    return null
  }
}

function placesOf(key: ValueKey | null): readonly Place[] {
  if (key === null) return []
  const refs: readonly ValueRef[] = 'all' in key ? key.all : [key]
  return refs.map(placeOf)
}

/** A key of several values needs all of them: without one it would join what does not belong together. */
function keyAt(payload: Payload, places: readonly Place[]): string | null {
  let key: string | null = null
  for (const place of places) {
    const part = short(textAt(payload, place))
    if (part === null) return null
    key = key === null ? part : `${key}|${part}`
  }
  return key
}

type CallIdRule = { readonly place: Place; readonly event: RegExp | null }

function callIdOf(rules: readonly CallIdRule[], payload: Payload, eventType: string | null): string | null {
  for (const { place, event } of rules) {
    if (event !== null && (eventType === null || !event.test(eventType))) continue
    const found = short(textAt(payload, place))
    if (found !== null) return found
  }
  return null
}

function short(text: string | null): string | null {
  return text === null || text === '' ? null : text.slice(0, idLimit)
}

interface CompiledSummary {
  readonly event: RegExp
  readonly when: readonly Test[]
  readonly always: Summary['direction']
  readonly direction: { readonly place: Place; readonly rule: NonNullable<SummaryRule['direction']> } | null
  readonly who: readonly Template[]
  readonly text: readonly Template[]
  readonly headline: readonly Template[]
  readonly detail: readonly Template[]
  readonly quote: readonly Template[]
}

function compileSummary({ event, when, direction, always, ...templates }: SummaryRule): CompiledSummary {
  return {
    event: compilePattern(event),
    when: when.map(testOf),
    always: always ?? null,
    direction: direction === undefined ? null : { place: placeOf(direction.at), rule: direction },
    who: compileTemplates(templates.who),
    text: compileTemplates(templates.text),
    headline: compileTemplates(templates.headline),
    detail: compileTemplates(templates.detail),
    quote: compileTemplates(templates.quote),
  }
}

/** What happened, in words from documented fields; else `id` (or the content type) and size. */
function summarise(
  rules: readonly CompiledSummary[],
  eventType: string | null,
  payload: Payload,
  id: string | null,
): Summary {
  const rule =
    eventType === null ? undefined : rules.find((each) => each.event.test(eventType) && allHold(each.when, payload))
  if (rule === undefined) return plainSummary(id, payload)
  const who = fillFirst(rule.who, payload)
  return {
    direction: directionOf(rule, payload),
    who,
    text: fillAll(rule.text, payload) || (who === null ? plainText(id, payload) : ''),
    headline: fillFirst(rule.headline, payload),
    detail: fillAll(rule.detail, payload) || null,
    quote: fillFirst(rule.quote, payload),
  }
}

function plainSummary(id: string | null, payload: Payload): Summary {
  return { direction: null, who: null, text: plainText(id, payload), headline: null, detail: null, quote: null }
}

function plainText(id: string | null, { body }: Payload): string {
  return `${id ?? body.mediaType?.essence ?? 'no content type'}, ${formatBytes(body.size)}`
}

function directionOf({ direction, always }: CompiledSummary, payload: Payload): Summary['direction'] {
  if (direction === null) return always
  const value = textAt(payload, direction.place)
  if (value === null) return null
  if (direction.rule.inbound.includes(value)) return 'inbound'
  return direction.rule.outbound.includes(value) ? 'outbound' : null
}
