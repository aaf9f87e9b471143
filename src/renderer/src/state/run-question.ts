import { create } from 'zustand'
import type { RunSelection, RunSettings } from '#shared/model/run.ts'

/** A run that the user is about to start. */
export interface RunQuestion {
  readonly deliveries: RunSelection
  /** A drill sends the same deliveries several times and compares the answers. */
  readonly drill: boolean
  /** What the form begins with, e.g. as the run before was. */
  readonly settings?: Partial<RunSettings>
}

interface RunQuestionState {
  readonly question: RunQuestion | null
}

export const useRunQuestion = create<RunQuestionState>(() => ({ question: null }))

/** Opens the dialog. */
export function askRun(question: RunQuestion): void {
  useRunQuestion.setState({ question })
}

export function dropRunQuestion(): void {
  useRunQuestion.setState({ question: null })
}
