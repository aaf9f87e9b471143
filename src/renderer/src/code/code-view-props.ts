import type { Ref } from 'react'

/** A place in the text that something is said about. Offsets are UTF-16 offsets in the text shown. */
export interface CodeMark {
  readonly start: number
  readonly end: number
  readonly tone: 'bad' | 'warn'
  readonly glyph: 'wrong' | 'extra'
}

/** A line that is not in the text, shown after the line of an offset. */
export interface CodeGhost {
  readonly after: number
  readonly text: string
}

/** Lines that are folded when the view opens: the first stays in sight. */
export interface CodeFold {
  readonly from: number
  readonly to: number
}

/** A few words behind a place that are not in the text. */
export interface CodeNote {
  readonly at: number
  readonly text: string
  /** What `onNote` is told when it is chosen, by a click or with Enter on its line; null: nothing. */
  readonly source: number | null
}

/** What going through all lines of a text finds. */
export interface CodeScan {
  /** All that can be folded. */
  readonly regions: readonly CodeFold[]
  /** Some of its characters cannot be seen, and are marked by the view. */
  readonly hasInvisible: boolean
}

export interface CodeViewHandle {
  find(): void
  foldAll(): void
  unfoldAll(): void
}

export interface CodeViewProps {
  readonly text: string
  readonly language?: 'json' | 'text'
  /** Accessible name. */
  readonly label: string
  /** Give it, even empty, where marks belong to the view: it makes room for them. */
  readonly marks?: readonly CodeMark[]
  readonly ghosts?: readonly CodeGhost[]
  readonly folds?: readonly CodeFold[]
  /** Where it is left out, the view goes through the text itself. */
  readonly scan?: CodeScan | undefined
  readonly notes?: readonly CodeNote[]
  readonly onNote?: (source: number) => void
  /** Moves the cursor there and scrolls as far as needed; a new object does it again. */
  readonly reveal?: { readonly start: number } | null
  readonly onCursor?: (offset: number) => void
  readonly wrap?: boolean
  readonly ref?: Ref<CodeViewHandle>
}

/** What is wrong in a text that is edited. */
export interface TextProblem {
  readonly message: string
  /** From 1. */
  readonly line: number
}

export interface TextEditorProps {
  /** What it begins with; another text starts over. */
  readonly initial: string
  readonly language: 'json' | 'text'
  /** JSON Schema that completes and checks the text. */
  readonly schema?: string | null
  /** Accessible name. */
  readonly label: string
  readonly onChange: (text: string) => void
  readonly onProblems?: (problems: readonly TextProblem[]) => void
}

export interface ChangeViewProps {
  readonly before: string
  readonly after: string
  readonly language: 'json' | 'text'
  readonly label: string
}

export interface DiffViewProps {
  /** Line by line beside each other; what one side does not have is an empty line. */
  readonly left: string
  readonly right: string
  /** Numbers of the lines that differ, from 1. */
  readonly differing: readonly number[]
  /** What is compared, for the accessible names of both sides. */
  readonly label: string
}
