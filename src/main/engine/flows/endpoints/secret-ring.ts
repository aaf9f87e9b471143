import { AppError } from '#shared/api/errors.ts'
import type { SecretInfo } from '#shared/model/endpoint.ts'
import type { EnginePorts } from '../../ports.ts'
import type { Store, StoredSecret } from '../../store/store.ts'

/** A secret that can be used: its value is held in memory only. */
export interface OpenSecret {
  readonly id: string
  readonly endpointId: string
  readonly label: string
  readonly value: string
  readonly retired: boolean
}

export interface SecretRing {
  /** Active secrets of an endpoint, oldest first: the order in which they are tried. */
  active(endpointId: string): readonly OpenSecret[]
  /** Every secret of every endpoint, retired ones too: only to explain failures. */
  all(): readonly OpenSecret[]
  info(endpointId: string): SecretInfo[]
  /** `value` may be "env:NAME". Throws `bad-input` where that variable is not set, `conflict` for a label that is taken. */
  add(endpointId: string, label: string, value: string): Promise<SecretInfo>
  /** Replaces the value under a label, keeping its history. */
  setValue(id: string, value: string): Promise<SecretInfo>
  retire(id: string, retired: boolean): Promise<SecretInfo>
  rename(id: string, label: string): Promise<SecretInfo>
  remove(id: string): Promise<void>
  removeOf(endpointId: string): void
  /** Remembers that a secret has matched; written at most once a minute per secret. */
  matched(id: string): void
}

const touchEveryMs = 60_000

type Entry = StoredSecret & { readonly value: string | null }

/** The value that was meant: "env:NAME" is read from the environment now, everything else stands for itself. */
export function resolveSecretValue(value: string, env: EnginePorts['env']): string {
  const name = /^env:(.*)$/s.exec(value)?.[1]
  if (name === undefined) return value
  const found = env[name]
  if (found) return found
  throw new AppError(
    'bad-input',
    `The environment variable ${name || '(no name)'} is not set for Switchhook. Set it and start again, or paste the secret.`,
    [{ path: ['value'], message: `environment variable ${name || '(no name)'} is not set` }],
  )
}

function toInfo({ id, label, addedAt, lastMatchAt, retiredAt }: Entry): SecretInfo {
  return { id, label, addedAt, lastMatchAt, retiredAt }
}

function toOpen({ id, endpointId, label, value, retiredAt }: Entry): OpenSecret[] {
  return value === null ? [] : [{ id, endpointId, label, value, retired: retiredAt !== null }]
}

/** Reads all secrets and opens them with the vault. One that the vault cannot open stays listed but is not tried. */
export async function createSecretRing(store: Store, ports: EnginePorts, onChange: () => void): Promise<SecretRing> {
  const entries = new Map<string, Entry>()
  for (const stored of await store.secrets()) {
    const value = await ports.vault.open(stored.sealed).catch((error: unknown) => {
      ports.log.warn(`secret "${stored.label}" cannot be decrypted with this machine's key; add it again`, {
        error: String(error),
      })
      return null
    })
    entries.set(stored.id, { ...stored, value })
  }
  const ofEndpoint = (endpointId: string) =>
    [...entries.values()].filter((e) => e.endpointId === endpointId).sort((a, b) => a.addedAt - b.addedAt)

  function get(id: string): Entry {
    const entry = entries.get(id)
    if (!entry) throw new AppError('not-found', 'This secret does not exist any more.')
    return entry
  }

  function refuseTaken(endpointId: string, label: string, exceptId?: string): void {
    if (!ofEndpoint(endpointId).some((e) => e.label === label && e.id !== exceptId)) return
    throw new AppError('conflict', `This endpoint has a secret labelled "${label}" already. Choose another label.`, [
      { path: ['label'], message: 'is taken' },
    ])
  }

  async function put(entry: Entry): Promise<SecretInfo> {
    const { value: _, ...stored } = entry
    await store.putSecret(stored)
    entries.set(entry.id, entry)
    onChange()
    return toInfo(entry)
  }

  return {
    active: (endpointId) =>
      ofEndpoint(endpointId)
        .filter((e) => e.retiredAt === null)
        .flatMap(toOpen),
    all: () => [...entries.values()].flatMap(toOpen),
    info: (endpointId) => ofEndpoint(endpointId).map(toInfo),
    async add(endpointId, label, given) {
      refuseTaken(endpointId, label)
      const value = resolveSecretValue(given, ports.env)
      return put({
        id: ports.newId('sec'),
        endpointId,
        label,
        sealed: await ports.vault.seal(value),
        addedAt: ports.clock.now(),
        lastMatchAt: null,
        retiredAt: null,
        value,
      })
    },
    async setValue(id, given) {
      const value = resolveSecretValue(given, ports.env)
      const entry = get(id)
      if (entry.value === value) return toInfo(entry)
      return put({ ...entry, value, sealed: await ports.vault.seal(value) })
    },
    retire: (id, retired) => put({ ...get(id), retiredAt: retired ? ports.clock.now() : null }),
    async rename(id, label) {
      refuseTaken(get(id).endpointId, label, id)
      return put({ ...get(id), label })
    },
    async remove(id) {
      get(id)
      await store.removeSecret(id)
      entries.delete(id)
      onChange()
    },
    removeOf(endpointId) {
      for (const entry of ofEndpoint(endpointId)) entries.delete(entry.id)
    },
    matched(id) {
      const entry = entries.get(id)
      const now = ports.clock.now()
      if (!entry || (entry.lastMatchAt !== null && now - entry.lastMatchAt < touchEveryMs)) return
      entries.set(id, { ...entry, lastMatchAt: now })
      store
        .touchSecret(id, now)
        .catch((error: unknown) => ports.log.warn('the time of a match was not saved', { error: String(error) }))
      onChange()
    },
  }
}
