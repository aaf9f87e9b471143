import type { Conformance } from '#shared/model/conformance.ts'
import type { Answer, CapturedRequest, DeliveryDetail, DeliveryFacts, DeliveryRow } from '#shared/model/delivery.ts'
import type { Replay } from '#shared/model/replay.ts'
import type { SchemeRef, Verification } from '#shared/model/verification.ts'
import type { CapturedBody } from '../lib/captured-body.ts'

/** What an examination found: read from a delivery's bytes, judged and checked with what was set up at that time. */
export interface Examination {
  readonly facts: DeliveryFacts
  readonly verification: Verification
  readonly conformance: Conformance
  readonly deadlineMs: number | null
  readonly attemptsDocumented: number | null
}

export interface NewDelivery extends Examination {
  readonly id: string
  readonly endpointId: string
  /** Unix milliseconds of the first byte. */
  readonly receivedAt: number
  readonly request: CapturedRequest
  /** A spooled file is moved into the store. */
  readonly body: CapturedBody
  readonly sample: boolean
  readonly handshake: string | null
}

export interface StoredEndpoint {
  readonly id: string
  readonly name: string
  readonly token: string
  readonly provider: string | null
  readonly target: string | null
  readonly recipe: SchemeRef | null
  readonly createdAt: number
  /** Name under which a configuration file manages it, null for one made on screen. */
  readonly configKey: string | null
}

export interface StoredSecret {
  readonly id: string
  readonly endpointId: string
  readonly label: string
  readonly sealed: Uint8Array
  readonly addedAt: number
  readonly lastMatchAt: number | null
  readonly retiredAt: number | null
}

export interface PageRequest {
  readonly query: string
  readonly before?: number | undefined
  readonly through?: number | undefined
  readonly after?: number | undefined
  /** Default: newest first. `oldest` goes with `after`. */
  readonly order?: 'newest' | 'oldest'
  readonly skip?: number
  readonly limit: number
}

export interface EndpointFigures {
  readonly deliveries: number
  readonly lastAt: number | null
  readonly lastStatus: number | null
}

/**
 * The database behind an async port: writes go to one worker (group commit, `synchronous=FULL`), reads and searches to
 * another on a read-only connection, the search index is filled by a third. Every promise of a write resolves after its
 * commit is on disk. Faults are `AppError`s: `unavailable` (disk full, folder gone), `not-found`, `closed`.
 */
export interface Store {
  insertDelivery(delivery: NewDelivery): Promise<{ readonly seq: number; readonly attempt: number }>
  /** The answer that was given; need not be awaited on the receiver's path. */
  setAnswer(seq: number, answer: Answer): Promise<void>
  setVerification(seq: number, verification: Verification): Promise<void>
  /**
   * Puts another examination in the place of the one before. Where the delivery belongs to another event now, its attempt
   * and those of later deliveries of both events are numbered anew. `changed`: all rows that this concerned.
   */
  setExamined(seq: number, examination: Examination): Promise<{ readonly changed: readonly number[] }>
  removeDeliveries(ids: readonly string[]): Promise<{ readonly removed: readonly number[] }>

  /** Throws `bad-input` with the position where the query cannot be read. */
  page(request: PageRequest): Promise<readonly DeliveryRow[]>
  rows(seqs: readonly number[]): Promise<readonly DeliveryRow[]>
  count(query: string, through?: number): Promise<{ readonly count: number; readonly newest: number }>
  detail(id: string): Promise<DeliveryDetail>
  seqOf(id: string): Promise<number>
  body(id: string, offset: number, length: number): Promise<{ readonly bytes: Uint8Array; readonly size: number }>
  /** For replay and re-check: the whole body, in memory or as the stored file's path. */
  wholeBody(id: string): Promise<CapturedBody>
  /** Highest sequence number that the search index holds. */
  indexedThrough(): Promise<number>

  endpoints(): Promise<readonly StoredEndpoint[]>
  putEndpoint(endpoint: StoredEndpoint): Promise<void>
  /** With its secrets, deliveries and replays. */
  removeEndpoint(id: string): Promise<void>
  endpointFigures(): Promise<ReadonlyMap<string, EndpointFigures>>
  secrets(): Promise<readonly StoredSecret[]>
  putSecret(secret: StoredSecret): Promise<void>
  touchSecret(id: string, lastMatchAt: number): Promise<void>
  removeSecret(id: string): Promise<void>

  insertReplay(replay: Omit<Replay, 'number'>, body: Uint8Array): Promise<Replay>
  replays(deliveryId: string): Promise<readonly Replay[]>
  replayBody(replayId: string): Promise<Uint8Array>

  setting(key: string): Promise<unknown>
  putSetting(key: string, value: unknown): Promise<void>

  /** Bytes on disk of everything that the store keeps. */
  size(): Promise<number>
  close(): Promise<void>
}
