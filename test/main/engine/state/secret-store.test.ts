import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { createMutex } from '../../../../src/main/engine/lib/mutex.ts'
import {
  createSecretStore,
  resolveSecretValue,
  type SecretStore,
} from '../../../../src/main/engine/state/secret-store.ts'
import { putSecret } from '../../../../src/main/engine/state/stored-state.ts'
import { type StateParts, stateParts } from './state-parts.ts'

let parts: StateParts
let store: SecretStore
let changes: number

const openStore = () =>
  createSecretStore({
    stored: parts.stored().secrets,
    write: parts.write,
    ports: parts.ports,
    oneChange: createMutex(),
    onChange: async () => void changes++,
    exists: (id) => id === 'end_1' || id === 'end_2',
    check(_endpointId, value) {
      if (value === 'no secret') throw new AppError('bad-input', 'This cannot be a secret.')
    },
  })

beforeAll(async () => {
  parts = await stateParts({ HOOK_SECRET: 'from the environment', EMPTY: '' })
})
afterAll(() => parts.remove())
beforeEach(async () => {
  await parts.clear()
  changes = 0
  store = await openStore()
})

const values = (secrets: readonly { value: string }[]) => secrets.map(({ value }) => value)

test('what cannot be a secret is neither added nor put in the place of one', async () => {
  await expect(store.add('end_1', 'live', 'no secret')).rejects.toThrow('cannot be a secret')
  const { id } = await store.add('end_1', 'live', 'one')
  await expect(store.setValue(id, 'no secret')).rejects.toThrow('cannot be a secret')
  expect(values(store.active('end_1'))).toEqual(['one'])
})

describe('adding', () => {
  test('oldest first, each endpoint by itself; the information holds no value', async () => {
    const first = await store.add('end_1', 'old', 'one')
    parts.pass(1000)
    await store.add('end_1', 'new', 'two')
    await store.add('end_2', 'old', 'three')

    expect(values(store.active('end_1'))).toEqual(['one', 'two'])
    expect(values(store.active('end_2'))).toEqual(['three'])
    expect(values(store.all()).sort()).toEqual(['one', 'three', 'two'])
    expect(first).toEqual({
      id: expect.stringMatching(/^sec_/),
      label: 'old',
      addedAt: parts.ports.clock.now() - 1000,
      lastMatchAt: null,
      retiredAt: null,
    })
    expect(JSON.stringify(store.info('end_1'))).not.toContain('one')
    expect(changes).toBe(3)
  })

  test('a label is taken once per endpoint', async () => {
    await store.add('end_1', 'live', 'one')
    await expect(store.add('end_1', 'live', 'two')).rejects.toMatchObject({
      code: 'conflict',
      issues: [{ path: ['label'], message: 'is taken' }],
    })
    expect(values(store.active('end_1'))).toEqual(['one'])
    await expect(store.add('end_2', 'live', 'two')).resolves.toMatchObject({ label: 'live' })
  })

  test('env: reads the environment once; a variable that is not there, or empty, is refused', async () => {
    await store.add('end_1', 'live', 'env:HOOK_SECRET')
    expect(values(store.active('end_1'))).toEqual(['from the environment'])
    for (const name of ['NOT_SET', 'EMPTY', '']) {
      const adding = store.add('end_1', `from ${name}`, `env:${name}`)
      await expect(adding).rejects.toMatchObject({
        code: 'bad-input',
        message: expect.stringContaining(name || '(no name)'),
      })
    }
    expect(store.info('end_1')).toHaveLength(1)
  })

  test('a value that only holds "env:" somewhere stands for itself', () => {
    expect(resolveSecretValue('my env:HOOK_SECRET', parts.ports.env)).toBe('my env:HOOK_SECRET')
    expect(resolveSecretValue('ENV:HOOK_SECRET', parts.ports.env)).toBe('ENV:HOOK_SECRET')
  })
})

describe('changing', () => {
  test('a retired secret is tried no more, stays to explain failures, and comes back', async () => {
    const { id } = await store.add('end_1', 'live', 'one')
    parts.pass(5000)
    expect(await store.retire(id, true)).toMatchObject({ retiredAt: parts.ports.clock.now() })
    expect(store.active('end_1')).toEqual([])
    expect(store.all()).toMatchObject([{ value: 'one', retired: true }])
    expect(await store.retire(id, false)).toMatchObject({ retiredAt: null })
    expect(values(store.active('end_1'))).toEqual(['one'])
  })

  test('a new value keeps label and place; the same value again writes nothing', async () => {
    const { id } = await store.add('end_1', 'live', 'one')
    await store.add('end_1', 'other', 'two')
    await store.setValue(id, 'three')
    expect(values(store.active('end_1'))).toEqual(['three', 'two'])
    const before = changes
    await store.setValue(id, 'three')
    expect(changes).toBe(before)
  })

  test('renaming: to its own label, to a free one, to one that is taken', async () => {
    const { id } = await store.add('end_1', 'live', 'one')
    await store.add('end_1', 'other', 'two')
    await expect(store.rename(id, 'live')).resolves.toMatchObject({ label: 'live' })
    await expect(store.rename(id, 'before rotation')).resolves.toMatchObject({ label: 'before rotation' })
    await expect(store.rename(id, 'other')).rejects.toMatchObject({ code: 'conflict' })
  })

  test.each(['retire', 'rename', 'setValue', 'remove'] as const)('%s of a secret that is gone', async (call) => {
    const { id } = await store.add('end_1', 'live', 'one')
    await store.remove(id)
    const again = async () => (call === 'retire' ? store.retire(id, true) : store[call](id, 'x'))
    await expect(again()).rejects.toMatchObject({ code: 'not-found' })
    expect(store.all()).toEqual([])
  })

  test('the secrets of a removed endpoint are tried no more', async () => {
    await store.add('end_1', 'live', 'one')
    await store.add('end_2', 'live', 'two')
    store.removeOf('end_1')
    expect(values(store.all())).toEqual(['two'])
  })
})

