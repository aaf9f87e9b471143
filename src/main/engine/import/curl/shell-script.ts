import { Refusal } from '../refusal.ts'
import { withoutLastBreaks } from '../trim.ts'
import { ansiText, printfText } from './escapes.ts'

/** A command with its arguments, as a shell would start it; one character per byte. */
export interface ShellCommand {
  readonly words: readonly string[]
  /** Of its first word, from 1. */
  readonly line: number
}

/** Commands of which each writes into the next one. */
export type Pipeline = readonly ShellCommand[]

/** Ends a word where it is not quoted. Other characters that count as space elsewhere are bytes of a word. */
const ends = /[ \t\r\n;|&<>()]/

/**
 * Reads a script for a POSIX shell or bash as far as copied commands need it: quoting, `$'…'`, comments, pipes, and
 * `$(printf '…')`. Nothing is expanded or run. Throws Refusal for what only a shell knows.
 */
export function readShellScript(text: string): Pipeline[] {
  return new ShellReader(text).read()
}

class ShellReader {
  readonly #text: string
  #at = 0
  #line = 1
  readonly #pipelines: ShellCommand[][] = [[]]
  #words: string[] = []
  #wordsLine = 1

  constructor(text: string) {
    // A lone CR ends no line for a shell, and a CRLF is what an editor made of a line feed.
    this.#text = text.replaceAll('\r\n', '\n')
  }

