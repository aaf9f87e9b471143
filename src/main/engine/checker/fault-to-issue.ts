import type { IssueKind } from '#shared/model/conformance.ts'
import { plural } from '#shared/sentences/units.ts'
import { pointerTo, pointerTokens } from '../lib/json-places.ts'
import type { Source } from '../lib/schema-sources.ts'
import type { Fault } from './collapse-errors.ts'
import { allowsType, describeSchema, describeValues, formatName } from './describe.ts'
import { isSchemaObject } from './schema-object.ts'

/** An issue before its place in the text is known. */
export interface IssueDraft {
  readonly kind: IssueKind
  readonly pointer: string
  readonly keyword: string
  readonly expected: string
  /** Pointer of what is marked: the value itself, the object where something is missing, or the member's name. */
  readonly marked: { readonly pointer: string; readonly part: 'value' | 'brace' | 'key' }
  readonly value: unknown
  readonly source: Source
  /** Its source does not bind the sender to it. */
  readonly isNote: boolean
  /** The sentence, given what stands there. */
  readonly say: (got: string) => string
}

/** Longest path in a sentence; of longer ones the end is shown. */
const pathLimit = 120

const valueKeywords = new Set([
  'const',
  'enum',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
])
const bounds: Readonly<Record<string, readonly [words: string, noun: string]>> = {
  minItems: ['at least', 'item'],
  maxItems: ['at most', 'item'],
  minLength: ['at least', 'character'],
  maxLength: ['at most', 'character'],
  minProperties: ['at least', 'field'],
  maxProperties: ['at most', 'field'],
}
const extraParams: Readonly<Record<string, string>> = {
  additionalProperties: 'additionalProperty',
  unevaluatedProperties: 'unevaluatedProperty',
  propertyNames: 'propertyName',
}

/** A schema, and where its parts are from. */
export interface SourcedSchema {
  readonly root: unknown
  readonly sources: ReadonlyMap<object, Source>
}

export function faultToIssue(fault: Fault, schema: SourcedSchema): IssueDraft {
  if (typeof fault.params.missingProperty === 'string') return missing(fault, fault.params.missingProperty, schema)
  const extraParam = extraParams[fault.keyword]
  if (extraParam !== undefined) return extra(fault, String(fault.params[extraParam]), schema)
  return atValue(fault, schema)
}

/**
 * What an example shows may be left out, null, a fraction or more another time; it only tells the type. Prose tells that
 * something comes, but not that it is never null, nor that nothing else comes.
 */
function isNoteOf(source: Source, kind: IssueKind, fault: Fault): boolean {
  if (source === 'table') return false
  if (kind === 'null' || kind === 'extra') return true
  if (kind === 'type') return typeof fault.data === 'number' && allowsType(fault.schema, Math.trunc(fault.data))
  return source === 'example'
}

/** Does the source of what this error is about not bind the sender to it? */
export function isNote(error: Fault, schema: SourcedSchema): boolean {
  return faultToIssue(error, schema).isNote
}

function missing(fault: Fault, name: string, { root, sources }: SourcedSchema): IssueDraft {
  const pointer = pointerTo(fault.instancePath, name)
  const properties = fault.parentSchema?.properties
  const schema = isSchemaObject(properties) && Object.hasOwn(properties, name) ? properties[name] : true
  const expected = describeSchema(schema, root)
  // A field that the schema only demands is from where the object around it is from.
  const source = sourceOf(isSchemaObject(schema) ? schema : fault.parentSchema, sources)
  const say = () => `${spell(pointer)} is missing; ${nameOf(source)} has ${withArticle(expected)}`
  const marked = { pointer: fault.instancePath, part: 'brace' } as const
  const note = isNoteOf(source, 'missing', fault)
  const value = undefined
  return { kind: 'missing', pointer, keyword: fault.keyword, expected, marked, value, source, isNote: note, say }
}

