import type { ProviderEvents, SampleEvents } from './provider-events.ts'

export type { ProviderEvents, SampleEvents }

/** Id of a provider pack, e.g. "replicer". */
export type ProviderId = Extract<keyof ProviderEvents, string>
/** Event types that the provider documents. */
export type EventName<P extends ProviderId> = Extract<keyof ProviderEvents[P], string>
/** Those of them that a sample can be sent of. */
export type SampleName<P extends ProviderId> = P extends keyof SampleEvents ? SampleEvents[P] : string
/** The documented payload; a form is an object of strings. */
export type Payload<P extends ProviderId, E extends string> = E extends keyof ProviderEvents[P]
  ? ProviderEvents[P][E]
  : unknown

/** Name as sent, and value. */
export type HeaderPair = readonly [name: string, value: string]

export interface Verification {
  /** `unsigned`: the provider does not sign. `unverifiable`: no secret was given, or nobody documents how it signs. */
  readonly state: 'verified' | 'failed' | 'unsigned' | 'unverifiable'
  /** Reason code, e.g. "signature-matches", "timestamp-too-old". */
  readonly reason: string
  /** The same in words, with what the signature covers. */
  readonly sentence: string
}

export interface Conformance {
  /** How the payload stands to the documented schema of its event. */
  readonly state: 'conforms' | 'differs' | 'no-schema' | 'not-json' | 'no-body'
  readonly reason: string
  readonly sentence: string
  /** At most 200. */
  readonly issues: readonly SchemaIssue[]
}

/** One place where a payload leaves its schema. */
export interface SchemaIssue {
  readonly kind: 'missing' | 'extra' | 'type' | 'null' | 'value' | 'format' | 'other'
  /** JSON pointer. */
  readonly pointer: string
  readonly message: string
  /** 1-based, in the body as received. */
  readonly line: number
  readonly column: number
}

/** Why a signature does not hold, found by trying what usually goes wrong. */
export interface FailureCause {
  /** e.g. "body-trailing-newline"; "no-match" where nothing was found. */
  readonly code: string
  /** False for what is only likely. */
  readonly proven: boolean
  readonly sentence: string
  readonly evidence: string
  readonly advice: string
}

/** A request that a receiver took, with what is told of it. */
export interface Delivery<Body = unknown> {
  readonly receivedAt: Date
  readonly method: string
  /** Path and query as sent. */
  readonly target: string
  /** The URL that was called. */
  readonly url: string
  /** In order and case as sent, repeated ones too. */
  readonly headers: readonly HeaderPair[]
  /** First value of a header, whatever the case of its name. */
  header(name: string): string | undefined
  /** The exact bytes. */
  readonly body: Uint8Array
  /** The body as text, without its Content-Encoding. */
  readonly text: string
  /** The JSON value, or a form as an object of strings; undefined where the body is neither. */
  readonly json: Body
  /** The sender went away before the whole body was here. */
  readonly aborted: boolean
  /** Pack id, null where no pack fits. */
  readonly provider: string | null
  readonly event: string | null
  /** Key that the attempts of one event share, null where none is documented. */
  readonly eventId: string | null
  readonly callId: string | null
  /** 1 for the first delivery with this event id. */
  readonly attempt: number
  /** What happened, in one line. */
  readonly summary: string
  /** Title of a setup request of the provider, e.g. "Slack URL verification"; null for anything else. */
  readonly handshake: string | null
  readonly verification: Verification
  readonly conformance: Conformance
  /** What it is answered with; null: it gets no answer. */
  readonly answered: { readonly status: number } | null
  /** Takes up to 2 s where the signature failed; null where it did not. */
  explain(): FailureCause | null
}

/** JSON as it is put into answers and samples. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue | undefined }

/** A status; a whole answer; or "none": the connection ends without one. */
export type Answer =
  | number
  | 'none'
  | {
      /** 200 unless given. */
      readonly status?: number
      readonly headers?: Readonly<Record<string, string>>
      /** Text, bytes, or a value that is sent as JSON. */
      readonly body?: string | Uint8Array | JsonValue
      /** Milliseconds until it is sent, to be late on purpose. */
      readonly delayMs?: number
    }

export interface ReceiverOptions<P extends ProviderId = ProviderId> {
  /** Whose deliveries come; left out: detected with each. */
  readonly provider?: P
  /** What they are signed with, or the public key (PEM, Base64) where the provider has the private one. Several: any may match. */
  readonly secret?: string | readonly string[]
  /** 200 unless given; setup requests are then answered as the provider demands. A function is asked before the delivery is handed out. */
  readonly answer?: Answer | ((delivery: Delivery) => Answer | Promise<Answer>)
  /** Any free one unless given. */
  readonly port?: number
}

