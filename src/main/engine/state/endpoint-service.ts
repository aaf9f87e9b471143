import { AppError } from '#shared/api/errors.ts'
import type { Endpoint } from '#shared/model/endpoint.ts'
import { defaultForward, type EndpointMode, type ForwardSettings } from '#shared/model/forward.ts'
import type { ResponseRule } from '#shared/model/response-rule.ts'
import type { Retention } from '#shared/model/retention.ts'
import type { SchemeRef } from '#shared/model/verification.ts'
import type { CaptureEndpoint } from '../capture/contract.ts'
import { createMutex, type Mutex } from '../lib/mutex.ts'
import { createSignal, type Signal } from '../lib/signal.ts'
import type { EnginePorts } from '../ports.ts'
import { createSecretStore, type SecretStore } from './secret-store.ts'
import { putEndpoint, removeEndpoint, type StoredEndpoint, type StoredState, type WriteState } from './stored-state.ts'

export interface EndpointChanges {
  readonly name?: string | undefined
  readonly provider?: string | null | undefined
  readonly target?: string | null | undefined
  readonly recipe?: SchemeRef | null | undefined
  readonly retention?: Retention | null | undefined
  readonly mode?: EndpointMode | undefined
  readonly forward?: ForwardSettings | undefined
}

/** All endpoints with their secrets, in memory. Changes are made one after another, so that none is lost. */
export interface EndpointService {
  readonly secrets: SecretStore
  readonly changed: Signal<void>
  list(): Endpoint[]
  /** Throws AppError `not-found`. */
  get(id: string): Endpoint
  /** Throws AppError `bad-input` for what cannot be set. */
  check(changes: EndpointChanges): void
  byConfigKey(key: string): StoredEndpoint | undefined
  /** What the capture thread needs to know of them. */
  snapshot(): CaptureEndpoint[]
  create(fields: Pick<StoredEndpoint, 'name' | 'provider' | 'target'> & { configKey?: string }): Promise<Endpoint>
  update(id: string, changes: EndpointChanges & { configKey?: string }): Promise<Endpoint>
  newToken(id: string): Promise<Endpoint>
  /** Puts what `change` makes of an endpoint's response rules in their place. What it throws is passed on. */
  changeRules(id: string, change: (rules: readonly ResponseRule[]) => readonly ResponseRule[]): Promise<Endpoint>
  /** Its URL ends at once; `whenClosed` runs when no further delivery can arrive, before it is deleted for good. */
  remove(id: string, whenClosed: () => Promise<void>): Promise<void>
}

interface EndpointParts {
  readonly stored: StoredState
  readonly write: WriteState
  readonly ports: EnginePorts
  readonly knowsProvider: (id: string) => boolean
  /** Throws AppError `bad-input` for a recipe that cannot be used. */
  readonly checkRecipe: (recipe: SchemeRef) => void
  /** Throws AppError `bad-input` for a value that cannot be a secret of this endpoint. */
  readonly checkSecret: (value: string, endpoint: Pick<StoredEndpoint, 'provider' | 'recipe'>) => void
  /** Throws AppError where an endpoint cannot forward as it is set up. */
  readonly checkForwarding?: (endpoint: Endpoint) => void
  /** Makes the capture thread use what is in memory now; resolves when it does. */
  readonly publish: () => Promise<void>
}

/** Bytes of an endpoint's token. */
const tokenBytes = 16

