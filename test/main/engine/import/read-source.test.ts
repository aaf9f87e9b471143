import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { expect, onTestFinished, test, vi } from 'vitest'
import { readSource, type SourceFile } from '../../../../src/main/engine/import/read-source.ts'
import { temporaryFolder } from '../../../support/headless-host.ts'

/** Reads files as if they had been handed in. */
function read(files: Readonly<Record<string, Uint8Array | string>>, times?: ReadonlyMap<string, number>): SourceFile[] {
  const folder = temporaryFolder()
  onTestFinished(() => folder.remove())
  const path = join(folder.path, 'upload')
  let offset = 0
  const parts = Object.entries(files).map(([name, content]) => {
    const bytes = Buffer.from(content as Uint8Array)
    const held = { name, offset, size: bytes.length, bytes }
    offset += bytes.length
    return held
  })
  writeFileSync(path, Buffer.concat(parts.map(({ bytes }) => bytes)))
  return [...readSource({ path, files: parts.map(({ bytes: _, ...held }) => held) }, null, times)]
}

const told = (files: SourceFile[]) =>
  files.map(({ name, content }) => [
    name,
    content.ok
      ? content.requests.map(({ url }) => url).join(' ')
      : `${content.problem.reason}: ${content.problem.message}`,
  ])

const curl = (url: string) => Buffer.from(`curl ${url}`)
const zip = (files: Record<string, Uint8Array>) => Buffer.from(zipSync(files))

test('files are read one by one, and those of a zip as well', () => {
  const files = read({
    'a.sh': curl('http://a/1'),
    'more.zip': zip({ 'x/b.sh': curl('http://a/2'), 'x/c.txt': Buffer.from('?') }),
    'd.sh': curl('http://a/3'),
  })
  expect(told(files)).toEqual([
    ['a.sh', 'http://a/1'],
    ['more.zip/x/b.sh', 'http://a/2'],
    ['more.zip/x/c.txt', 'unknown-format: The file is none of the formats that can be imported.'],
    ['d.sh', 'http://a/3'],
  ])
  const { before, size, total } = files.at(-1)!
  expect(before + size).toBe(total)
})

test('bodies beside their files, and what systems leave behind, are skipped', () => {
  const http = Buffer.from('### x\nPOST http://a/\n\n< ./call.body.bin\n')
  const body = Buffer.from([0, 255])
  for (const files of [
    { 'f/call.http': http, 'f/call.body.bin': body, 'f/.DS_Store': body },
    { 'all.zip': zip({ 'f/call.http': http, 'f/call.body.bin': body, '__MACOSX/f/._call.http': body }) },
  ]) {
    const [file, ...others] = read(files)
    expect(others).toEqual([])
    expect(file!.content.ok && Buffer.from(file!.content.requests[0]!.body)).toEqual(body)
  }
  expect(told(read({ 'alone.body.bin': body }))).toEqual([
    ['alone.body.bin', expect.stringContaining('unknown-format')],
  ])
})

test('of many names none is compared with each other', () => {
  const names = Array.from({ length: 500 }, (_, at) => `f/${at}.body.bin`)
  const compare = vi.spyOn(RegExp.prototype, 'test')
  onTestFinished(() => compare.mockRestore())
  const files = read({ ...Object.fromEntries(names.map((name) => [name, ''])), 'f/a.http': 'POST http://a/\n' })
  expect(told(files)).toEqual([['f/a.http', 'http://a/']])
  expect(compare.mock.calls.length).toBeLessThan(10 * names.length)
})

test('files are read in the order of their times, where these are known', () => {
  const times = new Map([
    ['b.sh', 1],
    ['c.zip', 2],
    ['c.zip/2.sh', 2],
    ['c.zip/1.sh', 3],
    ['a.sh', 4],
  ])
  const files = read(
    {
      'a.sh': curl('http://a/'),
      'b.sh': curl('http://b/'),
      'c.zip': zip({ '1.sh': curl('http://c/1'), '2.sh': curl('http://c/2') }),
    },
    times,
  )
  expect(files.map(({ name }) => name)).toEqual(['b.sh', 'c.zip/2.sh', 'c.zip/1.sh', 'a.sh'])
})

test('a zip that is damaged, a bomb, or means harm is refused as a whole', () => {
  const good = zip({ 'a.sh': curl('http://a/') })
  const why = (bytes: Uint8Array) => told(read({ 'x.zip': bytes }))[0]![1]
  expect(why(good.subarray(0, -10))).toContain('truncated: The zip has no directory')
  expect(why(zip({ '../a.sh': curl('http://a/') }))).toContain('unsafe-path')
  expect(why(zip({ '/etc/a.sh': curl('http://a/') }))).toContain('unsafe-path')
  expect(why(zip({ 'C:\\a.sh': curl('http://a/') }))).toContain('unsafe-path')
  expect(why(zip({ 'zeros.json': new Uint8Array(60_000_000) }))).toContain('too-large')
  expect(why(zip({ 'in.zip': good }))).toContain('unsupported: A zip within a zip')
  const changed = Buffer.from(zipSync({ 'a.sh': curl('http://a/') }, { level: 0 }))
  changed[changed.indexOf('http')]! ^= 1
  expect(why(changed)).toContain('truncated')
  // The directory says less than there is.
  const lying = zip({ 'a.sh': Buffer.from(`curl http://a/ -d '${'x'.repeat(5000)}'`) })
  lying.writeUInt32LE(10, lying.lastIndexOf('PK\x01\x02') + 24)
  expect(why(lying)).toContain('truncated')
})

test('cut anywhere, or with any byte changed, a zip gives what it holds or a problem', () => {
  const good = zip({ 'a.sh': curl('http://a/'), 'b.sh': curl('http://b/') })
  for (let at = 4; at < good.length; at += 3) {
    const flipped = Buffer.from(good)
    flipped[at]! ^= 0x55
    for (const bytes of [good.subarray(0, at), flipped])
      for (const { content } of read({ 'x.zip': bytes })) expect(typeof content.ok).toBe('boolean')
  }
})
