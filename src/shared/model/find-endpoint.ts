import type { Endpoint } from './endpoint.ts'

type Named = Pick<Endpoint, 'id' | 'name'>

export type FoundEndpoint<E extends Named> =
  | { readonly kind: 'found'; readonly endpoint: E }
  | { readonly kind: 'none' }
  | { readonly kind: 'several'; readonly endpoints: readonly E[] }

/** The endpoint that is meant by an id, or by a name in upper or lower case, which several may have. */
export function findEndpoint<E extends Named>(endpoints: readonly E[], wanted: string): FoundEndpoint<E> {
  const name = wanted.trim().toLowerCase()
  const byId = endpoints.find(({ id }) => id === wanted)
  const found = byId === undefined ? endpoints.filter((each) => each.name.toLowerCase() === name) : [byId]
  const [endpoint] = found
  if (endpoint === undefined) return { kind: 'none' }
  return found.length > 1 ? { kind: 'several', endpoints: found } : { kind: 'found', endpoint }
}
