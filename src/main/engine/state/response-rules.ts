import { AppError } from '#shared/api/errors.ts'
import type { Endpoint } from '#shared/model/endpoint.ts'
import type { ResponseRule, RuleFields } from '#shared/model/response-rule.ts'
import { checkRule } from '#shared/rules/check-rule.ts'
import { maxRules, maxRulesLength } from '#shared/rules/rule-limits.ts'
import { countKey, isRuleOn } from '#shared/rules/rule-state.ts'
import type { EnginePorts } from '../ports.ts'
import type { EndpointService } from './endpoint-service.ts'

export interface RuleToSave {
  readonly endpointId: string
  /** Null: a new rule. */
  readonly id: string | null
  /** Place in the list, from 0; left out: where it is, or at the end. */
  readonly at?: number | undefined
  /** Left out: as it is; a new one is on. */
  readonly on?: boolean | undefined
  readonly rule: RuleFields
}

/** The response rules of all endpoints, and how many deliveries each has answered. */
export interface ResponseRules {
  /** Throws AppError `bad-input` for a rule that cannot be used, `not-found`. */
  save(order: RuleToSave): Promise<Endpoint>
  switch(endpointId: string, id: string, on: boolean): Promise<Endpoint>
  move(endpointId: string, id: string, to: number): Promise<Endpoint>
  remove(endpointId: string, id: string): Promise<Endpoint>
  /** The capture thread tells what rules answered, by count key. Rules that have answered all they should are switched off. */
  noteAnswered(counts: Readonly<Record<string, number>>): void
  /** The capture thread counts from 0 again. */
  forgetCounts(): void
  /** Rules as they are at this moment, and the numbers of deliveries that they answered, by id. */
  stateOf(endpoint: Endpoint): { readonly rules: ResponseRule[]; readonly ruleCounts: Record<string, number> }
}

interface RulesParts {
  readonly endpoints: EndpointService
  readonly ports: Pick<EnginePorts, 'clock' | 'newId' | 'log'>
  /** Counts have changed. */
  readonly onCounted: () => void
}

export function createResponseRules({ endpoints, ports, onCounted }: RulesParts): ResponseRules {
  const { clock, newId, log } = ports
  const counts = new Map<string, number>()

  /** Later than the rule's last change also where the clock stood still or was set back: counting has to begin again. */
  const nextSince = (before: ResponseRule | undefined) => Math.max(clock.now(), (before?.since ?? 0) + 1)

  function switchOffDone(): void {
    for (const endpoint of endpoints.list()) {
      const done = endpoint.rules.filter((rule) => rule.on && isDone(rule))
      if (done.length === 0) continue
      endpoints
        .changeRules(endpoint.id, (rules) =>
          rules.map((rule) => (rule.on && isDone(rule) ? { ...rule, on: false } : rule)),
        )
        .catch((error: unknown) => log.error('a response rule could not be switched off', { error: String(error) }))
    }
  }

  function isDone(rule: ResponseRule): boolean {
    const { afterDeliveries } = rule.switchOff
    return afterDeliveries !== null && (counts.get(countKey(rule)) ?? 0) >= afterDeliveries
  }

  return {
    async save({ endpointId, id, at, on, rule: fields }) {
      refuseUnusable(fields)
      const newRuleId = newId('rule')
      return endpoints.changeRules(endpointId, (rules) => {
        const before = id === null ? undefined : find(rules, id)
        if (before === undefined && rules.length >= maxRules)
          throw new AppError('bad-input', `An endpoint has at most ${maxRules} response rules.`)
        const since = nextSince(before)
        const isOn = on ?? (before === undefined || isRuleOn(before, clock.now()))
        const rule: ResponseRule = { ...fields, id: before?.id ?? newRuleId, on: isOn, since }
        const others = rules.filter((other) => other.id !== rule.id)
        const place = at ?? (before === undefined ? others.length : rules.indexOf(before))
        const changed = others.toSpliced(Math.min(place, others.length), 0, rule)
        if (JSON.stringify(changed).length > maxRulesLength)
          throw new AppError('bad-input', 'The response rules of this endpoint are too large together.')
        return changed
      })
    },
    switch: (endpointId, id, on) =>
      endpoints.changeRules(endpointId, (rules) => {
        const before = find(rules, id)
        return rules.map((rule) => (rule === before ? { ...rule, on, since: nextSince(rule) } : rule))
      }),
    move: (endpointId, id, to) =>
      endpoints.changeRules(endpointId, (rules) => {
        const rule = find(rules, id)
        return rules.filter((other) => other !== rule).toSpliced(Math.min(to, rules.length - 1), 0, rule)
      }),
    remove: (endpointId, id) =>
      endpoints.changeRules(endpointId, (rules) => {
        const gone = find(rules, id)
        return rules.filter((rule) => rule !== gone)
      }),
    noteAnswered(added) {
      const keys = Object.entries(added)
      if (keys.length === 0) return
      for (const [key, count] of keys) counts.set(key, (counts.get(key) ?? 0) + count)
      forgetOthers()
      switchOffDone()
      onCounted()
    },
    forgetCounts: () => counts.clear(),
    stateOf({ rules }) {
      const now = clock.now()
      return {
        rules: rules.map((rule) => ({ ...rule, on: isRuleOn(rule, now) })),
        ruleCounts: Object.fromEntries(rules.map((rule) => [rule.id, counts.get(countKey(rule)) ?? 0])),
      }
    },
  }

  /** Counts of rules that were changed or removed since. */
  function forgetOthers(): void {
    const known = new Set(endpoints.list().flatMap(({ rules }) => rules.map(countKey)))
    for (const key of counts.keys()) if (!known.has(key)) counts.delete(key)
  }
}

function find(rules: readonly ResponseRule[], id: string): ResponseRule {
  const rule = rules.find((one) => one.id === id)
  if (rule === undefined) throw new AppError('not-found', 'This response rule does not exist any more.')
  return rule
}

function refuseUnusable(rule: RuleFields): void {
  const errors = checkRule(rule).filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return
  const issues = errors.map(({ field, answer, message }) => ({
    path: answer === null ? ['rule', field] : ['rule', 'answers', answer, field],
    message,
  }))
  throw new AppError('bad-input', errors[0]!.message, issues)
}
