import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { createFileWriter, sweepUnfinished, WriteFailure } from '../../../../src/main/engine/export/write-files.ts'
import { tempDir } from '../../../support/temp-dir.ts'

let dir: string
beforeEach(async () => {
  dir = await tempDir()
})

const piece = (name: string, text: string) => ({ name, mediaType: 'text/plain', base64: btoa(text) })

it.each([true, false])('files appear whole, one after the other (synced: %s)', async (sync) => {
  const writer = createFileWriter(dir, { sync })
  await writer.take(piece('a.txt', 'on'))
  expect(existsSync(join(dir, 'a.txt'))).toBe(false)
  await writer.take(piece('a.txt', 'e'))
  await writer.take(piece('b.txt', ''))
  expect(readFileSync(join(dir, 'a.txt'), 'utf8')).toBe('one')
  await writer.finish()

  expect(readdirSync(dir)).toEqual(['a.txt', 'b.txt'])
  expect(writer).toMatchObject({ written: ['a.txt', 'b.txt'], alreadyThere: [] })
})

it('what is there stays: a file, a folder, a link that leads nowhere or to a file', async () => {
  writeFileSync(join(dir, 'file'), 'mine')
  mkdirSync(join(dir, 'folder'))
  symlinkSync(join(dir, 'nothing'), join(dir, 'dangling'))
  symlinkSync(join(dir, 'file'), join(dir, 'link'))
  const names = ['file', 'folder', 'dangling', 'link']
  const writer = createFileWriter(dir, { sync: false })
  for (const name of names) await writer.take(piece(name, 'theirs'))
  await writer.finish()

  expect(writer).toMatchObject({ written: [], alreadyThere: names })
  expect(readFileSync(join(dir, 'file'), 'utf8')).toBe('mine')
  expect(readdirSync(dir).sort()).toEqual(names.toSorted())
})

it('nothing is left of a file that was broken off', async () => {
  const writer = createFileWriter(dir, { sync: false })
  await writer.take(piece('a.txt', 'whole'))
  await writer.take(piece('b.txt', 'half'))
  await writer.abort()

  expect(readdirSync(dir)).toEqual(['a.txt'])
})

it('what a killed host has left is swept, and nothing else', async () => {
  const writer = createFileWriter(dir, { sync: false })
  await writer.take(piece('a.txt', 'half'))
  const [left = ''] = readdirSync(dir)
  mkdirSync(join(dir, 'below'))
  writeFileSync(join(dir, 'below', left), 'theirs')
  const others = ['mine.part', '.5f0c6c1e-0b5e-4c59-9a4e-1f3f6c0f2a11.part', '.switchhook-notes.part', 'a.txt']
  for (const name of others) writeFileSync(join(dir, name), 'mine')
  const folder = left.replace(/^(.{12})./, (all, start: string) => start + (all.endsWith('0') ? '1' : '0'))
  mkdirSync(join(dir, folder))

  // It may be written to still.
  await sweepUnfinished(dir, Date.now())
  expect(readdirSync(dir)).toContain(left)
  await sweepUnfinished(dir, Date.now() + 3_600_000)

  expect(readdirSync(dir)).not.toContain(left)
  expect(readdirSync(dir)).toEqual(expect.arrayContaining(['below', folder, ...others]))
  expect(readdirSync(join(dir, 'below'))).toEqual([left])
  await sweepUnfinished(dir, Date.now() + 3_600_000, { below: true })
  expect(readdirSync(join(dir, 'below'))).toEqual([])
  await expect(sweepUnfinished(join(dir, 'gone'), Date.now())).resolves.toBeUndefined()
  await writer.abort()
})

it.each(['../a', 'a/b', '.hidden', '..'])('a name that leads elsewhere is a fault: %s', async (name) => {
  const writer = createFileWriter(join(dir, '.'), { sync: false })
  await expect(writer.take(piece(name, 'x'))).rejects.toThrow('no name for a file')
  expect(readdirSync(dir)).toEqual([])
})

it('a folder that is gone is told in words', async () => {
  const writer = createFileWriter(join(dir, 'gone'), { sync: false })
  const failed = writer.take(piece('a.txt', 'x'))
  await expect(failed).rejects.toBeInstanceOf(WriteFailure)
  await expect(failed).rejects.toThrow('gone cannot be written to: the folder is not there.')
})

it.skipIf(process.getuid?.() === 0)('a folder that may not be written to', async () => {
  chmodSync(dir, 0o500)
  const writer = createFileWriter(dir, { sync: false })
  await expect(writer.take(piece('a.txt', 'x'))).rejects.toThrow('it is not allowed')
})
