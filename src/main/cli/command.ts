import type { ParseArgsOptionsConfig } from 'node:util'
import { urlOption } from '../hosting/url-option.ts'
import { UsageError } from '../hosting/usage-error.ts'
import type { ApiClient } from './api-client.ts'
import type { Printer } from './printer.ts'

type OptionValue = string | boolean

/** What a command is given when it runs. */
export interface CommandContext {
  readonly args: readonly string[]
  readonly options: Readonly<Record<string, OptionValue | readonly OptionValue[] | undefined>>
  readonly print: Printer
  /** Exact bytes to standard output. */
  write(bytes: Uint8Array): Promise<void>
  /** Replaces the line at the end of the terminal, null: takes it away. Nothing where standard error is no terminal. */
  progress(text: string | null): void
  /** The API of the running host of the data folder, else of one that is started for this command. */
  api(): Promise<ApiClient>
  /** The same, looked for again: for a command that may outlive a host, and whose own host gives way to any other. */
  reopen(): Promise<ApiClient>
  readonly dataDir: string
  /** Folder with `providers/`. */
  readonly resourcesDir: string
  /** All that comes on standard input. */
  stdin(): Promise<Uint8Array>
  /** Asks a question of yes and no; null where nobody is at a terminal to answer it. */
  readonly confirm: ((question: string) => Promise<boolean>) | null
  readonly env: NodeJS.ProcessEnv
  /** Raised by Ctrl+C. */
  readonly stop: AbortSignal
}

export interface Command {
  readonly name: string
  /** After the name, in the help: `[QUERY]`. */
  readonly usage: string
  readonly summary: string
  /** Own options, beside those that every command has. */
  readonly options: ParseArgsOptionsConfig
  /** A line of help for each option. */
  readonly optionHelp: Readonly<Record<string, string>>
  /** What an option can be, for shells that complete it. */
  readonly optionValues?: Readonly<Record<string, readonly string[]>>
  /** How many arguments it takes. */
  readonly args: readonly [min: number, max: number]
  /** Resolves with the exit code. Throws UsageError, and ApiFault with what the host says. */
  run(context: CommandContext): Promise<number>
}

/** 0 done, 1 cannot be done, 2 wrong use, 4 done and the answer is no (nothing came in time, the target did not accept it). */
export const exitCodes = { done: 0, failed: 1, usage: 2, no: 4 } as const

/** The text of an option, or undefined. */
export function textOption({ options }: CommandContext, name: string): string | undefined {
  const value = options[name]
  return typeof value === 'string' ? value : undefined
}

/** The URL of the option `--to`, or undefined. Throws UsageError. */
export function targetOption(context: CommandContext): string | undefined {
  const text = textOption(context, 'to')
  return text === undefined ? undefined : urlOption('--to', text)
}

/** The texts of an option that may be given several times. */
export function textOptions({ options }: CommandContext, name: string): readonly string[] {
  const value = options[name]
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}

/** A whole number of an option. Throws UsageError. */
export function numberOption(context: CommandContext, name: string, fallback: number, max = 1_000_000): number {
  const text = textOption(context, name)
  if (text === undefined) return fallback
  const value = Number(text)
  if (/^\d+$/.test(text) && value <= max) return value
  throw new UsageError(`--${name} must be a whole number up to ${max}, not "${text}".`)
}

/** Throws UsageError that lists the formats where none of them has this id. */
export function checkFormat(formats: readonly { readonly id: string }[], format: string): void {
  if (formats.some(({ id }) => id === format)) return
  throw new UsageError(`There is no format "${format}"; there are ${formats.map(({ id }) => id).join(', ')}.`)
}
