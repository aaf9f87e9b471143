import { z } from 'zod'
import { Documented } from './conformance.ts'
import { RulePreset } from './response-rule.ts'
import { SafeRule } from './safe-export.ts'
import { SchemeRef } from './verification.ts'

const Pointer = z.string().regex(/^(\/([^~/]|~[01])*)*$/, 'must be a JSON pointer such as /data/id')
const Pattern = z.string().refine((text) => {
  try {
    new RegExp(text, 'u')
    return true
  } catch {
    return false
  }
}, 'must be a regular expression')

/** Where a value stands in a delivery. Form bodies are read as an object of strings, so that pointers fit them too. */
export const ValueRef = z.union([
  z.strictObject({ body: Pointer }),
  z.strictObject({ header: z.string().min(1) }),
  z.strictObject({ query: z.string().min(1) }),
])
export type ValueRef = z.infer<typeof ValueRef>

/** One value, or several that together identify something (joined by "|"). */
export const ValueKey = z.union([ValueRef, z.strictObject({ all: z.array(ValueRef).min(1) })])
export type ValueKey = z.infer<typeof ValueKey>

/** A condition on a delivery: the value exists and, where `matches` is given, fits it. */
export const Condition = z.union([
  z.strictObject({ body: Pointer, matches: Pattern.optional() }),
  z.strictObject({ header: z.string().min(1), matches: Pattern.optional() }),
  z.strictObject({ query: z.string().min(1), matches: Pattern.optional() }),
  z.strictObject({ method: z.string() }),
])
export type Condition = z.infer<typeof Condition>

/** All conditions hold: the delivery looks like this provider's, with this much evidence. Strongest rule of all packs wins. */
export const DetectionRule = z.strictObject({
  when: z.array(Condition).min(1),
  /** 100: a header of the provider's own; 50: an envelope like no other; up to 20: a hint, on which no payload is judged. */
  weight: z.number().int().min(1).max(100),
})
export type DetectionRule = z.infer<typeof DetectionRule>

export const PackSignature = z.discriminatedUnion('kind', [
  /** Implemented from public text. */
  SchemeRef.extend({
    kind: z.literal('scheme'),
    /** Other schemes of the same provider, in order of preference; the first in which the delivery is signed is used. */
    alternatives: z.array(SchemeRef).optional(),
  }),
  /** The provider does not sign, or documents no signature at all: verdict `unsigned`. */
  z.strictObject({ kind: z.literal('none'), why: z.string(), recipe: SchemeRef.optional() }),
  /** Something is signed or a secret is issued, but how is not documented: verdict `unverifiable`. `recipe` prefills the form. */
  z.strictObject({
    kind: z.literal('not-documented'),
    why: z.string(),
    known: z.array(z.string()).default([]),
    /** Header that every delivery is documented to carry: one without it fails. */
    header: z.string().min(1).optional(),
    recipe: SchemeRef.optional(),
  }),
])
export type PackSignature = z.infer<typeof PackSignature>

/** File in `schemas/`. */
const SchemaFile = z.string().regex(/^[^/\\]+\.schema\.json$/)

/** A status ("429"), a class of them ("5xx"), or any but these ("!2xx"). */
const StatusPattern = z.string().regex(/^!?[1-5](xx|\d\d)$/, 'must be such as 429, 5xx or !2xx')

/** How an event is delivered; null for what is not documented. */
export const DeliveryRules = z.strictObject({
  /** How long the provider waits for the answer. */
  deadlineMs: z.number().int().positive().nullable(),
  /** Waits before attempts 2, 3, …; empty: no retries. */
  retryDelaysMs: z.array(z.number().int().nonnegative()).nullable(),
  /** Attempts in all. */
  attempts: z.number().int().positive().nullable(),
  /** How long it goes on trying. */
  retryWindowMs: z.number().int().positive().nullable().default(null),
  /** What makes it try again: an answer that fits one of `statuses`; `late`: an answer after the deadline, or none. */
  retryOn: z
    .strictObject({ statuses: z.array(StatusPattern), late: z.boolean().nullable() })
    .nullable()
    .default(null),
  /** One sentence on answer, deadline and retries as documented. */
  note: z.string(),
})
export type DeliveryRules = z.infer<typeof DeliveryRules>

