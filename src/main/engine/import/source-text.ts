import { firstMistake } from '#shared/json/json-mistake.ts'
import { lineIndex } from '../lib/json-problem.ts'
import { scanJson } from '../lib/json-scan.ts'
import { JsonNode, JsonText } from './json-node.ts'
import { ReadBudget } from './read-budget.ts'
import { Refusal } from './refusal.ts'

/** Bytes of one file at most. */
export const maxFileBytes = 64 * 1024 * 1024

/** Throws Refusal for a file that is larger than one may be. */
export function refuseTooLarge(size: number): void {
  if (size > maxFileBytes) throw new Refusal('too-large', `The file is larger than ${maxFileBytes / 1024 / 1024} MiB.`)
}

/** A text with more values than this would take gigabytes of memory. */
const jsonLimits = { depth: 500, values: 3_000_000 }

/** A file to be read, in the forms in which readers ask for it; each is made once. */
export class SourceText {
  readonly name: string
  /** As they are. */
  readonly bytes: Uint8Array
  /** Bytes of a file beside it, by its name, read once; null where there is none. */
  readonly beside: (name: string) => Uint8Array | null
  readonly budget = new ReadBudget()
  #utf8: Buffer | null = null
  #latin1: string | null = null
  #json: JsonNode | Refusal | null = null

  constructor(name: string, bytes: Uint8Array, beside: (name: string) => Uint8Array | null = () => null) {
    this.name = name
    this.bytes = bytes
    const read = new Map<string, Uint8Array | null>()
    this.beside = (other) => {
      let found = read.get(other)
      if (found === undefined) {
        found = beside(other)
        read.set(other, found)
      }
      return found
    }
  }

  /**
   * As UTF-8, without a byte order mark; UTF-16 with its mark is turned into it. Bytes that are no UTF-8 stay as they are.
   * Throws Refusal for UTF-16 that is cut off or damaged.
   */
  get utf8(): Buffer {
    this.#utf8 ??= toUtf8(this.bytes)
    return this.#utf8
  }

  /** `utf8`, one character per byte. */
  get latin1(): string {
    this.#latin1 ??= this.utf8.toString('latin1')
    return this.#latin1
  }

  /** The root of the JSON that it is. Throws Refusal where it is none. */
  get json(): JsonNode {
    this.#json ??= readJson(this.utf8)
    if (this.#json instanceof Refusal) throw this.#json
    return this.#json
  }

  /** Does it begin as a JSON object or list does? */
  get looksLikeJson(): boolean {
    return /^\s*[[{]/.test(this.latin1.slice(0, 1000))
  }

  /** A body that a file beside it holds, as the file names it. Throws Refusal where that is not here. */
  bodyBeside(name: string, line: () => number | null): Uint8Array {
    const bytes = this.beside(name.replace(/^\.\//, ''))
    if (bytes !== null) return bytes
    throw new Refusal('not-included', `The body is in the file “${name}”, which is not here.`, line())
  }

  /** The root, where it is JSON; null else. For telling formats apart. */
  jsonOrNull(): JsonNode | null {
    if (!this.looksLikeJson) return null
    this.#json ??= readJson(this.utf8)
    return this.#json instanceof Refusal ? null : this.#json
  }
}

function toUtf8(bytes: Uint8Array): Buffer {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [first, second, third] = bytes
  if (first === 0xef && second === 0xbb && third === 0xbf) return buffer.subarray(3)
  const isLittle = first === 0xff && second === 0xfe
  if (!isLittle && !(first === 0xfe && second === 0xff)) return buffer
  try {
    const text = new TextDecoder(isLittle ? 'utf-16le' : 'utf-16be', { fatal: true }).decode(bytes)
    return Buffer.from(text)
  } catch {
    throw new Refusal('encoding', 'The file begins as UTF-16 and is not: it was cut off or damaged.')
  }
}

/** Text that has to be UTF-8. Throws Refusal with the line of the first byte that is not. */
export function utf8Text(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new Refusal('encoding', 'The text is not UTF-8.', lineOfBadByte(bytes))
  }
}

function lineOfBadByte(bytes: Uint8Array): number {
  // A character that stands for a bad byte cannot be told from one that was sent, which only makes the line a guess.
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  return lineAt(text, Math.max(0, text.indexOf('\ufffd')))
}

/** How many line feeds a piece of a text has. */
export function countLineFeeds(text: string, from = 0, to = text.length): number {
  let count = 0
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count += 1
  return count
}

/** Line of a place in a text, from 1. CRLF, LF and a lone CR end a line. */
export const lineAt = (text: string, offset: number): number => lineIndex(text)(offset).line

function readJson(bytes: Uint8Array): JsonNode | Refusal {
  try {
    const text = utf8Text(bytes)
    const { exceeded } = scanJson(text, jsonLimits)
    if (exceeded !== null) {
      const what = exceeded === 'depth' ? 'nested too deep' : 'of very many values'
      return new Refusal('too-large', `The JSON is ${what} to be read.`)
    }
    return new JsonNode(new JsonText(text), JSON.parse(text), '')
  } catch (error) {
    return error instanceof Refusal ? error : notJson(utf8Text(bytes))
  }
}

/** Is what begins here the last thing in the text: nothing, a string without its end, or the beginning of a word? */
function endsAt(text: string, offset: number): boolean {
  const rest = text.slice(offset).trimEnd()
  return rest.startsWith('"') ? !/\n/.test(rest) && !/[^\\]"/.test(rest) : !/[\s,:"{}[\]]/.test(rest)
}

function notJson(text: string): Refusal {
  const mistake = firstMistake(text)
  if (mistake === null) return new Refusal('syntax', 'The file is not JSON.')
  const { line, column } = lineIndex(text)(mistake.offset)
  return endsAt(text, mistake.offset)
    ? new Refusal('truncated', `The JSON ends too early: ${mistake.message}. The file was probably cut off.`, line)
    : new Refusal('syntax', `The file is not JSON: column ${column}, ${mistake.message}.`, line)
}
