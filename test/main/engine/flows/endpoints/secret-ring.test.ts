import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  createSecretRing,
  resolveSecretValue,
  type SecretRing,
} from '../../../../../src/main/engine/flows/endpoints/secret-ring.ts'
import { endpoint } from '../../store/sample-store.ts'
import { type FlowParts, flowParts } from '../flow-parts.ts'

let parts: FlowParts
let ring: SecretRing
let changes: number

const openRing = () => createSecretRing(parts.store, parts.ports, () => changes++)

beforeAll(async () => {
  parts = await flowParts({ HOOK_SECRET: 'from the environment', EMPTY: '' })
})
afterAll(() => parts.remove())
beforeEach(async () => {
  await parts.clear()
  await parts.store.putEndpoint(endpoint)
  await parts.store.putEndpoint({ ...endpoint, id: 'end_2', token: 'token-2' })
  changes = 0
  ring = await openRing()
})

const values = (secrets: readonly { value: string }[]) => secrets.map(({ value }) => value)

describe('adding', () => {
  test('oldest first, each endpoint by itself; the information holds no value', async () => {
    const first = await ring.add('end_1', 'old', 'one')
    parts.pass(1000)
    await ring.add('end_1', 'new', 'two')
    await ring.add('end_2', 'old', 'three')

    expect(values(ring.active('end_1'))).toEqual(['one', 'two'])
    expect(values(ring.active('end_2'))).toEqual(['three'])
    expect(values(ring.all()).sort()).toEqual(['one', 'three', 'two'])
    expect(first).toEqual({
      id: expect.stringMatching(/^sec_/),
      label: 'old',
      addedAt: parts.ports.clock.now() - 1000,
      lastMatchAt: null,
      retiredAt: null,
    })
    expect(JSON.stringify(ring.info('end_1'))).not.toContain('one')
    expect(changes).toBe(3)
  })

  test('a label is taken once per endpoint', async () => {
    await ring.add('end_1', 'live', 'one')
    await expect(ring.add('end_1', 'live', 'two')).rejects.toMatchObject({
      code: 'conflict',
      issues: [{ path: ['label'], message: 'is taken' }],
    })
    expect(values(ring.active('end_1'))).toEqual(['one'])
    await expect(ring.add('end_2', 'live', 'two')).resolves.toMatchObject({ label: 'live' })
  })

  test('env: reads the environment once; a variable that is not there, or empty, is refused', async () => {
    await ring.add('end_1', 'live', 'env:HOOK_SECRET')
    expect(values(ring.active('end_1'))).toEqual(['from the environment'])
    for (const name of ['NOT_SET', 'EMPTY', '']) {
      const adding = ring.add('end_1', `from ${name}`, `env:${name}`)
      await expect(adding).rejects.toMatchObject({
        code: 'bad-input',
        message: expect.stringContaining(name || '(no name)'),
      })
    }
    expect(ring.info('end_1')).toHaveLength(1)
  })

  test('a value that only holds "env:" somewhere stands for itself', () => {
    expect(resolveSecretValue('my env:HOOK_SECRET', parts.ports.env)).toBe('my env:HOOK_SECRET')
    expect(resolveSecretValue('ENV:HOOK_SECRET', parts.ports.env)).toBe('ENV:HOOK_SECRET')
  })
})

describe('changing', () => {
  test('a retired secret is tried no more, is kept to explain, and comes back', async () => {
    const { id } = await ring.add('end_1', 'live', 'one')
    parts.pass(5000)
    expect(await ring.retire(id, true)).toMatchObject({ retiredAt: parts.ports.clock.now() })
    expect(ring.active('end_1')).toEqual([])
    expect(ring.all()).toMatchObject([{ value: 'one', retired: true }])
    expect(await ring.retire(id, false)).toMatchObject({ retiredAt: null })
    expect(values(ring.active('end_1'))).toEqual(['one'])
  })

  test('a new value keeps label and place; the same value again writes nothing', async () => {
    const { id } = await ring.add('end_1', 'live', 'one')
    await ring.add('end_1', 'other', 'two')
    await ring.setValue(id, 'three')
    expect(values(ring.active('end_1'))).toEqual(['three', 'two'])
    const before = changes
    await ring.setValue(id, 'three')
    expect(changes).toBe(before)
  })

  test('renaming: to its own label, to a free one, to one that is taken', async () => {
    const { id } = await ring.add('end_1', 'live', 'one')
    await ring.add('end_1', 'other', 'two')
    await expect(ring.rename(id, 'live')).resolves.toMatchObject({ label: 'live' })
    await expect(ring.rename(id, 'before rotation')).resolves.toMatchObject({ label: 'before rotation' })
    await expect(ring.rename(id, 'other')).rejects.toMatchObject({ code: 'conflict' })
  })

  test.each(['retire', 'rename', 'setValue', 'remove'] as const)('%s of a secret that is gone', async (call) => {
    const { id } = await ring.add('end_1', 'live', 'one')
    await ring.remove(id)
    const again = async () => (call === 'retire' ? ring.retire(id, true) : ring[call](id, 'x'))
    await expect(again()).rejects.toMatchObject({ code: 'not-found' })
    expect(ring.all()).toEqual([])
  })

  test('the secrets of a removed endpoint are tried no more', async () => {
    await ring.add('end_1', 'live', 'one')
    await ring.add('end_2', 'live', 'two')
    ring.removeOf('end_1')
    expect(values(ring.all())).toEqual(['two'])
  })
})

describe('on disk', () => {
  test('everything is there after a restart, and no value stands in the database in clear', async () => {
    const value = 'a value that would be seen'
    const { id } = await ring.add('end_1', 'live', value)
    await ring.add('end_1', 'old', 'two')
    await ring.retire(id, true)
    const again = await openRing()
    expect(again.info('end_1')).toEqual(ring.info('end_1'))
    expect(again.all()).toEqual(ring.all())
    const files = ['switchhook.db', 'switchhook.db-wal'].map((name) => databaseFile(name))
    expect(files.some((bytes) => bytes.includes('live'))).toBe(true)
    expect(files.some((bytes) => bytes.includes(value))).toBe(false)
  })

  test('a secret that this machine cannot open stays listed, is not tried, and is told once', async () => {
    await ring.add('end_1', 'live', 'one')
    const [stored] = await parts.store.secrets()
    if (!stored) throw new Error('nothing stored')
    await parts.store.putSecret({ ...stored, sealed: Buffer.from('sealed elsewhere') })
    const again = await openRing()
    expect(again.info('end_1')).toMatchObject([{ label: 'live' }])
    expect(again.active('end_1')).toEqual([])
    expect(parts.lines.map(({ level, message }) => [level, message])).toEqual([
      ['warn', `secret "live" cannot be decrypted with this machine's key; add it again`],
    ])
    await again.setValue(stored.id, 'one again')
    expect(values(again.active('end_1'))).toEqual(['one again'])
  })

  test('a match is saved at most once a minute', async () => {
    const { id } = await ring.add('end_1', 'live', 'one')
    const start = parts.ports.clock.now()
    const saved = async () => (await parts.store.secrets())[0]?.lastMatchAt
    ring.matched(id)
    await expect.poll(saved).toBe(start)
    parts.pass(59_999)
    ring.matched(id)
    expect(ring.info('end_1')[0]?.lastMatchAt).toBe(start)
    parts.pass(1)
    ring.matched(id)
    await expect.poll(saved).toBe(start + 60_000)
    ring.matched('a secret that was removed meanwhile')
  })
})

const databaseFile = (name: string): Buffer => readFileSync(join(parts.ports.dataDir, name))
