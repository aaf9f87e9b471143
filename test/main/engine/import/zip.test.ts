import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { createZip } from '../../../../src/main/engine/export/zip.ts'
import { Refusal } from '../../../../src/main/engine/import/refusal.ts'
import { isZip, listZip, unzip } from '../../../../src/main/engine/import/zip.ts'
import { holdsFor } from '../../../support/property.ts'
import { seeded } from '../../../support/seeded.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const made = (files: Record<string, Uint8Array>, level: 0 | 6 = 6) =>
  zipSync(files, { level, mtime: new Date(2026, 0, 1) })
const read = (zip: Uint8Array) => listZip(zip).map((entry) => [entry.name, Buffer.from(unzip(zip, entry)).toString()])
function problem(work: () => unknown) {
  try {
    work()
  } catch (error) {
    if (error instanceof Refusal) return error.problem
    throw error
  }
  throw new Error('it was read')
}
/** With some bytes of it replaced. */
const patched = (zip: Uint8Array, at: number, ...values: readonly number[]) => {
  const copy = Uint8Array.from(zip)
  copy.set(values, at)
  return copy
}
const central = (zip: Uint8Array) => Buffer.from(zip).indexOf(Buffer.from([0x50, 0x4b, 1, 2]))

describe('the files of a zip', () => {
  test.each([0, 6] as const)('compressed with level %i', (level) => {
    const zip = made({ 'a.txt': bytes('hello hello hello'), 'sub/b.json': bytes('{}'), empty: bytes('') }, level)
    expect(isZip(zip)).toBe(true)
    expect(read(zip)).toEqual([
      ['a.txt', 'hello hello hello'],
      ['sub/b.json', '{}'],
      ['empty', ''],
    ])
  })

  test('without its folders, and with a comment at its end', () => {
    const zip = Buffer.from(made({ 'sub/': bytes(''), 'sub/a': bytes('x') }))
    const commented = Buffer.concat([zip, Buffer.from('made by hand')])
    commented.writeUInt16LE(12, zip.length - 2)
    expect(read(commented)).toEqual([['sub/a', 'x']])
  })

  test('that Switchhook exported itself', () => {
    const writer = createZip()
    const large = seeded(3).hex(2_500_000)
    const files = [
      { name: 'one.json', mediaType: 'application/json', content: ['{"a":', '1}'] },
      { name: 'large.txt', mediaType: 'text/plain', content: [large] },
      { name: 'none', mediaType: 'text/plain', content: [] },
    ]
    const pieces = [...files.flatMap((file) => [...writer.add(file)]), ...writer.end()]
    expect(read(Buffer.concat(pieces))).toEqual([
      ['one.json', '{"a":1}'],
      ['large.txt', large],
      ['none', ''],
    ])
  })

  const tool = ['/usr/bin/zip', '/bin/zip', '/opt/homebrew/bin/zip'].find((path) => existsSync(path))
  test.runIf(tool !== undefined)('that the program zip wrote, of files and of a stream', async () => {
    const dir = await tempDir()
    mkdirSync(join(dir, 'sub'))
    writeFileSync(join(dir, 'sub/ümlaut.txt'), 'a'.repeat(10_000))
    writeFileSync(join(dir, 'b'), 'b')
    execFileSync(tool!, ['-q', '-r', 'made.zip', 'sub', 'b'], { cwd: dir })
    expect(read(readFileSync(join(dir, 'made.zip'))).toSorted()).toEqual([
      ['b', 'b'],
      ['sub/ümlaut.txt', 'a'.repeat(10_000)],
    ])
    // Sizes stand behind the content then.
    const streamed = execFileSync(tool!, ['-q', '-', '-'], { input: 'from a pipe' })
    expect(read(streamed).map(([, text]) => text)).toEqual(['from a pipe'])
    symlinkSync('/etc/passwd', join(dir, 'link'))
    execFileSync(tool!, ['-q', '-y', 'linked.zip', 'link'], { cwd: dir })
    expect(read(readFileSync(join(dir, 'linked.zip')))).toEqual([['link', '/etc/passwd']])
  })
})

describe('what is refused', () => {
  test.each(['../a', 'a/../../b', '/etc/passwd', 'C:\\x', '\\\\host\\x', 'a\\..\\b', 'a\0b'])(
    'a name that leaves its folder: %j',
    (name) => {
      expect(problem(() => listZip(made({ [name]: bytes('x') })))).toMatchObject({
        reason: 'unsafe-path',
        line: null,
        message: expect.stringContaining('would leave the folder'),
      })
    },
  )

  test('one that is encrypted', () => {
    const zip = made({ a: bytes('x') })
    expect(problem(() => listZip(patched(zip, central(zip) + 8, 1)))).toEqual({
      reason: 'unsupported',
      line: null,
      message: '“a” is encrypted.',
    })
  })

  test('a compression that nobody reads', () => {
    const zip = made({ a: bytes('x') })
    const other = patched(zip, central(zip) + 10, 99)
    expect(problem(() => unzip(other, listZip(other)[0]!)).message).toBe('“a” is compressed in a way that is not read.')
  })

  test('one that becomes too large, as it says or as it does', () => {
    const zip = made({ a: bytes('x'.repeat(5_000_000)) })
    expect(problem(() => listZip(zip)).reason).toBe('too-large')
    const honest = made({ a: bytes('x'.repeat(1000)) })
    const lying = Buffer.from(honest)
    lying.writeUInt32LE(10, central(honest) + 24)
    expect(problem(() => unzip(lying, listZip(lying)[0]!))).toMatchObject({ reason: 'truncated' })
  })

  test('one of very many files is Zip64', () => {
    const zip = Buffer.from(made({ a: bytes('x') }))
    zip.writeUInt16LE(0xffff, zip.length - 12)
    expect(problem(() => listZip(zip)).message).toBe('The zip has too many files or is too large (Zip64).')
  })

  test('a checksum that is another', () => {
    const zip = made({ a: bytes('content') }, 0)
    const at = Buffer.from(zip).indexOf('content')
    const damaged = patched(zip, at, 0x43)
    expect(problem(() => unzip(damaged, listZip(damaged)[0]!)).message).toBe(
      '“a” in the zip is damaged or was cut off.',
    )
  })

  test('one that was cut off anywhere', () => {
    const zip = made({ a: bytes('content'), b: bytes('more of it') })
    for (let length = 0; length < zip.length; length += 1)
      expect(problem(() => read(zip.subarray(0, length))).reason).toBe('truncated')
  })
})

test('whatever is changed in a zip, it is read or refused', () => {
  const zip = made({ a: bytes('content of a'), 'sub/b': bytes('content of b'.repeat(20)) })
  const changes = fc.array(fc.tuple(fc.nat(zip.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
  holdsFor(changes, (all) => {
    const damaged = Uint8Array.from(zip)
    for (const [at, value] of all) damaged[at] = value
    try {
      read(damaged)
    } catch (error) {
      expect(error).toBeInstanceOf(Refusal)
    }
  })
})
