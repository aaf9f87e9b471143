import type { ToolAnnotations } from '@modelcontextprotocol/sdk/types.js'
import type { z } from 'zod'
import type { AppClient } from '#shared/api/contract.ts'

/** What a user says to a question. `cannot-ask`: this client has no way to put one. */
export type Agreement = 'yes' | 'no' | 'cannot-ask'

/** What a tool is given when it runs. */
export interface ToolContext {
  /** The API of a host. Throws AppError. */
  readonly client: AppClient
  /** The caller has taken the call back, or is gone. */
  readonly signal: AbortSignal
  /** Tells how far the call is, where the caller asked for that. */
  progress(done: number, total: number, message: string): void
  /** Asks the user, never the model. */
  ask(question: string): Promise<Agreement>
}

export interface ToolAnswer<O> {
  /** For a model to read: words of ours and of the user's alone. */
  readonly text: string
  /** What came with webhooks, or may quote it; it is marked as data. Has been through `shown`. */
  readonly outside?: string | undefined
  /** The same for programs; what came from outside stands in a member `untrusted`. */
  readonly structured: O
}

/** One tool of the server: what a model reads of it, and what it does. */
export interface Tool<I = never, O extends object = object> {
  readonly name: string
  readonly title: string
  /** What it is for, in two or three sentences. */
  readonly description: string
  readonly annotations: ToolAnnotations
  readonly input: z.ZodObject
  readonly output: z.ZodObject
  /** Throws AppError; its message is for the model, and says what to do. */
  run(input: I, context: ToolContext): Promise<ToolAnswer<O>>
}

export interface ToolOf<I extends z.ZodObject, O extends z.ZodObject> extends Tool<z.output<I>, z.input<O>> {
  readonly input: I
  readonly output: O
}

/** Checks a tool's function against its schemas. */
export const defineTool = <I extends z.ZodObject, O extends z.ZodObject>(tool: ToolOf<I, O>): ToolOf<I, O> => tool

/** Changes nothing and reaches no other machine. */
export const readOnly: ToolAnnotations = { readOnlyHint: true, openWorldHint: false }
