import { randomUUID } from 'node:crypto'

/** A file's content piece by piece, so that large bodies are never there in several forms at once. Can be read again. */
export type Pieces = Iterable<string | Uint8Array>

/** Whole triples, so that the Base64 of pieces put together is that of the whole. */
const base64Step = 3 * 64 * 1024
const textStep = 128 * 1024

/** A long string of a JSON document, given in pieces. */
export class LongText {
  readonly pieces: () => Iterable<string>

  constructor(pieces: () => Iterable<string>) {
    this.pieces = pieces
  }
}

export function base64Of(bytes: Uint8Array): LongText {
  return new LongText(function* () {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    for (let at = 0; at < buffer.length; at += base64Step) yield buffer.toString('base64', at, at + base64Step)
  })
}

export function longText(text: string): LongText {
  return new LongText(function* () {
    for (let at = 0; at < text.length; ) {
      let end = Math.min(at + textStep, text.length)
      // The halves of a character outside the basic plane stay together.
      if (end < text.length && /[\ud800-\udbff]/.test(text.charAt(end - 1))) end += 1
      yield text.slice(at, end)
      at = end
    }
  })
}

/** Indented JSON with a line feed at the end; long texts are written piece by piece. `layout` changes what is around them. */
export function jsonPieces(value: object, layout = (json: string): string => json): Pieces {
  return {
    *[Symbol.iterator]() {
      // Nothing in the document can hold this by chance or by intention.
      const mark = randomUUID()
      const texts: LongText[] = []
      const json = JSON.stringify(withMarks(value, mark, texts), null, 2)
      const [first = '', ...rest] = layout(json).split(`"${mark}"`)
      yield first
      for (const [index, tail] of rest.entries()) {
        yield '"'
        for (const piece of texts[index]?.pieces() ?? []) yield JSON.stringify(piece).slice(1, -1)
        yield `"${tail}`
      }
      yield '\n'
    },
  }
}

/** A copy in which a mark stands for each long text; they are collected in the order in which JSON.stringify meets them. */
function withMarks(value: unknown, mark: string, texts: LongText[]): unknown {
  if (value instanceof LongText) {
    texts.push(value)
    return mark
  }
  if (Array.isArray(value)) return value.map((item) => withMarks(item, mark, texts))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withMarks(item, mark, texts)]))
}

export const bytesOf = (piece: string | Uint8Array): Uint8Array =>
  typeof piece === 'string' ? Buffer.from(piece) : piece

/** Contents one after another. */
export function concatenated(parts: readonly (string | Pieces)[]): Pieces {
  return {
    *[Symbol.iterator]() {
      for (const part of parts) {
        if (typeof part === 'string') yield part
        else yield* part
      }
    },
  }
}

/** Base64 in lines of 100 characters, each ended by a line feed; decoders of most languages ignore these. */
export function base64Lines(bytes: Uint8Array): Pieces {
  return {
    *[Symbol.iterator]() {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      // 75 bytes are a line.
      for (let at = 0; at < buffer.length; at += linesStep)
        yield buffer.toString('base64', at, at + linesStep).replaceAll(/.{1,100}/g, '$&\n')
    },
  }
}
const linesStep = 75 * 1024