  read(): Pipeline[] {
    while (this.#at < this.#text.length) this.#step()
    this.#endPipeline()
    return this.#pipelines.filter((pipeline) => pipeline.length > 0)
  }

  #step(): void {
    const char = this.#text.charAt(this.#at)
    switch (char) {
      case ' ':
      case '\t':
      case '\r':
        this.#at += 1
        return
      case '\n':
      case ';':
        this.#next()
        // After a pipe the command may stand on the next line.
        if (char === ';' || this.#words.length > 0 || !this.#expectsMore()) this.#endPipeline()
        return
      case '#':
        this.#at = endOfLine(this.#text, this.#at)
        return
      case '&':
        if (this.#text.charAt(this.#at + 1) !== '&')
          throw this.#refusal('An “&” would split the command here: quote the URL.')
        this.#at += 2
        this.#endPipeline()
        return
      case '|':
        if (this.#text.charAt(this.#at + 1) === '|') throw this.#refusal('What “||” does, only a shell knows.')
        this.#at += 1
        this.#endCommand()
        return
      case '<':
        throw this.#refusal('What is read from a file or a here-document is not part of the text.', 'not-included')
      case '>':
        this.#skipRedirection()
        return
      case '(':
      case ')':
        throw this.#refusal('What stands in parentheses, only a shell knows.')
    }
    if (char === '\\' && this.#text.charAt(this.#at + 1) === '\n') {
      this.#at += 1
      this.#next()
      return
    }
    if (this.#words.length === 0) this.#wordsLine = this.#line
    const word = this.#word()
    // A number just before a ">" is that of a stream.
    if (!(/^\d$/.test(word) && this.#text.charAt(this.#at) === '>')) this.#words.push(word)
  }

  /** One character on, counting lines. */
  #next(): void {
    if (this.#text.charAt(this.#at) === '\n') this.#line += 1
    this.#at += 1
  }

  #expectsMore(): boolean {
    return this.#pipelines.at(-1)!.length > 0
  }

  #endCommand(): void {
    if (this.#words.length === 0) throw this.#refusal('A command is missing before the “|”.', 'syntax')
    this.#pipelines.at(-1)!.push({ words: this.#words, line: this.#wordsLine })
    this.#words = []
  }

  #endPipeline(): void {
    if (this.#words.length > 0) this.#endCommand()
    if (this.#expectsMore()) this.#pipelines.push([])
  }

  /** Where the output goes is no part of the request. */
  #skipRedirection(): void {
    this.#at += 1
    while (/[>&]/.test(this.#text.charAt(this.#at))) this.#at += 1
    while (/[ \t]/.test(this.#text.charAt(this.#at))) this.#at += 1
    if (this.#at < this.#text.length && !ends.test(this.#text.charAt(this.#at))) this.#word()
  }

  #word(): string {
    let word = ''
    while (this.#at < this.#text.length) {
      const char = this.#text.charAt(this.#at)
      if (ends.test(char)) return word
      if (char === "'") word += this.#singleQuoted()
      else if (char === '"') word += this.#doubleQuoted()
      else if (char === '$') word += this.#dollar(false)
      else if (char === '`')
        throw this.#refusal('What a command in back-ticks gives is not part of the text.', 'not-included')
      else if (char === '\\') {
        this.#at += 1
        if (this.#text.charAt(this.#at) !== '\n') word += this.#text.charAt(this.#at)
        this.#next()
      } else {
        const end = endOfPlain(this.#text, this.#at)
        word += this.#text.slice(this.#at, end)
        this.#at = end
      }
    }
    return word
  }

  #singleQuoted(): string {
    const from = this.#at + 1
    const end = this.#text.indexOf("'", from)
    if (end === -1) throw this.#unended()
    const text = this.#text.slice(from, end)
    this.#skipTo(end + 1)
    return text
  }

  #doubleQuoted(): string {
    const opening = this.#line
    let text = ''
    this.#at += 1
    while (this.#at < this.#text.length) {
      const char = this.#text.charAt(this.#at)
      if (char === '"') {
        this.#at += 1
        return text
      }
      if (char === '$') text += this.#dollar(true)
      else if (char === '`')
        throw this.#refusal('What a command in back-ticks gives is not part of the text.', 'not-included')
      else if (char === '\\' && /["\\$`\n]/.test(this.#text.charAt(this.#at + 1))) {
        this.#at += 1
        if (this.#text.charAt(this.#at) !== '\n') text += this.#text.charAt(this.#at)
        this.#next()
      } else {
        text += char
        this.#next()
      }
    }
    throw this.#unended(opening)
  }

  #dollar(isQuoted: boolean): string {
    const rest = this.#text.slice(this.#at, this.#at + 40)
    if (!isQuoted && rest.startsWith("$'")) return this.#ansiQuoted()
    if (!isQuoted && rest.startsWith('$"')) {
      this.#at += 1
      return this.#doubleQuoted()
    }
    const printf = /^\$\(printf (?=')/.exec(rest)
    if (printf !== null) {
      this.#at += printf[0].length
      const format = this.#singleQuoted()
      if (this.#text.charAt(this.#at) !== ')') throw this.#refusal('What “printf” gives here, only a shell knows.')
      this.#at += 1
      const text = printfText(format)
      if (text === null) throw this.#refusal('What “printf” gives here, only a shell knows.')
      // A shell takes line breaks off the end.
      return withoutLastBreaks(text)
    }
    if (/^\$[A-Za-z_0-9{(@*#?$!-]/.test(rest))
      throw this.#refusal(`What “${/^\$[({]?\w*/.exec(rest)![0]}…” stands for is not part of the text.`, 'not-included')
    this.#at += 1
    return '$'
  }

  #ansiQuoted(): string {
    let end = this.#at + 2
    while (end < this.#text.length && this.#text.charAt(end) !== "'") end += this.#text.charAt(end) === '\\' ? 2 : 1
    if (end >= this.#text.length) throw this.#unended()
    const text = ansiText(this.#text.slice(this.#at + 2, end))
    this.#skipTo(end + 1)
    return text
  }

  #skipTo(end: number): void {
    while (this.#at < end) {
      const lineEnd = this.#text.indexOf('\n', this.#at)
      if (lineEnd === -1 || lineEnd >= end) {
        this.#at = end
        return
      }
      this.#line += 1
      this.#at = lineEnd + 1
    }
  }

  #unended(line = this.#line): Refusal {
    return new Refusal('truncated', 'A quotation that begins here does not end. The text was probably cut off.', line)
  }

  #refusal(message: string, reason: Refusal['problem']['reason'] = 'unsupported'): Refusal {
    return new Refusal(reason, message, this.#line)
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end
}

const special = /[ \t\r\n;|&<>()'"$`\\]/g

function endOfPlain(text: string, from: number): number {
  special.lastIndex = from
  return special.exec(text)?.index ?? text.length
}
