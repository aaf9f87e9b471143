import { type JsonPlace, locate, pointerTo } from '../lib/json-places.ts'
import { lineIndex } from '../lib/json-problem.ts'
import { Refusal } from './refusal.ts'

/** The text that nodes stand in, with the places that are known of it. */
export class JsonText {
  readonly text: string
  readonly #places = new Map<string, JsonPlace | null>()
  #lines: ReturnType<typeof lineIndex> | null = null

  constructor(text: string) {
    this.text = text
  }

  /** Goes through the text once. */
  locate(pointers: readonly string[]): void {
    const found = locate(this.text, pointers)
    for (const pointer of pointers) this.#places.set(pointer, found.get(pointer) ?? null)
  }

  placeOf(pointer: string): JsonPlace | null {
    if (!this.#places.has(pointer)) this.locate([pointer])
    return this.#places.get(pointer) ?? null
  }

  lineOf(offset: number): number {
    this.#lines ??= lineIndex(this.text)
    return this.#lines(offset).line
  }
}

/** A value in a JSON file that knows its place: what is not of the type that a format asks for is told with its line. */
export class JsonNode {
  readonly value: unknown
  readonly #text: JsonText
  readonly #pointer: string

  constructor(text: JsonText, value: unknown, pointer: string) {
    this.#text = text
    this.value = value
    this.#pointer = pointer
  }

  /** A member of an object; one that is missing has the value undefined. */
  get(name: string): JsonNode {
    const { value } = this
    const member = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
    return new JsonNode(this.#text, member, pointerTo(this.#pointer, name))
  }

  get isObject(): boolean {
    return isObject(this.value)
  }

  get isList(): boolean {
    return Array.isArray(this.value)
  }

  /** Neither there nor null. */
  get isMissing(): boolean {
    return this.value === undefined || this.value === null
  }

  object(): JsonNode {
    if (!this.isObject) throw this.#mismatch('an object')
    return this
  }

  /** Members of an object in order. */
  members(): [name: string, node: JsonNode][] {
    return Object.keys(this.object().value as object).map((name) => [name, this.get(name)])
  }

  list(): JsonNode[] {
    if (!Array.isArray(this.value)) throw this.#mismatch('a list')
    return this.value.map((item: unknown, at) => new JsonNode(this.#text, item, pointerTo(this.#pointer, String(at))))
  }

  text(): string {
    if (typeof this.value !== 'string') throw this.#mismatch('text')
    return this.value
  }

  /** Null where it is missing or null. */
  optionalText(): string | null {
    return this.isMissing ? null : this.text()
  }

  /** Of a list; none where it is missing. */
  optionalTexts(): string[] {
    return this.isMissing ? [] : this.list().map((item) => item.text())
  }

  /** Bytes of Base64, checked as a whole. */
  base64(): Buffer {
    const text = this.text()
    if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw this.#mismatch('Base64')
    return Buffer.from(text, 'base64')
  }

  /** Unix milliseconds of an ISO 8601 time; null where it is missing. */
  time(): number | null {
    const text = this.optionalText()
    if (text === null) return null
    // The parser of dates makes one of "5" too.
    const at = /^\d{4}-\d\d-\d\d(?!\d)/.test(text) ? Date.parse(text) : Number.NaN
    if (!Number.isFinite(at) || at < 0) throw this.#mismatch('a time')
    return at
  }

  /** The value as it stands in the file. */
  source(): string {
    const place = this.#text.placeOf(this.#pointer)
    return place === null ? '' : this.#text.text.slice(place.offset, place.offset + place.length)
  }

  /** Finds the places of many nodes of the same file at once: `source` and `line` of these cost no time then. */
  static locate(nodes: readonly JsonNode[]): void {
    const [first] = nodes
    if (first !== undefined) first.#text.locate(nodes.map((node) => node.#pointer))
  }

  /** Something is wrong at this place. */
  refusal(reason: Refusal['problem']['reason'], message: string): Refusal {
    return new Refusal(reason, message, this.line())
  }

  /** Of what is missing, the line of what it is missing in. Goes through the file: only where something is wrong. */
  readonly line = (): number | null => {
    for (let pointer = this.#pointer; ; pointer = pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')))) {
      const place = this.#text.placeOf(pointer)
      if (place !== null) return this.#text.lineOf(place.offset)
      if (pointer === '') return null
    }
  }

  #mismatch(wanted: string): Refusal {
    const place = this.#pointer === '' ? 'The file' : `“${shortened(this.#pointer)}”`
    const is =
      this.value === undefined ? `is missing; ${wanted} belongs there` : `is ${kindOf(this.value)}, not ${wanted}`
    return this.refusal('shape', `${place} ${is}.`)
  }
}

const shortened = (text: string): string => (text.length > 120 ? `${text.slice(0, 119)}…` : text)

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  if (typeof value === 'string') return 'text'
  return typeof value === 'number' ? 'a number' : String(value)
}
