import { z } from 'zod'
import { AnswerTimes } from '../model/answer-times.ts'
import { Endpoint, EndpointName, EndpointStatus, SecretInfo } from '../model/endpoint.ts'
import { Retention } from '../model/retention.ts'
import { TargetUrl } from '../model/target-url.ts'
import { SchemeRef } from '../model/verification.ts'

const Id = z.strictObject({ id: z.string() })
const None = z.strictObject({})

export const endpointCalls = {
  'endpoints.create': {
    input: z.strictObject({
      name: EndpointName,
      provider: z.string().nullable(),
      target: TargetUrl.nullable().default(null),
    }),
    output: Endpoint,
  },
  'endpoints.update': {
    input: Id.extend({
      name: EndpointName.optional(),
      provider: z.string().nullable().optional(),
      target: TargetUrl.nullable().optional(),
      recipe: SchemeRef.nullable().optional(),
      /** Null: everything is kept. Takes effect a minute later, so that it can be taken back. */
      retention: Retention.nullable().optional(),
    }),
    output: Endpoint,
  },
  /** Gives the endpoint a new path; the old one stops at once. */
  'endpoints.newToken': { input: Id, output: Endpoint },
  /** Deletes the endpoint with its secrets and deliveries. */
  'endpoints.remove': { input: Id, output: None },
  /**
   * How long the endpoint's deliveries took to be answered in the last hours, over time: the answers that the provider got,
   * and those of the targets of replays. At most 20,000 of each are looked at, and 8 targets.
   */
  'endpoints.answerTimes': {
    input: Id.extend({ hours: z.union([z.literal(1), z.literal(24), z.literal(168)]).default(24) }),
    output: AnswerTimes,
  },
  'secrets.add': {
    input: z.strictObject({
      endpointId: z.string(),
      label: z.string().trim().min(1, 'a label is needed').max(80),
      /** Write-only. `env:NAME` reads the environment of the host at this moment. */
      value: z.string().min(1, 'a secret is needed').max(8192),
    }),
    output: SecretInfo,
  },
  'secrets.retire': { input: Id.extend({ retired: z.boolean() }), output: SecretInfo },
  'secrets.rename': { input: Id.extend({ label: z.string().trim().min(1).max(80) }), output: SecretInfo },
  'secrets.remove': { input: Id, output: None },
} as const

export const endpointStreams = {
  /** All endpoints with their figures: at once, then whenever one changes. */
  'endpoints.watch': { input: None, item: z.object({ endpoints: z.array(EndpointStatus) }) },
} as const
