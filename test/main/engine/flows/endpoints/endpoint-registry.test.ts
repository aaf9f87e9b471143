import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import {
  createEndpointRegistry,
  type EndpointRegistry,
} from '../../../../../src/main/engine/flows/endpoints/endpoint-registry.ts'
import { type FlowParts, flowParts } from '../flow-parts.ts'

let parts: FlowParts
let registry: EndpointRegistry
let known: Set<string>
let rings: number

async function openRegistry(): Promise<EndpointRegistry> {
  const opened = await createEndpointRegistry(parts.store, parts.ports, {
    knowsProvider: (id) => known.has(id),
    checkRecipe({ scheme }) {
      if (scheme !== 'hmac') throw new AppError('bad-input', `there is no scheme ${scheme}`)
    },
  })
  opened.changed.subscribe(() => rings++)
  return opened
}

beforeAll(async () => {
  parts = await flowParts()
})
afterAll(() => parts.remove())
beforeEach(async () => {
  await parts.clear()
  known = new Set(['allo-v2', 'acme'])
  rings = 0
  registry = await openRegistry()
})

const create = (name: string, provider: string | null = null) => registry.create({ name, provider, target: null })

describe('creating', () => {
  test('a token of 128 bits that no other endpoint has, found by it', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, (_, index) => create(`E${index}`)))
    expect(new Set(made.map(({ token }) => token)).size).toBe(20)
    for (const { id, token } of made) {
      expect(Buffer.from(token, 'base64url')).toHaveLength(16)
      expect(registry.byToken(token)?.id).toBe(id)
    }
    expect(registry.byToken('another')).toBeUndefined()
    expect(rings).toBe(20)
  })

  test('a provider that is not there is refused, and nothing is kept', async () => {
    await expect(create('A', 'nobody')).rejects.toMatchObject({ code: 'bad-input', issues: [{ path: ['provider'] }] })
    expect(registry.list()).toEqual([])
    expect(await parts.store.endpoints()).toEqual([])
    expect(rings).toBe(0)
  })

  test('listed by age, then by id', async () => {
    await create('first')
    await create('second')
    parts.pass(-1000)
    await create('older')
    expect(registry.list().map(({ name }) => name)).toEqual(['older', 'first', 'second'])
  })
})

describe('changing', () => {
  test('what is not given stays, null takes away', async () => {
    const { id } = await create('A', 'acme')
    await registry.update(id, { target: 'http://localhost:3000/hooks', recipe: { scheme: 'hmac', params: {} } })
    await registry.update(id, { name: 'B', provider: undefined })
    expect(registry.get(id)).toMatchObject({ name: 'B', provider: 'acme', target: 'http://localhost:3000/hooks' })
    await registry.update(id, { target: null, recipe: null, provider: null })
    expect(registry.get(id)).toMatchObject({
      provider: null,
      target: null,
      recipe: null,
      createdAt: parts.ports.clock.now(),
    })
  })

  test('a bad provider or recipe changes nothing', async () => {
    const before = await create('A', 'acme')
    await expect(registry.update(before.id, { name: 'B', provider: 'nobody' })).rejects.toMatchObject({
      code: 'bad-input',
    })
    const recipe = { scheme: 'nonsense', params: {} }
    await expect(registry.update(before.id, { name: 'B', recipe })).rejects.toMatchObject({ code: 'bad-input' })
    expect(registry.get(before.id)).toEqual(before)
  })

  test('the endpoint of a pack that has gone can still be renamed, get a new path and another provider', async () => {
    const { id, token } = await create('A', 'acme')
    known.delete('acme')
    await expect(registry.update(id, { name: 'B' })).resolves.toMatchObject({ name: 'B', provider: 'acme' })
    await expect(registry.newToken(id)).resolves.not.toMatchObject({ token })
    await expect(registry.update(id, { provider: 'acme', name: 'C' })).resolves.toMatchObject({ name: 'C' })
    await expect(registry.update(id, { provider: 'allo-v2' })).resolves.toMatchObject({ provider: 'allo-v2' })
    await expect(registry.update(id, { provider: 'acme' })).rejects.toMatchObject({ code: 'bad-input' })
  })

  test('a new token: the old path ends at once', async () => {
    const { id, token } = await create('A')
    const next = await registry.newToken(id)
    expect(next.token).not.toBe(token)
    expect(registry.byToken(token)).toBeUndefined()
    expect(registry.byToken(next.token)?.id).toBe(id)
  })

  test('by the name in a configuration file, else by the name on screen', async () => {
    const shown = await create('phone')
    const configured = await registry.create({ name: 'Front desk', provider: null, target: null, configKey: 'desk' })
    expect(registry.byConfigKey('desk')?.id).toBe(configured.id)
    expect(registry.byConfigKey('phone')?.id).toBe(shown.id)
    expect(registry.byConfigKey('nobody')).toBeUndefined()
    expect([shown.fromConfig, configured.fromConfig]).toEqual([false, true])
  })
})

describe('removing', () => {
  test('with its path and its secrets, and for ever', async () => {
    const { id, token } = await create('A')
    await create('B')
    await registry.secrets.add(id, 'live', 'one')
    await registry.remove(id)
    expect(registry.byToken(token)).toBeUndefined()
    expect(registry.secrets.all()).toEqual([])
    await expect(registry.remove(id)).rejects.toMatchObject({ code: 'not-found' })
    expect(() => registry.get(id)).toThrow('does not exist any more')
    const again = await openRegistry()
    expect(again.list().map(({ name }) => name)).toEqual(['B'])
    expect(again.secrets.all()).toEqual([])
  })
})

test('all is there after a restart', async () => {
  const { id } = await registry.create({ name: 'A', provider: 'acme', target: 'https://example.com', configKey: 'a' })
  await registry.update(id, { recipe: { scheme: 'hmac', params: { header: 'X-Sig' } } })
  await registry.secrets.add(id, 'live', 'one')
  const again = await openRegistry()
  expect(again.list()).toEqual(registry.list())
  expect(again.byToken(registry.get(id).token)).toEqual(registry.byToken(registry.get(id).token))
})
