import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { importFormats } from '../../src/main/engine/import/registry.ts'
import { importSamples, readBytes, samplesOf, shown } from '../support/import-samples.ts'
import { holdsFor, mutationsOf } from '../support/property.ts'

const root = resolve(import.meta.dirname, '../..')
const rewrite = process.env.UPDATE_GOLDEN === '1'

it('knows every file in readers, under its own name', () => {
  const files = readdirSync(join(root, 'src/main/engine/import/readers')).map((name) => name.replace(/\.ts$/, ''))
  expect([...importFormats.keys()].toSorted()).toEqual(files.toSorted())
})

/** Files as other programs may hand them on. */
const disguises: readonly (readonly [string, (bytes: Buffer) => Buffer])[] = [
  ['with a byte order mark', (bytes) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes])],
  ['as UTF-16', (bytes) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(bytes.toString('utf8'), 'utf16le')])],
  [
    'as UTF-16, the other order',
    (bytes) => Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(bytes.toString('utf8'), 'utf16le').swap16()]),
  ],
]

describe.each([...importFormats.values()])('$id', (format) => {
  const samples = samplesOf(format.id)

  it('describes itself', () => {
    expect(format.name).not.toBe('')
    expect(format.description).toMatch(/^[A-Z].*\.$/)
    expect(samples.size).toBeGreaterThan(0)
  })

  it.each([...samples])('recognises %s, and reads what its golden says', (name, bytes) => {
    const read = readBytes(bytes)
    expect(read.content).toMatchObject({ ok: true })
    expect(read.format?.id).toBe(format.id)
    if (!read.content.ok) return
    const { requests, skipped } = read.content
    const text = `${JSON.stringify({ requests: requests.map(shown), skipped }, null, 2)}\n`
    const golden = join(importSamples, format.id, `${name}.expected.json`)
    if (rewrite) writeFileSync(golden, text)
    if (!existsSync(golden))
      throw new Error(`No golden ${relative(root, golden)}. Write it with UPDATE_GOLDEN=1, then read it.`)
    expect(text).toBe(readFileSync(golden, 'utf8'))
  })

  it.each(disguises)('reads the same %s', (_, disguise) => {
    for (const bytes of samples.values()) {
      // What is no UTF-8 cannot be written as UTF-16.
      if (!Buffer.from(bytes.toString('utf8')).equals(bytes)) continue
      expect(readBytes(disguise(bytes))).toEqual(readBytes(bytes))
    }
  })

  it('refuses every truncation in words, or reads what is whole', () => {
    let refusals = 0
    for (const bytes of samples.values()) {
      const step = Math.max(1, Math.floor(bytes.length / 150))
      for (let end = 0; end < bytes.length; end += step) {
        for (const forced of [null, format.id]) {
          const { content } = readBytes(bytes.subarray(0, end), forced)
          if (content.ok) continue
          expect(content.problem.message).toMatch(/^.+\.$/s)
          if (end > 0 && forced !== null) refusals += 1
        }
      }
    }
    expect(refusals).toBeGreaterThan(0)
  })

  it('gives problems and never throws, whatever bytes it is given', () => {
    const originals = [...samples.values()]
    const edits = fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        cut: fc.nat(12),
        put: fc.oneof(
          fc.uint8Array({ maxLength: 4 }),
          fc
            .constantFrom('"', "'", '\\', '$(', '{{', '\r\n', '\n', '|', '###', 'null', '-1', '[', '}', '@-', '\0')
            .map((text) => Buffer.from(text)),
        ),
      }),
      { minLength: 1, maxLength: 5 },
    )
    holdsFor(fc.tuple(fc.constantFrom(...originals), edits), ([original, changes]) => {
      let bytes: Buffer = original
      for (const { at, cut, put } of changes) {
        const from = Math.floor(at * bytes.length)
        bytes = Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + cut)])
      }
      for (const forced of [null, format.id]) expect(typeof readBytes(bytes, forced).content.ok).toBe('boolean')
    })
  })

  const trees = [...samples.values()].flatMap((bytes) => {
    try {
      return [JSON.parse(bytes.toString('utf8')) as unknown]
    } catch {
      return []
    }
  })

  it.skipIf(trees.length === 0)('gives problems and never throws, whatever types its values have', () => {
    holdsFor(fc.oneof(...trees.map((tree) => mutationsOf(tree))), (value) => {
      const { content } = readBytes(Buffer.from(JSON.stringify(value) ?? ''), format.id)
      if (!content.ok) expect(content.problem.reason).toMatch(/^[a-z-]+$/)
    })
  })
})
