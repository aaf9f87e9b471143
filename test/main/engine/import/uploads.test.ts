import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createUploads } from '../../../../src/main/engine/import/uploads.ts'
import { tempDir } from '../../../support/temp-dir.ts'

async function setUp() {
  const dataDir = await tempDir()
  let ids = 0
  let now = 0
  const clock = { elapsed: () => now } as Parameters<typeof createUploads>[0]['clock']
  const newId = (prefix: string) => {
    ids += 1
    return `${prefix}_${ids}`
  }
  const pass = (ms: number) => {
    now += ms
  }
  return {
    uploads: createUploads({ dataDir, newId, clock }),
    pass,
    fileOf: (id: string) => join(dataDir, 'imports', id),
  }
}

const piece = (name: string, bytes: Uint8Array) => ({ name, bytes, more: false })

test('more than 1 GiB is refused before it is written', async () => {
  const { uploads, fileOf } = await setUp()
  const id = uploads.open()
  uploads.put(id, [piece('a', Buffer.from('ab'))])
  const huge = { byteLength: 1024 ** 3 - 1 } as Uint8Array
  expect(() => uploads.put(id, [piece('b', huge)])).toThrow(/larger than .* together/)
  expect(readFileSync(fileOf(id), 'utf8')).toBe('ab')
})

test('more than 200,000 files are refused', async () => {
  const { uploads } = await setUp()
  const id = uploads.open()
  const empty = piece('a', new Uint8Array())
  uploads.put(
    id,
    Array.from({ length: 200_000 }, () => empty),
  )
  expect(() => uploads.put(id, [empty])).toThrow(/more than 200,000 files/)
})

test('there are eight at a time; what nobody asks about for ten minutes makes room', async () => {
  const { uploads, pass, fileOf } = await setUp()
  const ids = Array.from({ length: 8 }, () => uploads.open())
  for (const id of ids) uploads.put(id, [piece('a', Buffer.from('a'))])
  expect(() => uploads.open()).toThrow(/Too many imports/)
  pass(9 * 60_000)
  uploads.get(ids[0]!)
  pass(2 * 60_000)
  uploads.open()
  expect(ids.map((id) => existsSync(fileOf(id)))).toEqual([true, ...Array(7).fill(false)])
})
