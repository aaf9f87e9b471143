import { z } from 'zod'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import { isRuleOn } from '#shared/rules/rule-state.ts'
import { withoutCredentials } from '#shared/sentences/plain-text.ts'
import { ruleSummary } from '#shared/sentences/rule-sentence.ts'
import { plural } from '#shared/sentences/units.ts'
import { readEndpoints } from '../../api/client-reads.ts'
import { defineTool, readOnly } from '../tool.ts'

export const RuleOut = z.object({
  id: z.string(),
  name: z.string(),
  on: z.boolean(),
  what: z.string(),
  answered: z.number().describe('deliveries since its last change'),
})

/** An endpoint's response rules, in the order in which they are tried. */
export const rulesOut = ({ rules, ruleCounts = {} }: Pick<EndpointStatus, 'rules'> & Partial<EndpointStatus>) =>
  rules.map(
    (rule): z.infer<typeof RuleOut> => ({
      id: rule.id,
      name: rule.name,
      on: isRuleOn(rule, Date.now()),
      what: ruleSummary(rule),
      answered: ruleCounts[rule.id] ?? 0,
    }),
  )

/** One line for a rule. */
export const ruleLine = ({ id, name, on, what }: z.infer<typeof RuleOut>) =>
  `${on ? 'on' : 'off'}: “${name}” (${id}): ${what}`

export const listEndpoints = defineTool({
  name: 'list_endpoints',
  title: 'Endpoints and their URLs',
  description:
    'All endpoints: the capture URLs to give to a provider, which provider each expects, its secrets (labels, never values), where deliveries go (target), and its response rules.',
  annotations: readOnly,
  input: z.object({}),
  output: z.object({
    endpoints: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        provider: z.string().nullable().describe('null: detected with each delivery'),
        url: z.string().describe('for senders on this machine'),
        public_url: z.string().nullable().describe('through the tunnel; null while there is none'),
        target: z.string().nullable().describe('without a user and password that it may hold'),
        mode: z.enum(['answer', 'forward']).describe('forward: the target answers; answer: Switchhook does'),
        secrets: z.array(z.object({ label: z.string(), active: z.boolean() })),
        deliveries: z.number(),
        last_at: z.string().nullable(),
        rules: z.array(RuleOut),
      }),
    ),
  }),
  async run(_, { client }) {
    const endpoints = (await readEndpoints(client)).map((endpoint) => ({
      id: endpoint.id,
      name: endpoint.name,
      provider: endpoint.provider,
      url: endpoint.url,
      public_url: endpoint.publicUrl,
      target: endpoint.target === null ? null : withoutCredentials(endpoint.target),
      mode: endpoint.mode,
      secrets: endpoint.secrets.map(({ label, retiredAt }) => ({ label, active: retiredAt === null })),
      deliveries: endpoint.deliveries,
      last_at: endpoint.lastAt === null ? null : new Date(endpoint.lastAt).toISOString(),
      rules: rulesOut(endpoint),
    }))
    const lines = endpoints.map((one) => {
      const secrets = one.secrets.filter(({ active }) => active).map(({ label }) => `“${label}”`)
      return [
        `“${one.name}” (${one.id}), ${one.provider ?? 'any provider'}, ${plural(one.deliveries, 'delivery', 'deliveries')}`,
        `  URL: ${one.public_url ?? one.url}${one.public_url === null ? ' (this machine only)' : ''}`,
        `  secrets: ${secrets.length === 0 ? 'none, so signatures cannot be verified' : secrets.join(', ')}`,
        `  target: ${one.target ?? 'none'}${one.mode === 'forward' ? ', which answers' : ''}`,
        ...one.rules.map((rule) => `  rule ${ruleLine(rule)}`),
      ].join('\n')
    })
    const none = 'There are no endpoints yet. Add one in Switchhook, or call endpoints.create of its HTTP API.'
    return { text: lines.length === 0 ? none : lines.join('\n'), structured: { endpoints } }
  },
})
