import { z } from 'zod'
import { EndpointMode, ForwardingStatus, ForwardSettings } from './forward.ts'
import { ResponseRule } from './response-rule.ts'
import { Retention, RetentionRecord } from './retention.ts'
import { TargetUrl } from './target-url.ts'
import { SchemeRef } from './verification.ts'

/** A secret as the API shows it: everything but its value. */
export const SecretInfo = z.object({
  id: z.string(),
  label: z.string(),
  addedAt: z.number(),
  lastMatchAt: z.number().nullable(),
  /** Retired secrets verify nothing; they only explain failures. */
  retiredAt: z.number().nullable(),
})
export type SecretInfo = z.infer<typeof SecretInfo>

export const EndpointName = z.string().trim().min(1, 'a name is needed').max(80)

export const Endpoint = z.object({
  id: z.string(),
  name: EndpointName,
  /** 128 bits, base64url, 22 characters: the secret part of the capture URL. */
  token: z.string(),
  /** Pack id, null: detect with each delivery. */
  provider: z.string().nullable(),
  target: TargetUrl.nullable(),
  mode: EndpointMode,
  /** Used while the mode is `forward`. */
  forward: ForwardSettings,
  /** Replaces the pack's signature scheme. */
  recipe: SchemeRef.nullable(),
  /** Response rules in the order in which they are tried. None fits: the usual answer. */
  rules: z.array(ResponseRule),
  secrets: z.array(SecretInfo),
  /** What it keeps of its deliveries; null or left out: everything. */
  retention: Retention.nullable().optional(),
  createdAt: z.number(),
  /** Managed by the configuration file of the headless host. */
  fromConfig: z.boolean(),
})
export type Endpoint = z.infer<typeof Endpoint>

/** An endpoint with what the rail shows of it. */
export const EndpointStatus = Endpoint.extend({
  /** Receiver's own URL; reachable on this machine. */
  url: z.string(),
  /** Through the tunnel, null while there is none. */
  publicUrl: z.string().nullable(),
  deliveries: z.number().int(),
  lastAt: z.number().nullable(),
  lastStatus: z.number().int().nullable(),
  /** Deliveries in the last minute. */
  perMinute: z.number(),
  /** What its retention has removed in this run; left out: nothing. */
  retained: RetentionRecord.optional(),
  forwarding: ForwardingStatus,
  /** Deliveries that each rule has answered since its last change or the host's start, by the rule's id. */
  ruleCounts: z.record(z.string(), z.number().int()),
})
export type EndpointStatus = z.infer<typeof EndpointStatus>
