import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { createEndpointService, type EndpointService } from '../../../../src/main/engine/state/endpoint-service.ts'
import { type StateParts, stateParts } from './state-parts.ts'

let parts: StateParts
let service: EndpointService
let known: Set<string>
let told: number
/** What was published last: what the capture thread goes by. */
let published: ReturnType<EndpointService['snapshot']>

async function openService(): Promise<EndpointService> {
  const opened: EndpointService = await createEndpointService({
    stored: parts.stored(),
    write: parts.write,
    ports: parts.ports,
    knowsProvider: (id) => known.has(id),
    checkRecipe({ scheme }) {
      if (scheme !== 'hmac') throw new AppError('bad-input', `there is no scheme ${scheme}`)
    },
    checkSecret(value, { provider }) {
      if (value === provider) throw new AppError('bad-input', 'This cannot be a secret.')
    },
    async publish() {
      published = opened.snapshot()
    },
  })
  opened.changed.subscribe(() => told++)
  return opened
}

beforeAll(async () => {
  parts = await stateParts()
})
afterAll(() => parts.remove())
beforeEach(async () => {
  await parts.clear()
  known = new Set(['allo-v2', 'acme'])
  told = 0
  published = []
  service = await openService()
})

const create = (name: string, provider: string | null = null) => service.create({ name, provider, target: null })
const byToken = (token: string) => published.find((endpoint) => endpoint.token === token)
const soon = async () => undefined

test('a secret is checked against its endpoint', async () => {
  const { id } = await create('Sales', 'acme')
  await expect(service.secrets.add(id, 'live', 'acme')).rejects.toThrow('cannot be a secret')
  await expect(service.secrets.add(id, 'live', 'another')).resolves.toMatchObject({ label: 'live' })
})

describe('creating', () => {
  test('a token of 128 bits that no other endpoint has, which the capture thread knows', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, (_, index) => create(`E${index}`)))
    expect(new Set(made.map(({ token }) => token)).size).toBe(20)
    for (const { id, token } of made) {
      expect(Buffer.from(token, 'base64url')).toHaveLength(16)
      expect(byToken(token)?.id).toBe(id)
    }
    expect(byToken('another')).toBeUndefined()
    expect(told).toBe(20)
  })

  test('a provider that is not there is refused, and nothing is stored', async () => {
    await expect(create('A', 'nobody')).rejects.toMatchObject({ code: 'bad-input', issues: [{ path: ['provider'] }] })
    expect(service.list()).toEqual([])
    expect(parts.stored().endpoints).toEqual([])
    expect(told).toBe(0)
  })

  test('one that cannot be stored is not there', async () => {
    parts.fault = new Error('the disk is full')
    await expect(create('A')).rejects.toThrow('the disk is full')
    expect(service.list()).toEqual([])
    expect(published).toEqual([])
  })

  test('listed by age, then by id', async () => {
    await create('first')
    await create('second')
    parts.pass(-1000)
    await create('older')
    expect(service.list().map(({ name }) => name)).toEqual(['older', 'first', 'second'])
  })
})