/** What a delivery has to be. A text is a query as in the search box and in `switchhook wait --match`. */
export type Match = string | MatchFields | ((delivery: Delivery) => boolean)

export interface MatchFields {
  readonly provider?: string
  readonly event?: string
  readonly method?: string
  /** Path and query as sent. */
  readonly target?: string
}

export interface WaitOptions {
  /** Milliseconds; 4000 unless given, which is less than test runners wait. */
  readonly timeout?: number
}

export interface DuringOptions extends WaitOptions {
  /** Only these. */
  readonly match?: Match
  /** So many have to come, also after the function has ended; `timeout` counts from then. 0 unless given. */
  readonly count?: number
}

/** Takes webhooks on a port of its own until it is closed. */
export interface Receiver<P extends ProviderId = ProviderId> extends AsyncDisposable {
  /** To be called by what is under test; anything below it is taken as well. */
  readonly url: string
  /** All so far, in the order in which they came. */
  readonly deliveries: readonly Delivery[]
  /**
   * The first delivery that fits and was not handed out before, as soon as it is here. Rejects with what came instead where
   * none did in time.
   */
  captured<E extends EventName<P>>(
    match: MatchFields & { readonly event: E },
    options?: WaitOptions,
  ): Promise<Delivery<Payload<P, E>>>
  captured(match?: Match, options?: WaitOptions): Promise<Delivery>
  /** Runs the function and resolves with the deliveries that came meanwhile, also where an answer is still under way. */
  captureDuring(run: () => unknown, options?: DuringOptions): Promise<readonly Delivery[]>
  /** Forgets what came. */
  clear(): void
  /** Ends all connections; who still waits is rejected. */
  close(): Promise<void>
}

/** Ways to break a signature on purpose; each is noticed by a check that keeps to the provider's documentation. */
export type SignatureFault =
  | 'wrong-secret'
  | 'body-changed'
  | 'body-trailing-newline'
  | 'timestamp-too-old'
  | 'timestamp-too-new'
  | 'timestamp-unit'
  | 'timestamp-missing'
  | 'header-missing'
  | 'header-renamed'
  | 'header-malformed'
  | 'encoding'
  | 'prefix'
  | 'algorithm'
  | 'signed-string'
  | 'url-scheme'
  | 'url-trailing-slash'

export interface SendOptions {
  /** http or https. */
  readonly to: string | URL
  /**
   * What it is signed with, as the provider would, now; a private key (PEM) where the provider has one. `null` sends it
   * unsigned. May be left out only where the provider does not sign.
   */
  readonly secret?: string | null
  /** Values of the body by JSON pointer, put in before it is signed: `{ '/data/duration': 0 }`. `undefined` takes one out. */
  readonly set?: Readonly<Record<string, JsonValue | undefined>>
  /** Headers to set or, with null, to leave out, after it was signed. */
  readonly headers?: Readonly<Record<string, string | null>>
  readonly fault?: SignatureFault
  /** The moment at which it is signed, for tests whose clock stands still; now unless given. */
  readonly at?: Date
  /** Milliseconds for the whole answer; 10,000 unless given. */
  readonly timeout?: number
}

/** A request that was sent, and its answer. */
export interface Sent {
  readonly status: number
  /** Of the answer, in order and case as sent. */
  readonly headers: readonly HeaderPair[]
  header(name: string): string | undefined
  readonly body: Uint8Array
  readonly text: string
  /** Undefined where the answer is not JSON. */
  readonly json: unknown
  /** Milliseconds from the beginning until the whole answer was here. */
  readonly ms: number
  /** How long the provider waits, as documented; null where it is not. */
  readonly deadlineMs: number | null
  /** Null where no deadline is documented. */
  readonly onTime: boolean | null
  readonly request: {
    readonly method: string
    readonly url: string
    readonly headers: readonly HeaderPair[]
    readonly body: Uint8Array
    readonly text: string
  }
}

/** What `expect(delivery)` knows besides, once it was extended with `matchers`. */
export interface DeliveryMatchers<R> {
  /** The signature holds. The message of a failure says why it does not. */
  toBeVerified(): R
  /** The payload keeps to the documented schema of its event. The message lists where it does not. */
  toConform(): R
  /** Of a delivery, or of the answer to what was sent. Left out: any value. */
  toHaveHeader(name: string, value?: unknown): R
  /** By JSON pointer; the value may be one of `expect`'s asymmetric matchers. Left out: any value. */
  toHaveJson(pointer: string, value?: unknown): R
}
