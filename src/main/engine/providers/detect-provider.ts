import type { Condition } from '#shared/model/provider-pack.ts'
import { oncePer } from '../lib/once-per.ts'
import { allHold, isBoundedPattern, type Payload, type Test, testOf } from './payload.ts'
import type { ProviderPack } from './provider-pack.ts'

export type Packs = ReadonlyMap<string, ProviderPack>

export interface DetectedProvider {
  readonly pack: ProviderPack
  readonly by: 'endpoint' | 'detected'
}

interface Rule {
  readonly pack: ProviderPack
  readonly tests: readonly Test[]
  /** Weight, then number of conditions. */
  readonly strength: number
}

/** The rules of all packs by something that a delivery must have for them to hold, so that most are never looked at. */
interface Index {
  readonly byHeader: ReadonlyMap<string, readonly Rule[]>
  /** By first-level member of the body, the strongest rule first. */
  readonly byMember: readonly { readonly name: string; readonly rules: readonly Rule[]; readonly strongest: number }[]
  readonly others: readonly Rule[]
}

/**
 * Tells whose delivery this is. `chosen` is the provider of the endpoint, which wins; else the strongest rule of all packs
 * that holds, among equals the one with more conditions. Null where none holds or two packs are equally likely.
 */
export function detectProvider(packs: Packs, payload: Payload, chosen: string | null): DetectedProvider | null {
  const pack = chosen === null ? undefined : packs.get(chosen)
  if (pack !== undefined) return { pack, by: 'endpoint' }
  const { rule } = strongest(indexOf(packs), payload)
  return rule === null ? null : { pack: rule.pack, by: 'detected' }
}

/** The same, as far as it is certain before the body is read: no rule that needs the body could win. */
export function detectByHead(packs: Packs, head: Payload, chosen: string | null): DetectedProvider | null {
  const pack = chosen === null ? undefined : packs.get(chosen)
  if (pack !== undefined) return { pack, by: 'endpoint' }
  const index = indexOf(packs)
  const { rule } = strongest(index, head)
  return rule === null || strongestWithBody(index, head) >= rule.strength ? null : { pack: rule.pack, by: 'detected' }
}

/** How strongly a pack's own rules say that the delivery is its; 0 where none of them holds. */
export function detectionStrength(pack: ProviderPack, payload: Payload): number {
  const holding = rulesOf(pack).filter(({ tests }) => allHold(tests, payload))
  return holding.reduce((most, { strength }) => Math.max(most, strength), 0)
}

const rulesOf = oncePer((pack: ProviderPack): readonly Rule[] =>
  pack.manifest.detect.map(({ when, weight }) => ({
    pack,
    tests: when.map(testOf),
    strength: weight * 1000 + Math.min(when.length, 999),
  })),
)

/** Strength of the strongest rule that may yet hold, depending on the body. */
function strongestWithBody(index: Index, head: Payload): number {
  const ofHeaders = [...head.headers.keys()].flatMap((name) => index.byHeader.get(name) ?? [])
  const rules = [...ofHeaders, ...index.others, ...index.byMember.flatMap((member) => member.rules)]
  const isOfBody = ({ place }: Test) => place?.in === 'body'
  const possible = rules.filter(
    ({ tests }) =>
      tests.some(isOfBody) &&
      allHold(
        tests.filter((test) => !isOfBody(test)),
        head,
      ),
  )
  return possible.reduce((most, { strength }) => Math.max(most, strength), 0)
}

/** Packs that may be run on a thread that has others to serve: built-in ones, and the user's whose conditions take no time. */
export const packsToRunAnywhere = oncePer((packs: Packs): Packs => {
  const quick = [...packs].filter(([, { origin, manifest }]) => {
    return origin === 'built-in' || isQuick(manifest.detect.flatMap(({ when }) => when))
  })
  return quick.length === packs.size ? packs : new Map(quick)
})

/** Users' packs may have as many conditions as fit into a file. */
const maxConditions = 100

/** Do these conditions take next to no time, whatever they are asked about? */
export function isQuick(conditions: readonly Condition[]): boolean {
  if (conditions.length > maxConditions) return false
  return conditions.every((each) => 'method' in each || each.matches === undefined || isBoundedPattern(each.matches))
}

interface Found {
  rule: Rule | null
  /** Another pack has a rule that is as strong. */
  isTied: boolean
}

function strongest(index: Index, payload: Payload): Found {
  const found: Found = { rule: null, isTied: false }
  for (const name of payload.headers.keys()) {
    const rules = index.byHeader.get(name)
    if (rules !== undefined) consider(rules, payload, found)
  }
  consider(index.others, payload, found)
  const { value } = payload.body
  if (typeof value === 'object' && value !== null) {
    for (const { name, rules, strongest } of index.byMember) {
      if (found.rule !== null && strongest < found.rule.strength) break
      if (Object.hasOwn(value, name)) consider(rules, payload, found)
    }
  }
  return found.isTied ? { rule: null, isTied: true } : found
}

function consider(rules: readonly Rule[], payload: Payload, found: Found): void {
  for (const rule of rules) {
    const best = found.rule
    if (
      best !== null &&
      (rule.strength < best.strength || (rule.pack === best.pack && rule.strength === best.strength))
    )
      continue
    if (!allHold(rule.tests, payload)) continue
    found.isTied = best !== null && rule.strength === best.strength
    if (!found.isTied) found.rule = rule
  }
}

const indexOf = oncePer((packs: Packs): Index => {
  const byHeader = new Map<string, Rule[]>()
  const byMember = new Map<string, Rule[]>()
  const others: Rule[] = []
  for (const pack of packs.values()) {
    for (const rule of rulesOf(pack)) {
      const header = rule.tests.find(({ place }) => place?.in === 'header')?.place
      const member = rule.tests.map(firstMember).find((name) => name !== null)
      if (header?.in === 'header') add(byHeader, header.name, rule)
      else if (member != null) add(byMember, member, rule)
      else others.push(rule)
    }
  }
  const members = [...byMember].map(([name, rules]) => {
    rules.sort((a, b) => b.strength - a.strength)
    return { name, rules, strongest: rules[0]!.strength }
  })
  members.sort((a, b) => b.strongest - a.strongest)
  return { byHeader, byMember: members, others }
})

function firstMember({ place }: Test): string | null {
  return place?.in === 'body' ? (place.steps[0]?.name ?? null) : null
}

function add(map: Map<string, Rule[]>, key: string, rule: Rule): void {
  const rules = map.get(key)
  if (rules === undefined) map.set(key, [rule])
  else rules.push(rule)
}
