import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, extname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  bodyText,
  type ExportFile,
  type ExportFormat,
  type ExportItem,
} from '../../src/main/engine/export/export-format.ts'
import { maskItems } from '../../src/main/engine/export/mask-items.ts'
import { exportFormats } from '../../src/main/engine/export/registry.ts'
import { bundle } from '../../src/main/engine/export/render.ts'
import { bigInput, exportInputs, fixtureSecrets } from '../support/export-inputs.ts'
import { fileBytes as bytesOf, renderFormat } from '../support/render-format.ts'

const root = resolve(import.meta.dirname, '../..')
const goldens = join(root, 'test/fixtures/export')
const rewrite = process.env.UPDATE_GOLDEN === '1'
const inputs = exportInputs()
const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex')
/** Files as values that can be compared. */
const read = (files: readonly ExportFile[]) =>
  files.map((file) => ({ ...file, content: bytesOf(file).toString('latin1') }))

/** Holds a file against its golden, `test/fixtures/export/<format>/<request>.<extension>`. */
function matchGolden(path: string, file: ExportFile): void {
  const content = bytesOf(file)
  if (rewrite) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
  const shown = relative(root, path)
  if (!existsSync(path)) throw new Error(`No golden ${shown}. Write it with UPDATE_GOLDEN=1, then read it.`)
  expect(content.toString('latin1'), `${shown} differs; UPDATE_GOLDEN=1 rewrites it`).toBe(
    readFileSync(path).toString('latin1'),
  )
}

it('knows every file in formats, under its own name', () => {
  const files = readdirSync(join(root, 'src/main/engine/export/formats')).map((name) => name.replace(/\.ts$/, ''))
  expect([...exportFormats.keys()].toSorted()).toEqual(files.toSorted())
})

it('of two formats, no file takes the other’s place in a folder', () => {
  const [item] = [...exportInputs().values()]
  const owners = new Map<string, string>()
  for (const { id } of exportFormats.values()) {
    const [file] = renderFormat(id, [item!])
    expect([file!.name, owners.get(file!.name)]).toEqual([file!.name, undefined])
    owners.set(file!.name, id)
  }
})

/** The files that a format makes of one request, by the path of their golden. */
function rendered(format: ExportFormat, request: string, item: ExportItem): [path: string, file: ExportFile][] {
  return renderFormat(format.id, [item]).map((file, at) => {
    const name = `${request}${at === 0 ? '' : '.body'}${extname(file.name)}`
    return [join(goldens, format.id, name), file]
  })
}

/** Of the large request the digests are stored. */
const digestsOfBig = join(goldens, 'big.sha256')
function bigDigests(): string {
  const items = maskItems([bigInput()])
  const digests = [...exportFormats.values()].flatMap(({ id, render }) =>
    render(items, 'switchhook 0.1.0', {}).map((file) => `${sha256(bytesOf(file))}  ${id}/${file.name}\n`),
  )
  return digests.join('')
}

it('writes a request of 1.2 MB as the stored digests say', () => {
  matchGolden(digestsOfBig, { name: '', mediaType: '', content: [bigDigests()] })
})

it('has the formats in the order of the menu: what is stored, requests, tests, types', () => {
  const kinds = [...exportFormats.values()].map(({ kind }) => kind)
  expect([...new Set(kinds)]).toEqual(['fixture', 'request', 'test', 'types'])
  expect(kinds).toEqual(kinds.toSorted())
})

describe.each([...exportFormats.values()])('$id', (format) => {
  const render = (items: readonly ExportItem[]) => renderFormat(format.id, items)

  it('describes itself', () => {
    expect(format.name).not.toBe('')
    expect(format.description).toMatch(/^[A-Z].*\.$/)
    expect(format.extension).toMatch(/^[a-z]+$/)
  })

  it.each([...inputs])('writes %s as its golden says, twice the same, and changes no input', (request, item) => {
    const before = JSON.stringify([item.delivery, sha256(item.body)])
    const files = render([item])
    expect(read(render([item]))).toEqual(read(files))
    expect(JSON.stringify([item.delivery, sha256(item.body)])).toBe(before)
    for (const [path, file] of rendered(format, request, item)) matchGolden(path, file)
  })

  it.each([...inputs])('lets no secret out of %s', (_, item) => {
    for (const file of render([item])) {
      const text = `${file.name}\n${bytesOf(file).toString('latin1')}`
      expect(fixtureSecrets.filter((secret) => text.includes(secret))).toEqual([])
    }
  })

  it('saves one delivery as one file with the extension that it says, and copies only text', () => {
    for (const item of inputs.values()) {
      const files = render([item])
      const saved = bundle(files, format.extension === 'zip')
      // A body may lie beside.
      expect(saved.name.endsWith(files.length === 1 ? `.${format.extension}` : '.zip')).toBe(true)
      if (format.copyable) expect(files.map((file) => bodyText(bytesOf(file)) !== null)).toEqual([true])
    }
  })

  it('gives names that are distinct and safe on every file system, for all inputs at once and for the same one twice', () => {
    const all = [...inputs.values()]
    const names = render([...all, ...all]).map(({ name }) => name)
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length)
    for (const name of names) expect(name).toMatch(/^[a-z0-9][a-z0-9._-]{0,150}[a-z0-9]$/)
  })

  it('takes an empty selection', () => {
    expect(() => render([])).not.toThrow()
  })

  it('knows the option for the answer, or is the same with it', () => {
    const [item] = [...inputs.values()]
    const given = read(renderFormat(format.id, [item!], { assertAnswer: true }))
    expect(JSON.stringify(given) !== JSON.stringify(read(render([item!])))).toBe(format.assertsAnswer)
  })
})

it('has no golden that no format writes', () => {
  const written = [...exportFormats.values()].flatMap((format) =>
    [...inputs].flatMap(([request, item]) => rendered(format, request, item).map(([path]) => path)),
  )
  const found = readdirSync(goldens, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  expect(found.toSorted()).toEqual([...written, digestsOfBig].toSorted())
})
