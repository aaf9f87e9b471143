import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import type { ExportFile } from '../../../../src/main/engine/export/export-format.ts'
import { createZip } from '../../../../src/main/engine/export/zip.ts'
import { seeded } from '../../../support/seeded.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const file = (name: string, ...content: readonly (string | Uint8Array)[]): ExportFile => ({
  name,
  mediaType: 'text/plain',
  content,
})
const zipped = (files: readonly ExportFile[], writer = createZip()) =>
  Buffer.concat([...files.flatMap((one) => [...writer.add(one)]), ...writer.end()])
const text = (zip: Uint8Array) =>
  Object.fromEntries(Object.entries(unzipSync(zip)).map(([name, bytes]) => [name, Buffer.from(bytes).toString()]))

describe('a zip', () => {
  test('holds its files, in whatever pieces they come', () => {
    expect(text(zipped([file('a', 'one ', 'two'), file('sub/ü.json', '{}'), file('none')]))).toEqual({
      a: 'one two',
      'sub/ü.json': '{}',
      none: '',
    })
  })

  test('is the same bytes for the same files, whenever and however they come', () => {
    const large = seeded(5).hex(3_000_000)
    const once = zipped([file('large', large), file('b', 'x')])
    const pieces = Array.from({ length: 300 }, (_, at) => large.slice(at * 10_000, (at + 1) * 10_000))
    expect(zipped([file('large', large), file('b', 'x')]).equals(once)).toBe(true)
    expect(text(zipped([file('large', ...pieces)])).large).toBe(large)
  })

  test('grows as its files come: nothing is held until the end', () => {
    const writer = createZip()
    const first = Buffer.concat([...writer.add(file('a', seeded(1).bytes(2_000_000)))])
    expect(first.length).toBeGreaterThan(1_900_000)
    expect([...writer.add(file('b', 'x'))].length).toBeGreaterThan(0)
  })

  test('without files is a zip all the same', () => expect(text(zipped([]))).toEqual({}))

  const tool = ['/usr/bin/unzip', '/bin/unzip'].find((path) => existsSync(path))
  test.runIf(tool !== undefined)('is whole for the program unzip', async () => {
    const path = join(await tempDir(), 'made.zip')
    const large = seeded(2).hex(2_500_001)
    await writeFile(path, zipped([file('large', large), file('sub/b', 'b'), file('none')]))
    expect(execFileSync(tool!, ['-tq', path], { encoding: 'utf8' })).toMatch(/No errors detected/)
    expect(execFileSync(tool!, ['-p', path, 'large'], { encoding: 'utf8', maxBuffer: 2 ** 24 })).toBe(large)
  })
})

describe('what the format has no room for', () => {
  test('too many files', () => {
    const writer = createZip({ files: 2, bytes: 1_000_000 })
    for (const name of ['a', 'b']) [...writer.add(file(name, 'x'))]
    expect(() => [...writer.add(file('c', 'x'))]).toThrow(
      'A zip holds at most 65,535 files. Export into a folder, or choose fewer deliveries.',
    )
  })

  test('too many bytes', () => {
    const writer = createZip({ files: 10, bytes: 1000 })
    expect(() => [...writer.add(file('a', seeded(1).bytes(5000)))]).toThrow('A zip holds at most 4 GB.')
  })
})