export const EventEntry = z.strictObject({
  /** Event type as the provider writes it (or as `eventType` names it), or a family such as "call.<status>". */
  type: z.string().min(1),
  /** Set for a family: which event types belong to it. Exact types are tried first. */
  matches: Pattern.optional(),
  title: z.string(),
  documented: Documented,
  schema: SchemaFile,
  /** Other shapes that the source documents, e.g. in an older revision: a payload that keeps to one of them conforms. */
  revisions: z.array(z.strictObject({ name: z.string().min(1), schema: SchemaFile })).optional(),
  /** All names of a family that the source gives: a sample of another one is of a made-up name. Left out: not looked up. */
  named: z.array(z.string()).optional(),
  /** What is documented of this event alone; left out: as the provider's. */
  delivery: DeliveryRules.optional(),
  signature: PackSignature.optional(),
  /** What is not documented about this event, one clause each. */
  undocumented: z.array(z.string()).default([]),
})
export type EventEntry = z.infer<typeof EventEntry>

/**
 * Text with placeholders: "{/data/status}", "{/data/duration|duration}", "{?from}" (a query value), "{size}". One that cannot be filled yields nothing.
 * Filters: `duration` (s to "4 min 0 s"), `minutes` (s to "4 min"), `words` (the first words), `lower`, `upper`,
 * `capital` (only the first letter is upper case).
 */
const Template = z.string().min(1)

/** A name for events of a sender that does not name them itself, e.g. "call.{/CallStatus}". */
export const EventNaming = z.strictObject({
  when: z.array(Condition).default([]),
  name: Template,
})
export type EventNaming = z.infer<typeof EventNaming>

export const SummaryRule = z.strictObject({
  /** Event types (regular expression) that this rule is for; the first rule that fits is used. */
  event: Pattern,
  /** What must hold besides, e.g. the direction of a call. */
  when: z.array(Condition).default([]),
  direction: z.strictObject({ at: ValueRef, inbound: z.array(z.string()), outbound: z.array(z.string()) }).optional(),
  /** A fixed direction, for events that have one by definition. */
  always: z.enum(['inbound', 'outbound']).optional(),
  /** The first template that can be filled. */
  who: z.array(Template).default([]),
  /** All templates that can be filled, joined by ", ". */
  text: z.array(Template).default([]),
  headline: z.array(Template).default([]),
  /** All that can be filled, joined by ", ". */
  detail: z.array(Template).default([]),
  quote: z.array(Template).default([]),
})
export type SummaryRule = z.infer<typeof SummaryRule>

/** A step of the set-up guide. Plain text; `code` in backticks and **bold** are rendered. */
export const SetupStep = z.strictObject({
  kind: z.enum(['note', 'url', 'events', 'secret', 'target']),
  text: z.string(),
})
export type SetupStep = z.infer<typeof SetupStep>

/** What makes a sent sample a new event: a value put in at a place, so that it is not taken for a retry. */
export const Freshen = z.strictObject({
  at: z.union([z.strictObject({ body: Pointer }), z.strictObject({ header: z.string() })]),
  /** "uuid", "iso", "unix", "unix-ms", or a text with {random} (16 characters). */
  value: z.string(),
})
export type Freshen = z.infer<typeof Freshen>

/** How a set-up request is answered. */
export const HandshakeAnswer = z.discriminatedUnion('kind', [
  /** As any delivery is: the request is only named. */
  z.strictObject({ kind: z.literal('plain') }),
  /** 200 with the request's header of this name; the body is empty, its type JSON. */
  z.strictObject({ kind: z.literal('echo-header'), header: z.string().min(1) }),
  /** 200 with the text at this place of the body, as plain text. */
  z.strictObject({ kind: z.literal('echo-body'), pointer: Pointer }),
  /** 200 with this query value as plain text where the token is one of the endpoint's active secrets, else 403. */
  z.strictObject({ kind: z.literal('echo-query'), query: z.string().min(1), tokenQuery: z.string().min(1) }),
])
export type HandshakeAnswer = z.infer<typeof HandshakeAnswer>

