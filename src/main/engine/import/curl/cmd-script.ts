import { Refusal } from '../refusal.ts'
import type { Pipeline } from './shell-script.ts'

/** Is this written for the Windows command prompt, as browsers copy it ("Copy as cURL (cmd)")? Its first line tells. */
export function isCmdScript(text: string): boolean {
  const [first = ''] = text.trimStart().split('\n', 1)
  const line = first.replace('\r', '')
  return /^curl(?:\.exe)?[ \t]+(?:-\S+[ \t]+)*\^"/.test(line) || (/[ \t]\^$/.test(line) && !line.includes("'"))
}

/**
 * Reads commands for cmd.exe: first its carets, then the quotes as programs of Windows read their arguments. Variables
 * (`%NAME%`) are not looked for: browsers escape the per cent sign. Throws Refusal.
 */
export function readCmdScript(text: string): Pipeline[] {
  return splitCommands(text).map(({ text: command, line }) => [{ words: argumentsOf(command, line), line }])
}

interface CommandText {
  readonly text: string
  readonly line: number
}

/** Takes the carets away; commands end with a line, or with `&`. */
function splitCommands(text: string): CommandText[] {
  const commands: CommandText[] = []
  let line = 1
  let current = { text: '', line: 1 }
  let isQuoted = false
  const end = () => {
    if (current.text.trim() !== '') commands.push(current)
    current = { text: '', line }
  }
  // A line feed is the only line break from here on.
  const plain = text.replaceAll('\r', '')
  for (let at = 0; at < plain.length; at += 1) {
    const char = plain.charAt(at)
    if (char === '^' && !isQuoted) {
      const escaped = afterCaret(plain, at)
      current.text += escaped
      at += plain.startsWith('\n', at + 1) ? 1 + escaped.length : 1
      line += countBreaks(plain, at, escaped)
      continue
    }
    if (char === '\n') line += 1
    if (char === '"') isQuoted = !isQuoted
    if ((char === '\n' || char === '&') && !isQuoted) end()
    else current.text += char
  }
  if (isQuoted) throw new Refusal('truncated', 'A quotation does not end. The text was probably cut off.', current.line)
  end()
  return commands
}

/** A caret takes a line break away, and a second one after it is an ordinary character; any other character loses its meaning. */
function afterCaret(text: string, caret: number): string {
  const next = text.charAt(caret + 1)
  if (next !== '\n') return next
  return text.charAt(caret + 2) === '\n' ? '\n' : ''
}

/** Lines that end within what a caret at the place before `at` has taken. */
const countBreaks = (text: string, at: number, escaped: string): number =>
  text.charAt(at) === '\n' ? 1 + escaped.length : 0

/** As the C runtime of Windows splits a command line: backslashes count only before a quote, and `""` within quotes is one. */
function argumentsOf(text: string, line: number): string[] {
  const words: string[] = []
  let word: string | null = null
  let isQuoted = false
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (char === '\\') {
      const { read, length } = backslashes(text, at)
      word = (word ?? '') + read
      at += length - 1
    } else if (char === '"' && isQuoted && text.charAt(at + 1) === '"') {
      word = `${word ?? ''}"`
      at += 1
    } else if (char === '"') {
      isQuoted = !isQuoted
      word ??= ''
    } else if (isQuoted || !/[ \t\n]/.test(char)) word = (word ?? '') + char
    else if (word !== null) {
      words.push(word)
      word = null
    }
  }
  if (isQuoted) throw new Refusal('truncated', 'A quotation does not end. The text was probably cut off.', line)
  if (word !== null) words.push(word)
  return words
}

/** Before a quote two stand for one, and an odd one makes the quote a character. */
function backslashes(text: string, from: number): { readonly read: string; readonly length: number } {
  let end = from
  while (text.charAt(end) === '\\') end += 1
  const count = end - from
  if (text.charAt(end) !== '"') return { read: '\\'.repeat(count), length: count }
  const half = '\\'.repeat(count >> 1)
  return count % 2 === 1 ? { read: `${half}"`, length: count + 1 } : { read: half, length: count }
}
