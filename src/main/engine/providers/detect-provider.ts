import type { Condition, DetectionRule } from '#shared/model/provider-pack.ts'
import { pattern } from './pattern.ts'
import type { ProviderPack } from './provider-pack.ts'
import { type Payload, textAt, valueAt } from './read-payload.ts'

export interface DetectedProvider {
  readonly pack: ProviderPack
  readonly by: 'endpoint' | 'detected'
}

/**
 * Tells whose delivery this is. `chosen` is the provider of the endpoint, which wins; else the strongest rule of all packs
 * that holds, among equals the one with more conditions. Null where none holds or two packs are equally likely.
 */
export function detectProvider(
  packs: ReadonlyMap<string, ProviderPack>,
  payload: Payload,
  chosen: string | null,
): DetectedProvider | null {
  const pack = chosen === null ? undefined : packs.get(chosen)
  if (pack !== undefined) return { pack, by: 'endpoint' }

  const holding = [...packs.values()].flatMap((candidate) => {
    const rules = candidate.manifest.detect.filter((rule) => rule.when.every((condition) => holds(condition, payload)))
    const best = rules.sort(strongestFirst)[0]
    return best === undefined ? [] : [{ pack: candidate, rule: best }]
  })
  holding.sort((a, b) => strongestFirst(a.rule, b.rule))
  const [first, second] = holding
  if (first === undefined || (second !== undefined && strongestFirst(first.rule, second.rule) === 0)) return null
  return { pack: first.pack, by: 'detected' }
}

/** Does a condition of a pack hold for this delivery? */
export function holds(condition: Condition, payload: Payload): boolean {
  if ('method' in condition) return payload.method === condition.method
  const { matches } = condition
  const value = valueAt(payload, condition)
  if (value === undefined) return false
  if (matches === undefined) return true
  const text = textAt(payload, condition)
  return text !== null && pattern(matches).test(text)
}

function strongestFirst(a: DetectionRule, b: DetectionRule): number {
  return b.weight - a.weight || b.when.length - a.when.length
}
