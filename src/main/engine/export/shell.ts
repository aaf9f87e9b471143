import { bodyText, type ExportFormat, type MaskedItem } from './export-format.ts'
import { base64Of, type Pieces } from './pieces.ts'

interface ShellFormatParts extends Pick<ExportFormat, 'id' | 'name' | 'description'> {
  /** Of the file's name: beside each other in a folder, the commands of two programs are two files. */
  readonly ending: string
  readonly commandFor: (item: MaskedItem) => Pieces
}

/** A format that gives one command for each delivery. */
export const shellFormat = ({ id, name, description, ending, commandFor }: ShellFormatParts): ExportFormat => ({
  ...{ id, name, description, extension: 'sh', copyable: true, kind: 'request', assertsAnswer: false, oneByOne: true },
  render: (items) =>
    items.map((item) => ({
      name: `${item.name}${ending}`,
      mediaType: 'text/x-shellscript',
      content: commandFor(item),
    })),
})

/** Linux takes no single argument of 128 KiB or more (MAX_ARG_STRLEN). */
const maxArgument = 100_000
/** Control characters can end a paste into a terminal early and run what follows. */
const unprintable = /[^\P{Cc}\n\t]/u

/** The text of a body that can be pasted into a terminal as one argument, else null. */
export function argumentText(body: Uint8Array): string | null {
  const text = body.byteLength <= maxArgument ? bodyText(body) : null
  return text === null || unprintable.test(text) ? null : text
}

/** A note as a command that does nothing: shells that people type in may know no comments. */
export const shellNote = (text: string): string => `: ${shellWord(text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' '))}\n`

/** One command over several lines. */
export const shellLines = (lines: readonly string[]): string => `${lines.join(' \\\n  ')}\n`

/** A text as one word of a POSIX shell: nothing in it is expanded. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

/**
 * Like `shellWord`, for text that holds one character per byte, such as header values as received: where there is more than
 * printable ASCII, printf writes the bytes. "!" is written by it too, since shells that people type in expand it in "".
 */
export function shellBytes(text: string): string {
  if (/^[ -~]*$/.test(text)) return shellWord(text)
  const format = text
    .replaceAll('%', '%%')
    .replaceAll(/[^ -~]|[\\'!]/g, (char) => `\\${(char.charCodeAt(0) & 0xff).toString(8).padStart(3, '0')}`)
  // Else what begins with it would be an option.
  const end = format.startsWith('-') ? '-- ' : ''
  return `"$(printf ${end}'${format}')"`
}

/** Pipes bytes into a command; `before` stands in front. */
export function piped(before: string, body: Uint8Array, command: string): Pieces {
  return {
    *[Symbol.iterator]() {
      yield `${before}printf %s '`
      yield* base64Of(body).pieces()
      yield `' | base64 -d |\n${command}`
    },
  }
}
