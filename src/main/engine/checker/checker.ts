import type { Conformance, ConformanceReason } from '#shared/model/conformance.ts'
import type { CapturedBody } from '../lib/captured-body.ts'

/** The schema to hold a body against. */
export interface SchemaToCheck {
  /** Names this very text: compiled schemas are kept by it. */
  readonly key: string
  readonly text: string
  readonly of: NonNullable<Conformance['schema']>
}

export interface CheckRequest {
  readonly body: CapturedBody
  readonly contentType: string | null
  readonly contentEncoding: string | null
  /** A reason instead of a schema where there is none: then the body is only read, to tell JSON from other things. */
  readonly schema: SchemaToCheck | NoSchemaReason
}

export type NoSchemaReason = Extract<
  ConformanceReason,
  'provider-not-detected' | 'event-not-detected' | 'event-not-documented' | 'schema-broken'
>

/**
 * Checks payloads against schemas, one after the other, on a worker thread. Nothing that is sent in takes it down:
 * a check that takes too long or too much memory ends the worker and is answered with `check-timed-out`;
 * those that wait go to a fresh one.
 */
export interface Checker {
  /** Never rejects but with AppError `closed`. */
  check(request: CheckRequest): Promise<Conformance>
  /** Ends the worker; checks that wait are rejected. */
  close(): Promise<void>
}
