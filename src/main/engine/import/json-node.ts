import { locate, pointerTo } from '../lib/json-places.ts'
import { lineIndex } from '../lib/json-problem.ts'
import { Refusal } from './refusal.ts'

/** A value in a JSON file that knows its place: what is not of the type that a format asks for is told with its line. */
export class JsonNode {
  readonly value: unknown
  readonly #text: string
  readonly #pointer: string

  constructor(text: string, value: unknown, pointer: string) {
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
    const at = Date.parse(text)
    if (!Number.isFinite(at) || at < 0) throw this.#mismatch('a time')
    return at
  }

  /** The value as it stands in the file. */
  source(): string {
    const place = locate(this.#text, [this.#pointer]).get(this.#pointer)
    return place === undefined ? '' : this.#text.slice(place.offset, place.offset + place.length)
  }

  /** Something is wrong at this place. */
  refusal(reason: Refusal['problem']['reason'], message: string): Refusal {
    return new Refusal(reason, message, this.line())
  }

  /** Of what is missing, the line of what it is missing in. Goes through the file: only where something is wrong. */
  readonly line = (): number | null => {
    for (let pointer = this.#pointer; ; pointer = pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')))) {
      const place = locate(this.#text, [pointer]).get(pointer)
      if (place !== undefined) return lineIndex(this.#text)(place.offset).line
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