describe('on disk', () => {
  test('everything is there after a restart, and no value stands in the database in clear', async () => {
    const value = 'a value that would be seen'
    const { id } = await store.add('end_1', 'live', value)
    await store.add('end_1', 'old', 'two')
    await store.retire(id, true)
    const again = await openStore()
    expect(again.info('end_1')).toEqual(store.info('end_1'))
    expect(again.all()).toEqual(store.all())
    const files = ['switchhook.db', 'switchhook.db-wal'].map((name) => databaseFile(name))
    expect(files.some((bytes) => bytes.includes('live'))).toBe(true)
    expect(files.some((bytes) => bytes.includes(value))).toBe(false)
  })

  test('a secret that this machine cannot open stays listed, is not tried, and is told once', async () => {
    await store.add('end_1', 'live', 'one')
    const [stored] = parts.stored().secrets
    if (!stored) throw new Error('nothing stored')
    await parts.write([putSecret({ ...stored, sealed: Buffer.from('sealed elsewhere') })])
    const again = await openStore()
    expect(again.info('end_1')).toMatchObject([{ label: 'live' }])
    expect(again.active('end_1')).toEqual([])
    expect(parts.lines.map(({ level, message }) => [level, message])).toEqual([
      ['warn', `secret "live" cannot be decrypted with this machine's key; add it again`],
    ])
    await again.setValue(stored.id, 'one again')
    expect(values(again.active('end_1'))).toEqual(['one again'])
  })

  test('a change that cannot be stored changes nothing', async () => {
    const { id } = await store.add('end_1', 'live', 'one')
    parts.fault = new Error('the disk is full')
    await expect(store.rename(id, 'other')).rejects.toThrow('the disk is full')
    await expect(store.remove(id)).rejects.toThrow('the disk is full')
    await expect(store.setValue(id, 'two')).rejects.toThrow('the disk is full')
    expect(store.info('end_1')).toMatchObject([{ label: 'live' }])
    expect(values(store.active('end_1'))).toEqual(['one'])
  })

  test('a match is saved at most once a minute', async () => {
    const { id } = await store.add('end_1', 'live', 'one')
    const start = parts.ports.clock.now()
    const saved = () => parts.stored().secrets[0]?.lastMatchAt
    store.matched(id, start)
    await expect.poll(saved).toBe(start)
    const before = parts.written.length
    store.matched(id, start + 59_999)
    expect(store.info('end_1')[0]?.lastMatchAt).toBe(start)
    store.matched(id, start + 60_000)
    await expect.poll(saved).toBe(start + 60_000)
    expect(parts.written.length).toBe(before + 1)
    store.matched('a secret that was removed meanwhile', start)
  })

  test('the time of a match that cannot be saved is complained of, and nothing else happens', async () => {
    const { id } = await store.add('end_1', 'live', 'one')
    parts.fault = new Error('the disk is full')
    store.matched(id, parts.ports.clock.now())
    await expect.poll(() => parts.lines.map(({ message }) => message)).toEqual(['the time of a match was not saved'])
    expect(values(store.active('end_1'))).toEqual(['one'])
  })
})

const databaseFile = (name: string): Buffer => readFileSync(join(parts.ports.dataDir, name))

test('what was taken out is put back as it was; until then neither memory in use nor disk has it', async () => {
  const kept = await store.add('end_1', 'live', 'one')
  await store.rename(kept.id, 'main')
  const putBack = await store.takeOut(kept.id)
  expect(store.all()).toEqual([])
  expect(parts.stored().secrets).toEqual([])
  await putBack()
  expect(values(store.active('end_1'))).toEqual(['one'])
  expect(store.info('end_1')).toEqual([{ ...kept, label: 'main' }])
  expect(values((await openStore()).active('end_1'))).toEqual(['one'])
})

test('a label that was given away meanwhile is not taken by what comes back', async () => {
  const { id } = await store.add('end_1', 'live', 'one')
  const putBack = await store.takeOut(id)
  await store.add('end_1', 'live', 'two')
  await expect(putBack()).rejects.toMatchObject({ code: 'conflict' })
  expect(values(store.active('end_1'))).toEqual(['two'])
})
