import { oncePer } from '../lib/once-per.ts'
import { type ProviderPack, schemaText } from '../providers/provider-pack.ts'
import { schemaPointers } from '../providers/schema-pointers.ts'
import type { Views } from '../reading/views.ts'
import type { EndpointService } from '../state/endpoint-service.ts'
import type { PackCatalog } from '../state/pack-catalog.ts'

export interface SearchVocabulary {
  readonly headers: string[]
  readonly pointers: { pointer: string; about: string; values: string[] }[]
}

interface VocabularyParts {
  readonly views: Pick<Views, 'read'>
  readonly endpoints: Pick<EndpointService, 'list'>
  readonly catalog: Pick<PackCatalog, 'packs'>
}

/** A list to choose from, not a documentation. */
const most = 1500

/** What `header.` and `body.` in a query can go on with. */
export function createSearchVocabulary({
  views,
  endpoints,
  catalog,
}: VocabularyParts): () => Promise<SearchVocabulary> {
  return async () => {
    const { headers, providers } = await views.read.headerNames()
    const wanted = new Set([...providers, ...endpoints.list().flatMap(({ provider }) => provider ?? [])])
    const found = new Map<string, { events: string[]; values: Set<string> }>()
    for (const pack of catalog.packs().values()) {
      if (!wanted.has(pack.manifest.id)) continue
      for (const { pointer, event, values } of placesOf(pack)) {
        const place = found.get(pointer) ?? { events: [], values: new Set() }
        if (!place.events.includes(event)) place.events.push(event)
        for (const value of values) place.values.add(value)
        found.set(pointer, place)
      }
    }
    const pointers = [...found].map(([pointer, { events, values }]) => ({
      pointer,
      about: aboutEvents(events),
      values: [...values],
      times: events.length,
    }))
    // What many events have is asked for most.
    pointers.sort((a, b) => b.times - a.times || (a.pointer < b.pointer ? -1 : 1))
    return { headers: [...headers], pointers: pointers.slice(0, most).map(({ times: _, ...pointer }) => pointer) }
  }
}

const aboutEvents = ([first = '', ...others]: readonly string[]): string =>
  others.length === 0 ? first : `${first} and ${others.length} more`

/** Read once for each pack: its schemas never change while it is loaded. One whose file cannot be read any more names nothing. */
const placesOf = oncePer((pack: ProviderPack) =>
  pack.manifest.events.flatMap(({ type, schema }) => {
    const file = pack.schemas.get(schema)
    if (file === undefined) return []
    try {
      return schemaPointers(JSON.parse(schemaText(file))).map((place) => ({ ...place, event: type }))
    } catch {
      return []
    }
  }),
)