export async function createEndpointService(parts: EndpointParts): Promise<EndpointService> {
  const { ports, write, stored, publish } = parts
  const onError = (error: unknown) => ports.log.error('a listener failed', { error: String(error) })
  const changed = createSignal<void>(onError)
  const oneChange: Mutex = createMutex()
  const byId = new Map(stored.endpoints.map((endpoint) => [endpoint.id, endpoint]))
  /** On their way out: known to nobody but the deletion itself. */
  const closing = new Set<string>()
  const tell = async () => {
    await publish()
    changed.emit()
  }
  const secrets = await createSecretStore({
    stored: stored.secrets,
    write,
    ports,
    oneChange,
    onChange: tell,
    check: (id, value) => parts.checkSecret(value, find(id)),
    exists: (id) => byId.has(id) && !closing.has(id),
  })
  const newToken = () => Buffer.from(ports.randomBytes(tokenBytes)).toString('base64url')

  function find(id: string): StoredEndpoint {
    const endpoint = closing.has(id) ? undefined : byId.get(id)
    if (!endpoint) throw new AppError('not-found', 'This endpoint does not exist any more.')
    return endpoint
  }

  function toEndpoint(endpoint: StoredEndpoint): Endpoint {
    const { configKey, rules, ...rest } = endpoint
    const { mode = 'answer', forward = defaultForward } = rest
    const fromConfig = configKey !== null
    return { ...rest, mode, forward, rules: [...rules], secrets: secrets.info(endpoint.id), fromConfig }
  }

  function check({ provider, recipe }: EndpointChanges): void {
    if (typeof provider === 'string' && !parts.knowsProvider(provider))
      throw new AppError('bad-input', `There is no provider pack "${provider}".`, [
        { path: ['provider'], message: `there is no provider pack "${provider}"` },
      ])
    if (recipe) parts.checkRecipe(recipe)
  }

  async function put(endpoint: StoredEndpoint): Promise<Endpoint> {
    await write([putEndpoint(endpoint)])
    byId.set(endpoint.id, endpoint)
    await tell()
    return toEndpoint(endpoint)
  }

  const present = () =>
    [...byId.values()]
      .filter(({ id }) => !closing.has(id))
      .sort((a, b) => a.createdAt - b.createdAt || a.id.localeCompare(b.id))

  return {
    secrets,
    changed,
    list: () => present().map(toEndpoint),
    get: (id) => toEndpoint(find(id)),
    check,
    byConfigKey: (key) =>
      present().find(({ configKey }) => configKey === key) ?? present().find(({ name }) => name === key),
    snapshot: () =>
      present().map(({ id, token, provider, recipe, rules, target, mode, forward = defaultForward }) => ({
        id,
        token,
        provider,
        recipe,
        rules,
        secrets: secrets.active(id).map(({ id: secretId, label, value }) => ({ id: secretId, label, value })),
        ...(mode === 'forward' && target !== null && { forward: { ...forward, target } }),
      })),
    create: ({ configKey, ...fields }) =>
      oneChange(async () => {
        check(fields)
        return put({
          ...fields,
          id: ports.newId('end'),
          token: newToken(),
          recipe: null,
          rules: [],
          createdAt: ports.clock.now(),
          configKey: configKey ?? null,
        })
      }),
    update: (id, changes) =>
      oneChange(async () => {
        const before = find(id)
        // The pack of an endpoint may have gone since; that must not keep the endpoint from being changed.
        check(changes.provider === before.provider ? { ...changes, provider: undefined } : changes)
        const next = { ...before, ...definedOnly(changes) }
        const { target, mode, forward } = changes
        if (target !== undefined || mode !== undefined || forward !== undefined)
          parts.checkForwarding?.(toEndpoint(next))
        return put(next)
      }),
    changeRules: (id, change) =>
      oneChange(async () => {
        const before = find(id)
        const rules = change(before.rules)
        return rules === before.rules ? toEndpoint(before) : put({ ...before, rules })
      }),
    newToken: (id) => oneChange(async () => put({ ...find(id), token: newToken() })),
    async remove(id, whenClosed) {
      await oneChange(async () => {
        find(id)
        closing.add(id)
        await publish()
      })
      try {
        // Not in the mutex: a million deliveries take a while.
        await whenClosed()
        await oneChange(async () => {
          await write([removeEndpoint(id)])
          byId.delete(id)
          secrets.removeOf(id)
        })
      } finally {
        closing.delete(id)
        await tell()
      }
    },
  }
}

function definedOnly<T extends object>(changes: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as never
}
