import { arrivalLimits, headerMap, readBody, unhurriedLimits } from '../../lib/body-reader.ts'
import type { EventSchema, ExportFile, MaskedItem } from '../export-format.ts'
import type { Pieces } from '../pieces.ts'
import { safeName } from '../request-parts.ts'
import { commentLine } from '../test-code/quote.ts'
import { inferSchema } from './infer-schema.ts'

/** The type of one event, before it is written in a language. */
export interface EventTypeModel {
  /** In PascalCase, distinct among the types of an export. */
  readonly name: string
  /** Name of a file for it without extension, distinct too. */
  readonly fileName: string
  readonly schema: EventSchema
  /** Where it is from, one sentence each. */
  readonly notes: readonly string[]
}

/** What one payload may hold to be inferred from. */
const limits = { ...unhurriedLimits, depth: arrivalLimits.depth, values: 2_000_000 }

/** One file with the types of all events; none where there are no deliveries. `contentOf`: in a language. */
export function typesFile(
  items: readonly MaskedItem[],
  generator: string,
  ending: string,
  contentOf: (types: readonly EventTypeModel[]) => Pieces,
): ExportFile[] {
  const types = eventTypes(items)
  const [only] = types
  if (only === undefined) return []
  const stem = types.length === 1 ? only.fileName : `${generator.split(' ')[0]}-${types.length}-events`
  return [{ name: `${stem}${ending}`, mediaType: 'text/javascript', content: contentOf(types) }]
}

/** The comment in front of a type. */
export const docComment = ({ notes }: EventTypeModel): string =>
  `/**\n${notes.map((note) => ` * ${commentLine(note)}\n`).join('')} */`

/** The types of the events that these deliveries are of, in the order of their first delivery. */
export function eventTypes(items: readonly MaskedItem[]): EventTypeModel[] {
  const groups = new Map<string, MaskedItem[]>()
  for (const item of items) {
    const { provider, eventType } = item.delivery
    const key = JSON.stringify([provider, eventType])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  const names = distinct('')
  const fileNames = distinct('-')
  return [...groups.values()].map((group) => {
    const { provider, eventType } = group[0]!.delivery
    const words = [provider ?? 'unknown', eventType ?? 'event']
    return {
      name: names(identifierOf(words)),
      fileName: fileNames(words.map(safeName).join('-')),
      ...schemaOf(group),
    }
  })
}

function schemaOf(group: readonly MaskedItem[]): Pick<EventTypeModel, 'schema' | 'notes'> {
  const { provider, eventType } = group[0]!.delivery
  const what = `${eventType ?? 'An event without a type'} of ${provider ?? 'an unknown sender'}.`
  const documented = group.find(({ eventSchema }) => eventSchema !== null)?.eventSchema
  if (documented) return { schema: documented, notes: [what, "From the provider's documentation, as its pack has it."] }
  const readings = group.map(({ body, delivery }) => {
    const headers = headerMap(delivery.request.headers)
    return readBody(body, (name) => headers.get(name), limits)
  })
  const values = readings.flatMap(({ value }) => (value === undefined ? [] : [value]))
  if (values.length === 0)
    return { schema: {}, notes: [what, 'Nothing is known of its payload: no sample could be read.'] }
  const forms = readings.some(({ as }) => as === 'form') ? ['Forms are read as objects of strings.'] : []
  const samples = values.length === 1 ? '1 sample' : `${values.length} samples`
  return {
    schema: inferSchema(values),
    notes: [what, `Inferred from ${samples}; the provider may send more.`, ...forms],
  }
}

/** Begins with a capital letter, so that no keyword and no other name of the file is one. */
function identifierOf(words: readonly string[]): string {
  const name = words.map(pascalCase).join('')
  return /^[A-Z]/.test(name) ? name : `Event${name}`
}

function pascalCase(text: string): string {
  const words = text.match(/[a-z0-9]+/gi) ?? []
  const name = words
    .map(
      (word) =>
        word.charAt(0).toUpperCase() + (word === word.toUpperCase() ? word.slice(1).toLowerCase() : word.slice(1)),
    )
    .join('')
  return name.slice(0, 80)
}

/** Gives names with a number where they were given before; upper and lower case are one. */
function distinct(between: string): (name: string) => string {
  const given = new Set<string>()
  return (name) => {
    let free = name
    for (let times = 2; given.has(free.toLowerCase()); times += 1) free = `${name}${between}${times}`
    given.add(free.toLowerCase())
    return free
  }
}
