import { AppError } from '#shared/api/errors.ts'
import type { SecretInfo } from '#shared/model/endpoint.ts'
import type { Mutex } from '../lib/mutex.ts'
import type { EnginePorts } from '../ports.ts'
import { putSecret, removeSecret, type StoredSecret, type WriteState } from './stored-state.ts'

/** A secret that can be used: its value is held in memory only. */
export interface DecryptedSecret {
  readonly id: string
  readonly endpointId: string
  readonly label: string
  readonly value: string
  readonly retired: boolean
}

/** The secrets of all endpoints. Changes are made one after another, so that none is lost. */
export interface SecretStore {
  /** Active secrets of an endpoint, oldest first: the order in which they are tried. */
  active(endpointId: string): readonly DecryptedSecret[]
  /** Every secret of every endpoint, retired ones too: only to explain failures. */
  all(): readonly DecryptedSecret[]
  info(endpointId: string): SecretInfo[]
  /** `value` may be "env:NAME". Throws `bad-input` where that variable is not set, `conflict` for a label that is taken. */
  add(endpointId: string, label: string, value: string): Promise<SecretInfo>
  /** Replaces the value under a label, with its history as it is. */
  setValue(id: string, value: string): Promise<SecretInfo>
  retire(id: string, retired: boolean): Promise<SecretInfo>
  rename(id: string, label: string): Promise<SecretInfo>
  remove(id: string): Promise<void>
  /** Removes it, and resolves with what puts it back: until then it is held in memory as it was on disk, encrypted. */
  takeOut(id: string): Promise<() => Promise<void>>
  /** Of an endpoint that was removed. */
  removeOf(endpointId: string): void
  /** A secret has matched at this time (Unix milliseconds); written at most once a minute per secret. */
  matched(id: string, at: number): void
}

interface SecretParts {
  readonly stored: readonly StoredSecret[]
  readonly write: WriteState
  readonly ports: EnginePorts
  readonly oneChange: Mutex
  /** Called when what can be used has changed; resolves when everybody uses it. */
  readonly onChange: () => Promise<void>
  readonly exists: (endpointId: string) => boolean
  /** Throws AppError `bad-input` for a value that cannot be a secret of this endpoint. */
  readonly check: (endpointId: string, value: string) => void
}

const touchEveryMs = 60_000

/** `value` is null where this machine's key cannot decrypt it. */
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

const toInfo = ({ id, label, addedAt, lastMatchAt, retiredAt }: Entry): SecretInfo => ({
  id,
  label,
  addedAt,
  lastMatchAt,
  retiredAt,
})

function decrypted({ id, endpointId, label, value, retiredAt }: Entry): DecryptedSecret[] {
  return value === null ? [] : [{ id, endpointId, label, value, retired: retiredAt !== null }]
}

/** Decrypts all secrets. One that the vault cannot open stays listed but is not tried. */
export async function createSecretStore(parts: SecretParts): Promise<SecretStore> {
  const { ports, write, oneChange } = parts
  const entries = new Map<string, Entry>()
  for (const stored of parts.stored) {
    const value = await ports.vault.open(stored.sealed).catch((error: unknown) => {
      ports.log.warn(`secret "${stored.label}" cannot be decrypted with this machine's key; add it again`, {
        error: String(error),
      })
      return null
    })
    entries.set(stored.id, { ...stored, value })
  }
  const ofEndpoint = (endpointId: string) =>
    [...entries.values()]
      .filter((entry) => entry.endpointId === endpointId)
      .sort((a, b) => a.addedAt - b.addedAt || a.id.localeCompare(b.id))

  function get(id: string): Entry {
    const entry = entries.get(id)
    if (!entry || !parts.exists(entry.endpointId))
      throw new AppError('not-found', 'This secret does not exist any more.')
    return entry
  }

  function refuseTakenLabel(endpointId: string, label: string, exceptId?: string): void {
    if (!ofEndpoint(endpointId).some((entry) => entry.label === label && entry.id !== exceptId)) return
    throw new AppError('conflict', `This endpoint has a secret labelled "${label}" already. Choose another label.`, [
      { path: ['label'], message: 'is taken' },
    ])
  }

  async function put(entry: Entry): Promise<SecretInfo> {
    const { value: _, ...stored } = entry
    await write([putSecret(stored)])
    // It may have matched meanwhile; that is written in its turn.
    const lastMatchAt = entries.get(entry.id)?.lastMatchAt ?? entry.lastMatchAt
    entries.set(entry.id, { ...entry, lastMatchAt })
    await parts.onChange()
    return toInfo(entry)
  }

  const takeOut: SecretStore['takeOut'] = (id) =>
    oneChange(async () => {
      const { value: _, ...removed } = get(id)
      await write([removeSecret(id)])
      entries.delete(id)
      await parts.onChange()
      return () =>
        oneChange(async () => {
          if (!parts.exists(removed.endpointId))
            throw new AppError('not-found', 'The endpoint of this secret does not exist any more.')
          refuseTakenLabel(removed.endpointId, removed.label)
          await put({ ...removed, value: await ports.vault.open(removed.sealed) })
        })
    })

  return {
    active: (endpointId) =>
      ofEndpoint(endpointId)
        .filter(({ retiredAt }) => retiredAt === null)
        .flatMap(decrypted),
    all: () => [...entries.values()].flatMap(decrypted),
    info: (endpointId) => ofEndpoint(endpointId).map(toInfo),
    add: (endpointId, label, given) =>
      oneChange(async () => {
        if (!parts.exists(endpointId)) throw new AppError('not-found', 'This endpoint does not exist any more.')
        refuseTakenLabel(endpointId, label)
        const value = resolveSecretValue(given, ports.env)
        parts.check(endpointId, value)
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
      }),
    setValue: (id, given) =>
      oneChange(async () => {
        const value = resolveSecretValue(given, ports.env)
        const entry = get(id)
        if (entry.value === value) return toInfo(entry)
        parts.check(entry.endpointId, value)
        return put({ ...entry, value, sealed: await ports.vault.seal(value) })
      }),
    retire: (id, retired) => oneChange(async () => put({ ...get(id), retiredAt: retired ? ports.clock.now() : null })),
    rename: (id, label) =>
      oneChange(async () => {
        refuseTakenLabel(get(id).endpointId, label, id)
        return put({ ...get(id), label })
      }),
    remove: async (id) => void (await takeOut(id)),
    takeOut,
    removeOf(endpointId) {
      for (const { id } of ofEndpoint(endpointId)) entries.delete(id)
    },
    matched(id, at) {
      const entry = entries.get(id)
      if (!entry || (entry.lastMatchAt !== null && at - entry.lastMatchAt < touchEveryMs)) return
      entries.set(id, { ...entry, lastMatchAt: at })
      // In its turn: another change must not put the older time back.
      oneChange(async () => {
        const now = entries.get(id)
        if (now === undefined) return
        const { value: _, ...stored } = now
        await write([putSecret(stored)])
      }).catch((error: unknown) => ports.log.warn('the time of a match was not saved', { error: String(error) }))
    },
  }
}
