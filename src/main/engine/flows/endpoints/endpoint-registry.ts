import { AppError } from '#shared/api/errors.ts'
import type { Endpoint } from '#shared/model/endpoint.ts'
import type { SchemeRef } from '#shared/model/verification.ts'
import { createSignal, type Signal } from '../../lib/signal.ts'
import type { EnginePorts } from '../../ports.ts'
import type { Store, StoredEndpoint } from '../../store/store.ts'
import { createSecretRing, type SecretRing } from './secret-ring.ts'

export interface EndpointChanges {
  readonly name?: string | undefined
  readonly provider?: string | null | undefined
  readonly target?: string | null | undefined
  readonly recipe?: SchemeRef | null | undefined
}

/** All endpoints in memory, so that the receiver's path never waits for a read. */
export interface EndpointRegistry {
  readonly secrets: SecretRing
  readonly changed: Signal<void>
  list(): Endpoint[]
  get(id: string): Endpoint
  byToken(token: string): StoredEndpoint | undefined
  byConfigKey(key: string): StoredEndpoint | undefined
  create(fields: Pick<StoredEndpoint, 'name' | 'provider' | 'target'> & { configKey?: string }): Promise<Endpoint>
  update(id: string, changes: EndpointChanges & { configKey?: string }): Promise<Endpoint>
  newToken(id: string): Promise<Endpoint>
  remove(id: string): Promise<void>
}

/** Bytes of an endpoint's token: 128 bits, as `design.md` asks. */
const tokenBytes = 16

/** Loads all endpoints. `knowsProvider` refuses packs that are not there. */
export async function createEndpointRegistry(
  store: Store,
  ports: EnginePorts,
  checks: { knowsProvider: (id: string) => boolean; checkRecipe: (recipe: SchemeRef) => void },
): Promise<EndpointRegistry> {
  const changed = createSignal<void>()
  const secrets = await createSecretRing(store, ports, () => changed.emit())
  const byId = new Map((await store.endpoints()).map((e) => [e.id, e]))

  const byToken = new Map([...byId.values()].map((e) => [e.token, e]))
  const newToken = () => Buffer.from(ports.randomBytes(tokenBytes)).toString('base64url')

  function stored(id: string): StoredEndpoint {
    const endpoint = byId.get(id)
    if (!endpoint) throw new AppError('not-found', 'This endpoint does not exist any more.')
    return endpoint
  }

  function toEndpoint(e: StoredEndpoint): Endpoint {
    const { configKey, ...rest } = e
    return { ...rest, secrets: secrets.info(e.id), fromConfig: configKey !== null }
  }

  function check({ provider, recipe }: EndpointChanges): void {
    if (typeof provider === 'string' && !checks.knowsProvider(provider))
      throw new AppError('bad-input', `There is no provider pack "${provider}".`, [
        { path: ['provider'], message: `there is no provider pack "${provider}"` },
      ])
    if (recipe) checks.checkRecipe(recipe)
  }

  async function put(endpoint: StoredEndpoint): Promise<Endpoint> {
    await store.putEndpoint(endpoint)
    const before = byId.get(endpoint.id)
    if (before) byToken.delete(before.token)
    byId.set(endpoint.id, endpoint)
    byToken.set(endpoint.token, endpoint)
    changed.emit()
    return toEndpoint(endpoint)
  }

  return {
    secrets,
    changed,
    list: () =>
      [...byId.values()].sort((a, b) => a.createdAt - b.createdAt || a.id.localeCompare(b.id)).map(toEndpoint),
    get: (id) => toEndpoint(stored(id)),
    byToken: (token) => byToken.get(token),
    byConfigKey: (key) =>
      [...byId.values()].find((e) => e.configKey === key) ?? [...byId.values()].find((e) => e.name === key),
    async create({ configKey, ...fields }) {
      check(fields)
      return put({
        ...fields,
        id: ports.newId('end'),
        token: newToken(),
        recipe: null,
        createdAt: ports.clock.now(),
        configKey: configKey ?? null,
      })
    },
    async update(id, changes) {
      const before = stored(id)
      // The pack of an endpoint may have gone since; that must not keep the endpoint from being changed.
      check(changes.provider === before.provider ? { ...changes, provider: undefined } : changes)
      return put({ ...before, ...definedOnly(changes) })
    },
    newToken: async (id) => put({ ...stored(id), token: newToken() }),
    async remove(id) {
      const { token } = stored(id)
      await store.removeEndpoint(id)
      byId.delete(id)
      byToken.delete(token)
      secrets.removeOf(id)
      changed.emit()
    },
  }
}

function definedOnly<T extends object>(changes: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as never
}
