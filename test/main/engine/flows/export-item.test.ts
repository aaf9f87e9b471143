import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { schemaForExport } from '../../../../src/main/engine/flows/export-item.ts'
import { loadProviderPacks } from '../../../../src/main/engine/providers/load-provider-packs.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const builtInDir = join(import.meta.dirname, '../../../../resources/providers')
const { packs } = loadProviderPacks({ builtInDir, userDir: join(builtInDir, 'no-such-folder') })
const replicer = packs.get('replicer')!

test('is the schema of the event, the same object each time, without what only packs know', () => {
  const schema = schemaForExport(replicer, 'call.ended')!

  expect(schema).toMatchObject({ title: 'call.ended', type: 'object', properties: { id: { type: 'string' } } })
  expect(schema).not.toHaveProperty('from')
  expect(JSON.stringify(schema)).not.toContain('iso-8601-time')
  expect(schemaForExport(replicer, 'call.ended')).toBe(schema)
})

test('is null where nothing is documented', () => {
  expect(schemaForExport(replicer, 'sms.received')).toBeNull()
  expect(schemaForExport(replicer, null)).toBeNull()
  expect(schemaForExport(null, 'call.ended')).toBeNull()
})

test('is null where the schema cannot be read', async () => {
  const folder = await tempDir()
  await mkdir(join(folder, 'schemas'))
  const file = join(folder, 'schemas/call.ended.schema.json')
  const gone = new Map([['call.ended.schema.json', { key: 'gone', file, text: null }]])
  expect(schemaForExport({ ...replicer, schemas: gone }, 'call.ended')).toBeNull()

  await writeFile(file, '{ not json')
  expect(schemaForExport({ ...replicer, schemas: new Map(gone) }, 'call.ended')).toBeNull()
})