/** A request by which a provider tries out a URL; the receiver answers it by itself. */
export const Handshake = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be kebab-case'),
  /** Shown with the delivery, e.g. "Slack URL verification". */
  title: z.string().min(1),
  /** All hold … */
  when: z.array(Condition).min(1),
  /** … and none of these. */
  unless: z.array(Condition).default([]),
  /** The provider signs this request too: a wrong signature is a failure like any other. */
  signed: z.boolean(),
  answer: HandshakeAnswer,
})
export type Handshake = z.infer<typeof Handshake>

/** A provider's manifest: `provider.json` of a pack. Pure data; what is not documented is null or listed in `undocumented`. */
export const ProviderManifest = z.strictObject({
  $schema: z.string().optional(),
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be kebab-case'),
  name: z.string().min(1),
  /** Two characters shown as the provider's mark. */
  mark: z.string().min(1).max(2),
  /** Colour of the mark: one of the design tokens `--mark-…`, or a hue of 0 to 359. */
  colour: z.union([z.string(), z.number().int().min(0).max(359)]),
  homepage: z.url(),
  sources: z.array(z.strictObject({ title: z.string(), url: z.url() })).min(1),
  detect: z.array(DetectionRule),
  /** Where the event type stands; or rules that name it, of which the first that holds and can be filled is used. */
  eventType: z.union([ValueRef, z.array(EventNaming).min(1)]).nullable(),
  eventId: ValueKey.nullable(),
  /** The first place with a value. `event`: event types (regular expression) where the value there is a call's id. */
  callId: z.array(z.union([ValueRef, z.strictObject({ at: ValueRef, event: Pattern })])).default([]),
  events: z.array(EventEntry),
  /** The event list is open: types that are not listed are not an error of the sender. */
  eventsOpen: z.boolean(),
  summaries: z.array(SummaryRule).default([]),
  signature: PackSignature,
  /** Of events that say nothing else. */
  delivery: DeliveryRules,
  /** Answers that it demands or reacts to, as response rules to begin with. */
  presets: z.array(RulePreset).default([]),
  /** Status after which it is documented to send again, where not every error does; left out: none is singled out. */
  retryStatus: z.int().min(300).max(599).optional(),
  /** Headers that are documented to repeat a value of the body. One that says something else is a difference. */
  repeats: z.array(z.strictObject({ header: z.string().min(1), body: Pointer })).default([]),
  /** Headers of sample events: "{event}" and "{/pointer}" are filled in. */
  sampleHeaders: z.record(z.string(), z.string()).default({ 'Content-Type': 'application/json' }),
  freshen: z.array(Freshen).default([]),
  /** Set-up requests; the first that fits is answered. */
  handshakes: z.array(Handshake).default([]),
  /** Where documented fields hold personal data, for safe exports; the first rule that fits counts. */
  privacy: z.array(SafeRule).default([]),
  setup: z.array(SetupStep),
  /** What the provider does not document, one clause each. */
  undocumented: z.array(z.string()).default([]),
})
export type ProviderManifest = z.infer<typeof ProviderManifest>
export type ProviderManifestInput = z.input<typeof ProviderManifest>

/** A loaded pack as the API shows it. */
export const ProviderInfo = ProviderManifest.extend({
  origin: z.enum(['built-in', 'user']),
  /** Events that a sample can be sent of. `madeUp`: the source does not give this name. */
  samples: z.array(z.object({ event: z.string(), documented: Documented, madeUp: z.boolean() })),
  /** How the signature works in words, null where nothing is checked. */
  scheme: z
    .object({
      name: z.string(),
      algorithm: z.string(),
      signedString: z.string(),
      covers: z.string(),
      replay: z.string(),
      header: z.string(),
      secretHint: z.string(),
      /** The provider issues the secret, or fixes its form: nobody can have chosen it. */
      secretIssued: z.boolean(),
    })
    .nullable(),
})
export type ProviderInfo = z.infer<typeof ProviderInfo>

/** A pack that could not be loaded, or one of its files. */
export const BrokenPack = z.object({ file: z.string(), reason: z.string() })
export type BrokenPack = z.infer<typeof BrokenPack>
