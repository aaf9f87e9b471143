import type { AppHandlers } from '#shared/api/contract.ts'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import type { ResponseRule } from '#shared/model/response-rule.ts'
import { answersOf } from '#shared/rules/check-rule.ts'

type RuleCalls = Pick<
  AppHandlers['calls'],
  'rules.save' | 'rules.switch' | 'rules.move' | 'rules.remove' | 'rules.preview'
>

/** The calls about response rules over plain data. `change` puts what it gets in the endpoint's place and tells of it. */
export function ruleHandlers(
  change: (endpointId: string, part: (endpoint: EndpointStatus) => Partial<EndpointStatus>) => EndpointStatus,
): RuleCalls {
  const changed = (endpointId: string, next: (rules: ResponseRule[]) => ResponseRule[]) =>
    change(endpointId, ({ rules }) => ({ rules: next(rules) }))
  let made = 0
  return {
    'rules.save': ({ endpointId, id, at, on, rule }) =>
      changed(endpointId, (rules) => {
        const before = rules.find((one) => one.id === id)
        made += 1
        const saved = { ...rule, id: before?.id ?? `rule_new_${made}`, on: on ?? before?.on ?? true, since: Date.now() }
        const place = at ?? (before === undefined ? rules.length : rules.indexOf(before))
        return rules.filter((one) => one !== before).toSpliced(place, 0, saved)
      }),
    'rules.switch': ({ endpointId, id, on }) =>
      changed(endpointId, (rules) => rules.map((rule) => (rule.id === id ? { ...rule, on, since: Date.now() } : rule))),
    'rules.move': ({ endpointId, id, to }) =>
      changed(endpointId, (rules) => {
        const rule = rules.find((one) => one.id === id)!
        return rules.filter((one) => one !== rule).toSpliced(to, 0, rule)
      }),
    'rules.remove': ({ endpointId, id }) => changed(endpointId, (rules) => rules.filter((rule) => rule.id !== id)),
    'rules.preview': ({ rule }) => ({
      deliveryId: 'dlv_1',
      passes: null,
      answers: answersOf(rule.action).map(({ status, headers, body }) => ({
        ...{ status, body, empty: [] },
        headers: [...headers],
      })),
    }),
  }
}
