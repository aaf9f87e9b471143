import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createSearchVocabulary } from '../../../../src/main/engine/flows/search-vocabulary.ts'
import { loadProviderPacks } from '../../../../src/main/engine/providers/load-provider-packs.ts'

const builtInDir = resolve(import.meta.dirname, '../../../../resources/providers')
const { packs } = loadProviderPacks({ builtInDir, userDir: join(builtInDir, 'no-such-folder') })

const vocabulary = (
  providers: readonly string[],
  endpoints: readonly (string | null)[] = [],
  headers: readonly string[] = [],
) =>
  createSearchVocabulary({
    views: { read: { headerNames: async () => ({ headers, providers }) } } as never,
    endpoints: { list: () => endpoints.map((provider) => ({ provider })) } as never,
    catalog: { packs: () => packs },
  })()

describe('what a search can go on with', () => {
  test('headers as they were seen, and nothing of packs that nobody uses', async () => {
    expect(await vocabulary([], [null], ['host', 'x-a'])).toEqual({ headers: ['host', 'x-a'], pointers: [] })
    expect(await vocabulary(['no-such-pack'], ['neither'])).toEqual({ headers: [], pointers: [] })
  })

  test('places of the providers whose deliveries came, or that an endpoint is for, each once', async () => {
    const [seen, chosen, both] = await Promise.all([
      vocabulary(['replicer']),
      vocabulary([], ['replicer', null]),
      vocabulary(['replicer'], ['replicer']),
    ])
    expect(seen.pointers.length).toBeGreaterThan(10)
    expect([chosen.pointers, both.pointers]).toEqual([seen.pointers, seen.pointers])
    const names = seen.pointers.map(({ pointer }) => pointer)
    expect(new Set(names).size).toBe(names.length)
    for (const pointer of names) expect(pointer).toMatch(/^\//)
  })

  test('what most events have stands first, with how many those are', async () => {
    const { pointers } = await vocabulary(['allo-v2'])
    expect(packs.get('allo-v2')!.manifest.events.length).toBeGreaterThan(2)
    expect(pointers[0]!.about).toMatch(/^[\w.]+ and \d+ more$/)
    const more = pointers.map(({ about }) => Number(/ and (\d+) more$/.exec(about)?.[1] ?? 0))
    expect(more).toEqual(more.toSorted((one, other) => other - one))
  })

  test('of all packs together it stays a list to choose from', async () => {
    const { pointers } = await vocabulary([...packs.keys()])
    expect(pointers.length).toBeGreaterThan(500)
    expect(pointers.length).toBeLessThanOrEqual(1500)
  })
})
