import { execFile, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { exportFormats } from '../../../../src/main/engine/export/registry.ts'
import { bundle, holdsAll, startRendering } from '../../../../src/main/engine/export/render.ts'
import { createZip } from '../../../../src/main/engine/export/zip.ts'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import { joinPieces } from '../../../support/join-pieces.ts'
import { renderFormat } from '../../../support/render-format.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const file = (name: string, content: string | Uint8Array) => ({ name, mediaType: 'text/plain', content: [content] })

it('leaves one file as it is', () => {
  const only = file('a.txt', 'x')
  expect(bundle([only])).toBe(only)
})

it('makes a zip of one file, too, where a zip was promised', () => {
  const zip = bundle([file('a.json', 'x')], true)
  expect(zip).toMatchObject({ name: 'a.zip', mediaType: 'application/zip' })
  expect(Object.keys(unzipSync(joinPieces(zip.content)))).toEqual(['a.json'])
})

it('puts several into one zip with their exact bytes', () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)
  const zip = bundle([file('a.json', 'ä'), file('a.body.bin', bytes)])
  expect(zip).toMatchObject({ name: 'a.zip', mediaType: 'application/zip' })
  const entries = unzipSync(joinPieces(zip.content))
  expect(Object.keys(entries)).toEqual(['a.json', 'a.body.bin'])
  expect(strFromU8(entries['a.json'] ?? new Uint8Array())).toBe('ä')
  expect(entries['a.body.bin']).toEqual(bytes)
})

it('is the same bytes for the same files, and named by their number where they have no name in common', () => {
  const files = [file('a.sh', '1'), file('b.sh', '2'), file('a-2.sh', '3')]
  expect(bundle(files).name).toBe('switchhook-3-files.zip')
  expect(Buffer.compare(joinPieces(bundle(files).content), joinPieces(bundle(files).content))).toBe(0)
})

const hasPython = spawnSync('python3', ['--version']).status === 0

it.skipIf(!hasPython)('opens with any program, also where a file is empty or larger than one block', async () => {
  const dir = await tempDir()
  const large = randomBytes(1_500_000).toString('base64')
  const zip = bundle([file('a.txt', large), file('empty.txt', ''), file('b.txt', 'x')])
  await writeFile(join(dir, 'a.zip'), joinPieces(zip.content))

  const script =
    'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print([(i.filename, i.file_size) for i in z.infolist()])'
  const { stdout } = await promisify(execFile)('python3', ['-c', script, join(dir, 'a.zip')])

  expect(stdout.trim()).toBe("[('a.txt', 2000000), ('empty.txt', 0), ('b.txt', 1)]")
  expect(strFromU8(unzipSync(joinPieces(zip.content))['a.txt'] ?? new Uint8Array())).toBe(large)
})

it.each([
  ['files', { files: 2, bytes: 1_000_000 }],
  ['bytes', { files: 10, bytes: 150 }],
])('says so where the format has no room for more %s', (_, limits) => {
  const zip = createZip(limits)
  const all = () => {
    for (const name of ['a', 'b', 'c']) for (const bytes of zip.add(file(name, name.repeat(20)))) void bytes
  }
  expect(all).toThrow(expect.objectContaining({ code: 'bad-input', message: expect.stringContaining('into a folder') }))
})

const ordered = (n: number) => ({
  delivery: { ...deliveryDetail(), id: `dlv_aaaa_${n}` },
  body: { kind: 'memory', bytes: Buffer.from(`{"n":${n}}`) } as const,
  endpointName: 'Phone agent',
})

describe.each([...exportFormats.values()].filter(({ oneByOne }) => oneByOne))('$id, one by one', ({ id }) => {
  it('gives the same files as all at once, however they are handed over', () => {
    const items = [1, 2, 3].map(ordered)
    const filesOf = (batches: readonly (typeof items)[]) => {
      const rendering = startRendering({ format: id, generator: 'x 1', total: 3, separate: true })
      return [...batches.flatMap((batch) => [...rendering.add(batch)]), ...rendering.finish()]
    }
    const plain = items.map((item) => ({ ...item, body: item.body.bytes }))
    const whole = renderFormat(id, plain, {}, 'x 1').map(({ name, content }) => ({
      name,
      text: Buffer.from(joinPieces(content)).toString('base64'),
    }))

    const pieces = filesOf([items.slice(0, 1), items.slice(1)])
    expect(pieces.map(({ name, base64 }) => ({ name, text: base64 }))).toEqual(whole)
    expect(filesOf([items])).toEqual(pieces)
  })
})

it('says so where nothing comes of it, instead of giving an empty archive', () => {
  const har = exportFormats.get('har')!
  onTestFinished(() => void vi.restoreAllMocks())
  vi.spyOn(exportFormats, 'get').mockReturnValue({ ...har, render: () => [] })
  const rendering = startRendering({ format: 'har', generator: 'x 1', total: 1 })
  expect(() => [...rendering.finish()]).toThrow(
    expect.objectContaining({ code: 'bad-input', message: expect.stringContaining('HAR 1.2: there is nothing') }),
  )
})

it('one that is safe holds all, so that one person stays one person', () => {
  expect(holdsAll({ format: 'fixture', safe: { seed: 'x' }, total: 3 })).toBe(true)
  expect(holdsAll({ format: 'fixture', safe: undefined, total: 3 })).toBe(false)
  expect(holdsAll({ format: 'har', safe: undefined, total: 3 })).toBe(true)
})
