import type { DeliveryFacts } from '#shared/model/delivery.ts'
import type { ProviderManifest, ValueKey } from '#shared/model/provider-pack.ts'
import { type DetectedProvider, holds } from './detect-provider.ts'
import { fillTemplate } from './fill-template.ts'
import { pattern } from './pattern.ts'
import { type Payload, textAt } from './read-payload.ts'
import { summarise } from './summarise.ts'

/** Ids and event types are kept up to this length. */
const idLimit = 500

/** What a delivery is, as far as its provider's pack can tell; `detected` is null where no pack fits. */
export function readFacts(detected: DetectedProvider | null, payload: Payload): DeliveryFacts {
  const manifest = detected?.pack.manifest ?? null
  const eventType = manifest === null ? null : eventTypeOf(manifest, payload)
  const eventId = manifest?.eventId == null ? null : keyAt(payload, manifest.eventId)
  const callId = manifest === null ? null : callIdOf(manifest, payload, eventType)
  const fallback = callId ?? (manifest?.eventId != null && 'all' in manifest.eventId ? null : eventId)
  return {
    provider: manifest?.id ?? null,
    providerBy: detected?.by ?? null,
    eventType,
    eventId,
    callId,
    summary: summarise(manifest, eventType, payload, fallback),
  }
}

function eventTypeOf({ eventType }: ProviderManifest, payload: Payload): string | null {
  if (eventType === null) return null
  if (!Array.isArray(eventType)) return short(textAt(payload, eventType))
  for (const { when, name } of eventType) {
    const filled = when.every((condition) => holds(condition, payload)) ? fillTemplate(name, payload) : null
    if (filled !== null) return short(filled)
  }
  return null
}

function callIdOf({ callId }: ProviderManifest, payload: Payload, eventType: string | null): string | null {
  for (const rule of callId) {
    const isOther = 'at' in rule && (eventType === null || !pattern(rule.event).test(eventType))
    const found = isOther ? null : short(textAt(payload, 'at' in rule ? rule.at : rule))
    if (found !== null) return found
  }
  return null
}

/** A key of several values needs all of them: without one it would join what does not belong together. */
function keyAt(payload: Payload, key: ValueKey): string | null {
  const parts = ('all' in key ? key.all : [key]).map((ref) => short(textAt(payload, ref)))
  return parts.every((part) => part !== null) ? parts.join('|') : null
}

function short(text: string | null): string | null {
  return text === null || text === '' ? null : text.slice(0, idLimit)
}