describe('changing', () => {
  test('what is not given stays, null takes away', async () => {
    const { id } = await create('A', 'acme')
    await service.update(id, { target: 'http://localhost:3000/hooks', recipe: { scheme: 'hmac', params: {} } })
    await service.update(id, { name: 'B', provider: undefined })
    expect(service.get(id)).toMatchObject({ name: 'B', provider: 'acme', target: 'http://localhost:3000/hooks' })
    await service.update(id, { target: null, recipe: null, provider: null })
    expect(service.get(id)).toMatchObject({
      provider: null,
      target: null,
      recipe: null,
      createdAt: parts.ports.clock.now(),
    })
  })

  test('a bad provider or recipe changes nothing', async () => {
    const before = await create('A', 'acme')
    await expect(service.update(before.id, { name: 'B', provider: 'nobody' })).rejects.toMatchObject({
      code: 'bad-input',
    })
    const recipe = { scheme: 'nonsense', params: {} }
    await expect(service.update(before.id, { name: 'B', recipe })).rejects.toMatchObject({ code: 'bad-input' })
    expect(service.get(before.id)).toEqual(before)
  })

  test('the endpoint of a pack that has gone can still be renamed, get a new path and another provider', async () => {
    const { id, token } = await create('A', 'acme')
    known.delete('acme')
    await expect(service.update(id, { name: 'B' })).resolves.toMatchObject({ name: 'B', provider: 'acme' })
    await expect(service.newToken(id)).resolves.not.toMatchObject({ token })
    await expect(service.update(id, { provider: 'acme', name: 'C' })).resolves.toMatchObject({ name: 'C' })
    await expect(service.update(id, { provider: 'allo-v2' })).resolves.toMatchObject({ provider: 'allo-v2' })
    await expect(service.update(id, { provider: 'acme' })).rejects.toMatchObject({ code: 'bad-input' })
  })

  test('a new token: the old path ends at once', async () => {
    const { id, token } = await create('A')
    const next = await service.newToken(id)
    expect(next.token).not.toBe(token)
    expect(byToken(token)).toBeUndefined()
    expect(byToken(next.token)?.id).toBe(id)
  })

  test('twenty at once, of fields, path and secrets: none is lost, in memory or on disk', async () => {
    const { id, token } = await create('A')
    const secret = await service.secrets.add(id, 'live', 'one')
    const recipe = { scheme: 'hmac', params: { header: 'X-Sig' } }
    await Promise.all([
      service.update(id, { name: 'B' }),
      service.update(id, { provider: 'acme' }),
      service.update(id, { target: 'http://localhost:3000/' }),
      service.update(id, { recipe }),
      service.newToken(id),
      service.secrets.rename(secret.id, 'renamed'),
      service.secrets.retire(secret.id, true),
      service.secrets.setValue(secret.id, 'two'),
      ...Array.from({ length: 12 }, (_, n) => service.secrets.add(id, `more ${n}`, `value ${n}`)),
    ])
    const wanted = { name: 'B', provider: 'acme', target: 'http://localhost:3000/', recipe }
    for (const opened of [service, await openService()]) {
      const found = opened.get(id)
      expect(found).toMatchObject(wanted)
      expect(found.token).not.toBe(token)
      expect(found.secrets).toHaveLength(13)
      expect(found.secrets.find((each) => each.id === secret.id)).toMatchObject({
        label: 'renamed',
        retiredAt: parts.ports.clock.now(),
      })
      expect(opened.secrets.all().find((each) => each.id === secret.id)?.value).toBe('two')
    }
    expect(published).toMatchObject([{ id, provider: 'acme', secrets: { length: 12 } }])
  })

  test('a match in the middle of a change takes nothing back and is not lost', async () => {
    const { id } = await create('A')
    const secret = await service.secrets.add(id, 'live', 'one')
    const at = parts.ports.clock.now()
    parts.meanwhile = () => service.secrets.matched(secret.id, at)
    await service.secrets.rename(secret.id, 'renamed')
    await service.update(id, { name: 'B' })
    for (const opened of [service, await openService()])
      expect(opened.get(id).secrets).toMatchObject([{ label: 'renamed', lastMatchAt: at }])
  })

  test('by the name in a configuration file, else by the name on screen', async () => {
    const shown = await create('phone')
    const configured = await service.create({ name: 'Front desk', provider: null, target: null, configKey: 'desk' })
    expect(service.byConfigKey('desk')?.id).toBe(configured.id)
    expect(service.byConfigKey('phone')?.id).toBe(shown.id)
    expect(service.byConfigKey('nobody')).toBeUndefined()
    expect([shown.fromConfig, configured.fromConfig]).toEqual([false, true])
  })
})

describe('removing', () => {
  test('with its path and its secrets, and for ever', async () => {
    const { id, token } = await create('A')
    await create('B')
    await service.secrets.add(id, 'live', 'one')
    await service.remove(id, soon)
    expect(byToken(token)).toBeUndefined()
    expect(service.secrets.all()).toEqual([])
    await expect(service.remove(id, soon)).rejects.toMatchObject({ code: 'not-found' })
    expect(() => service.get(id)).toThrow('does not exist any more')
    const again = await openService()
    expect(again.list().map(({ name }) => name)).toEqual(['B'])
    expect(again.secrets.all()).toEqual([])
  })

  test('its path ends before anything of it is deleted; meanwhile it is there for nobody, and others can be changed', async () => {
    const { id, token } = await create('A')
    const other = await create('B')
    const { id: secretId } = await service.secrets.add(id, 'live', 'one')
    await service.remove(id, async () => {
      expect(byToken(token)).toBeUndefined()
      expect(service.list().map(({ name }) => name)).toEqual(['B'])
      const gone = { code: 'not-found' }
      await expect(service.update(id, { name: 'C' })).rejects.toMatchObject(gone)
      await expect(service.newToken(id)).rejects.toMatchObject(gone)
      await expect(service.remove(id, soon)).rejects.toMatchObject(gone)
      await expect(service.secrets.add(id, 'other', 'two')).rejects.toMatchObject(gone)
      await expect(service.secrets.rename(secretId, 'x')).rejects.toMatchObject(gone)
      await expect(service.update(other.id, { name: 'D' })).resolves.toMatchObject({ name: 'D' })
      expect(parts.stored().endpoints).toHaveLength(2)
    })
    expect(parts.stored().endpoints.map(({ name }) => name)).toEqual(['D'])
    expect(parts.stored().secrets).toEqual([])
  })

  test('where its deliveries could not be deleted, it is back with its path', async () => {
    const { id, token } = await create('A')
    await service.secrets.add(id, 'live', 'one')
    const failing = service.remove(id, async () => {
      throw new Error('the disk is gone')
    })
    await expect(failing).rejects.toThrow('the disk is gone')
    expect(service.get(id)).toMatchObject({ name: 'A', secrets: [{ label: 'live' }] })
    expect(byToken(token)?.id).toBe(id)
    expect(parts.stored().endpoints).toHaveLength(1)
  })
})

test('all is there after a restart', async () => {
  const { id } = await service.create({ name: 'A', provider: 'acme', target: 'https://example.com', configKey: 'a' })
  await service.update(id, { recipe: { scheme: 'hmac', params: { header: 'X-Sig' } } })
  await service.secrets.add(id, 'live', 'one')
  const again = await openService()
  expect(again.list()).toEqual(service.list())
  expect(again.snapshot()).toEqual(published)
})
