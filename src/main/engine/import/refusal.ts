import type { ImportReason } from '#shared/model/import.ts'

/** Why a file, or a place in it, cannot be imported. */
export interface Problem {
  /** From 1; null where it is about the whole file. */
  readonly line: number | null
  readonly reason: ImportReason
  /** One sentence. */
  readonly message: string
}

/** Ends the reading of a file; never leaves `readFile`, which makes a value of it. */
export class Refusal extends Error {
  readonly problem: Problem

  constructor(reason: ImportReason, message: string, line: number | null = null) {
    super(message)
    this.problem = { line, reason, message }
  }
}
