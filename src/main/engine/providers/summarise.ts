import type { Summary } from '#shared/model/delivery.ts'
import type { ProviderManifest, SummaryRule } from '#shared/model/provider-pack.ts'
import { formatBytes } from '#shared/sentences/units.ts'
import { holds } from './detect-provider.ts'
import { fillTemplate } from './fill-template.ts'
import { pattern } from './pattern.ts'
import { type Payload, textAt } from './read-payload.ts'

/** What happened, in words from documented fields; else `id` (or the content type) and size. */
export function summarise(
  manifest: ProviderManifest | null,
  eventType: string | null,
  payload: Payload,
  id: string | null,
): Summary {
  const rule = manifest?.summaries.find((candidate) => isFor(candidate, eventType, payload))
  const first = (templates: readonly string[] = []) => filled(templates, payload)[0] ?? null
  const all = (templates: readonly string[] = []) => filled(templates, payload).join(', ')
  const who = first(rule?.who)
  const plain = `${id ?? payload.mediaType?.essence ?? 'no content type'}, ${formatBytes(payload.size)}`
  return {
    direction: rule === undefined ? null : directionOf(rule, payload),
    who,
    text: all(rule?.text) || (who === null ? plain : ''),
    headline: first(rule?.headline),
    detail: all(rule?.detail) || null,
    quote: first(rule?.quote),
  }
}

function isFor({ event, when }: SummaryRule, eventType: string | null, payload: Payload): boolean {
  return eventType !== null && pattern(event).test(eventType) && when.every((each) => holds(each, payload))
}

function filled(templates: readonly string[], payload: Payload): string[] {
  return templates.map((template) => fillTemplate(template, payload)).filter((text) => text !== null)
}

function directionOf({ direction, always }: SummaryRule, payload: Payload): Summary['direction'] {
  if (direction === undefined) return always ?? null
  const value = textAt(payload, direction.at)
  if (value === null) return null
  if (direction.inbound.includes(value)) return 'inbound'
  return direction.outbound.includes(value) ? 'outbound' : null
}