function extra(fault: Fault, name: string, { sources }: SourcedSchema): IssueDraft {
  const pointer = pointerTo(fault.instancePath, name)
  const value = isSchemaObject(fault.data) ? fault.data[name] : undefined
  const source = sourceOf(fault.parentSchema, sources)
  const say = () => `${spell(pointer)} is not in ${nameOf(source)}`
  const marked = { pointer, part: 'key' } as const
  const note = isNoteOf(source, 'extra', fault)
  const expected = 'no such field'
  return { kind: 'extra', pointer, keyword: fault.keyword, expected, marked, value, source, isNote: note, say }
}

function atValue(fault: Fault, { root, sources }: SourcedSchema): IssueDraft {
  const pointer = fault.instancePath
  const kind = kindOf(fault)
  const expected = expectedOf(fault, root)
  const source = sourceOf(fault.parentSchema, sources)
  const say = (got: string) => `${spell(pointer)} ${complaint(fault, kind, expected, got, nameOf(source))}`
  const marked = { pointer, part: 'value' } as const
  const note = isNoteOf(source, kind, fault)
  return { kind, pointer, keyword: fault.keyword, expected, marked, value: fault.data, source, isNote: note, say }
}

function sourceOf(schema: object | undefined, sources: SourcedSchema['sources']): Source {
  return (schema === undefined ? undefined : sources.get(schema)) ?? 'table'
}

function nameOf(source: Source): string {
  return source === 'example' ? 'the example' : source === 'prose' ? 'the documentation' : 'the schema'
}

function complaint(fault: Fault, kind: IssueKind, expected: string, got: string, schema: string): string {
  const short = got.replace(/^the (string|number) /, '')
  if (fault.keyword === 'enum') return `is ${short}, outside ${expected.replace(/^one of /, '')}`
  switch (kind) {
    case 'null':
      return schema === 'the schema'
        ? `is null, which the schema does not allow here; it has ${withArticle(expected)}`
        : `is null; ${schema} has ${withArticle(expected)}`
    case 'type':
      return `is ${got}; ${schema} has ${withArticle(expected)}`
    case 'format':
      return `is ${short}, which is not ${withArticle(formatName(String(fault.params.format)))}`
    case 'value':
      return `is ${short}; ${schema} has ${expected}`
    default:
      return fault.keyword in bounds
        ? `is ${got}; ${schema} has ${expected}`
        : (fault.message ?? 'does not fit the schema')
  }
}

function kindOf(fault: Fault): IssueKind {
  if (fault.keyword === 'type' || fault.union) return fault.data === null ? 'null' : 'type'
  if (fault.keyword === 'format') return 'format'
  if (fault.keyword === 'false schema') return 'extra'
  return valueKeywords.has(fault.keyword) ? 'value' : 'other'
}

function expectedOf(fault: Fault, root: unknown): string {
  const bound = bounds[fault.keyword]
  if (bound !== undefined) return `${bound[0]} ${plural(Number(fault.params.limit), bound[1])}`
  switch (fault.keyword) {
    case 'enum':
      return `one of ${describeValues(Array.isArray(fault.schema) ? fault.schema : [])}`
    case 'const':
      return JSON.stringify(fault.params.allowedValue) ?? 'a fixed value'
    case 'type':
      return describeSchema(fault.parentSchema, root)
    case 'format':
      return `${formatName(String(fault.params.format))} string`
    case 'pattern':
      return `a string that matches ${fault.params.pattern}`
    default:
      return fault.union
        ? describeSchema(fault.parentSchema, root)
        : (fault.message ?? 'another value').replace(/^must be /, '')
  }
}

/** A pointer as people write it: "data.transcriptions[2].source". */
function spell(pointer: string): string {
  const tokens = pointerTokens(pointer)
  if (tokens.length === 0) return 'the payload'
  const path = tokens.map((token, at) => (/^\d+$/.test(token) ? `[${token}]` : at === 0 ? token : `.${token}`)).join('')
  return path.length > pathLimit ? `…${path.slice(1 - pathLimit)}` : path
}

function withArticle(words: string): string {
  if (/ or |^(any value|nothing|null|one of|true|false|["{[\d])/.test(words)) return words
  return `${/^[aeiou]/i.test(words) ? 'an' : 'a'} ${words}`
}
