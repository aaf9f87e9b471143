import { expect, it } from 'vitest'
import { ProviderManifest } from '#shared/model/provider-pack.ts'
import { findEvent, findSchema } from '../../../../src/main/engine/providers/provider-pack.ts'
import { manifest } from './pack-folders.ts'

const entry = (type: string, matches?: string) => ({ ...manifest.events[0]!, type, ...(matches && { matches }) })
const events = [entry('call.<status>', '^call\\.[^.]+$'), entry('call.created'), entry('any', '.')]
const parsed = ProviderManifest.parse({ ...manifest, events })

it.each([
  ['call.created', 'call.created'],
  ['call.completed', 'call.<status>'],
  ['call.a.b', 'any'],
  ['call.<status>', 'call.<status>'],
  ['', undefined],
])('finds the entry of %j', (type, expected) => {
  expect(findEvent(parsed, type)?.type).toBe(expected)
})

it('finds the schema of an event', () => {
  const schema = { key: 'k', file: 'none', text: '{}' }
  const pack = {
    manifest: parsed,
    origin: 'user',
    folder: '',
    schemas: new Map([['call.ended.schema.json', schema]]),
    samples: new Map(),
  } as const
  expect(findSchema(pack, 'call.failed')).toMatchObject({ entry: { type: 'call.<status>' }, schema })
  expect(findSchema({ ...pack, schemas: new Map() }, 'call.failed')).toBeNull()
  expect(findSchema(pack, '')).toBeNull()
})
