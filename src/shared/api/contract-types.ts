import type { z } from 'zod'

/** The part of AbortSignal that both sides need; the DOM's and Node's fit it. */
export interface StopSignal {
  readonly aborted: boolean
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** A call: one input, one output. Both are JSON-safe; "no input" is `{}`. */
export interface CallContract<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly input: I
  readonly output: O
}

/** A stream: one input, then items until either side ends it. */
export interface StreamContract<I extends z.ZodType = z.ZodType, T extends z.ZodType = z.ZodType> {
  readonly input: I
  readonly item: T
}

export interface Contract {
  readonly calls: Readonly<Record<string, CallContract>>
  readonly streams: Readonly<Record<string, StreamContract>>
}

/** What people and programs read of a call: one or two sentences, the first of which can stand alone. Backticks mark code. */
export interface Documented {
  readonly doc: string
}

/** A contract that is read by others: each of its calls and streams says what it does. */
export interface DocumentedContract {
  readonly calls: Readonly<Record<string, CallContract & Documented>>
  readonly streams: Readonly<Record<string, StreamContract & Documented>>
}

/** What a caller passes (before defaults) and a handler receives (after parsing). */
export type CallInput<C extends CallContract | StreamContract> = z.input<C['input']>
export type CallParsed<C extends CallContract | StreamContract> = z.output<C['input']>
export type CallOutput<C extends CallContract> = z.output<C['output']>
export type StreamItem<C extends StreamContract> = z.output<C['item']>

/** The client's side of a contract, the same on both transports. */
export interface Client<C extends Contract> {
  call<K extends keyof C['calls'] & string>(
    name: K,
    input: CallInput<C['calls'][K]>,
  ): Promise<CallOutput<C['calls'][K]>>
  stream<K extends keyof C['streams'] & string>(
    name: K,
    input: CallInput<C['streams'][K]>,
    options?: { signal?: StopSignal },
  ): AsyncIterable<StreamItem<C['streams'][K]>>
}

/** The engine's side: a handler for each call and stream. */
export type Handlers<C extends Contract> = {
  readonly calls: {
    readonly [K in keyof C['calls']]: (
      input: CallParsed<C['calls'][K]>,
    ) => CallOutput<C['calls'][K]> | Promise<CallOutput<C['calls'][K]>>
  }
  readonly streams: {
    readonly [K in keyof C['streams']]: (
      input: CallParsed<C['streams'][K]>,
      signal: StopSignal,
    ) => AsyncIterable<StreamItem<C['streams'][K]>>
  }
}
