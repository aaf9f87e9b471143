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
    doc: 'Makes an endpoint with a capture URL of its own.',
    input: z.strictObject({
      name: EndpointName,
      provider: z.string().nullable().describe('Id of a pack; null: detect with each delivery.'),
      target: TargetUrl.nullable().default(null),
    }),
    output: Endpoint,
  },
  'endpoints.update': {
    doc: 'Changes an endpoint; what is left out stays as it was.',
    input: Id.extend({
      name: EndpointName.optional(),
      provider: z.string().nullable().optional().describe('Id of a pack; null: detect with each delivery.'),
      target: TargetUrl.nullable().optional(),
      recipe: SchemeRef.nullable().optional().describe('Takes the place of the pack’s signature scheme.'),
      retention: Retention.nullable()
        .optional()
        .describe('Null: everything is kept. Takes effect a minute later, so that it can be taken back.'),
    }),
    output: Endpoint,
  },
  'endpoints.newToken': {
    doc: 'Gives the endpoint a new path; the old one stops at once.',
    input: Id,
    output: Endpoint,
  },
  'endpoints.remove': {
    doc: 'Deletes the endpoint with its secrets and deliveries.',
    input: Id,
    output: None,
  },
  'endpoints.answerTimes': {
    doc: 'How long the endpoint’s deliveries took to be answered in the last hours: by what the provider got, and by the targets of replays. At most 20,000 of each are looked at, and 8 targets.',
    input: Id.extend({ hours: z.union([z.literal(1), z.literal(24), z.literal(168)]).default(24) }),
    output: AnswerTimes,
  },
  'secrets.add': {
    doc: 'Adds a secret to an endpoint. It is encrypted at rest, and no call gives it back.',
    input: z.strictObject({
      endpointId: z.string(),
      label: z.string().trim().min(1, 'a label is needed').max(80),
      value: z
        .string()
        .min(1, 'a secret is needed')
        .max(8192)
        .describe('`env:NAME` reads the environment of the host at this moment.'),
    }),
    output: SecretInfo,
  },
  'secrets.retire': {
    doc: 'Retires a secret, or brings it back: a retired one verifies nothing, and only explains failures.',
    input: Id.extend({ retired: z.boolean() }),
    output: SecretInfo,
  },
  'secrets.rename': {
    doc: 'Gives a secret another label.',
    input: Id.extend({ label: z.string().trim().min(1).max(80) }),
    output: SecretInfo,
  },
  'secrets.remove': { doc: 'Deletes a secret.', input: Id, output: None },
} as const

export const endpointStreams = {
  'endpoints.watch': {
    doc: 'All endpoints with their URLs and figures: at once, then whenever one changes.',
    input: None,
    item: z.object({ endpoints: z.array(EndpointStatus) }),
  },
} as const
