import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createUploads } from '../../../../src/main/engine/import/uploads.ts'
import { tempDir } from '../../../support/temp-dir.ts'

test('of a call that is refused, no piece stays listed', async () => {
  const clock = { elapsed: () => 0 } as Parameters<typeof createUploads>[0]['clock']
  const uploads = createUploads({ dataDir: await tempDir(), newId: (prefix) => `${prefix}_1`, clock })
  const id = uploads.open()
  const piece = (name: string, text: string, more = false) => ({ name, bytes: Buffer.from(text), more })
  uploads.put(id, [piece('a', '12', true)])
  expect(() => uploads.put(id, [piece('a', '34'), piece('b', '5', true), piece('c', '6')])).toThrow('“b” is expected')
  uploads.put(id, [piece('a', '7'), piece('d', '8')])
  const { path, files } = uploads.get(id)
  expect(files).toEqual([
    { name: 'a', offset: 0, size: 3 },
    { name: 'd', offset: 3, size: 1 },
  ])
  expect(readFileSync(path, 'utf8')).toBe('1278')
})
