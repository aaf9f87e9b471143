import { existsSync, mkdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, test } from 'vitest'
import { createExportFolders } from '../../../../src/main/engine/export/export-folders.ts'
import { tempDir } from '../../../support/temp-dir.ts'

let dir: string
let dataDir: string
beforeEach(async () => {
  dir = realpathSync(await tempDir())
  dataDir = join(dir, 'data')
  for (const name of ['data', 'repo', 'outside', 'chosen']) mkdirSync(join(dir, name))
})

function folders(parts: Partial<Parameters<typeof createExportFolders>[0]> = {}) {
  return createExportFolders({ dataDir, roots: [], chosen: [], ask: undefined, store: async () => undefined, ...parts })
}

describe('a folder', () => {
  it('is below the data folder where it is relative, and made', () => {
    expect(folders().open('fixtures/calls')).toBe(join(dataDir, 'exports', 'fixtures', 'calls'))
    expect(existsSync(join(dataDir, 'exports', 'fixtures', 'calls'))).toBe(true)
  })

  it('may be a root or below it', () => {
    const { open, roots } = folders({ roots: [join(dir, 'repo')] })
    expect(open(join(dir, 'repo'))).toBe(join(dir, 'repo'))
    expect(open(join(dir, 'repo', 'test'))).toBe(join(dir, 'repo', 'test'))
    expect(roots).toEqual([join(dataDir, 'exports'), join(dir, 'repo')])
  })

  it.each(['..', '../..', 'a/../../x', '/etc', '/', 'a\0b', '../exports-2'])(
    '%j is refused, and nothing is made',
    (given) => {
      expect(() => folders().open(given)).toThrow(
        expect.objectContaining({ code: 'bad-input', message: expect.stringContaining('--export-root') }),
      )
      expect(existsSync(join(dataDir, 'exports'))).toBe(false)
    },
  )

  it('is refused beside a root of the same beginning', () => {
    mkdirSync(join(dir, 'repo-2'))
    expect(() => folders({ roots: [join(dir, 'repo')] }).open(join(dir, 'repo-2'))).toThrow('may not be written to')
  })
})

describe('a link', () => {
  it.each([
    ['to a folder outside', 'link'],
    ['on the way to one', 'link/below'],
  ])('%s is not followed', (_, given) => {
    mkdirSync(join(dataDir, 'exports'))
    symlinkSync(join(dir, 'outside'), join(dataDir, 'exports', 'link'))
    expect(() => folders().open(given)).toThrow('may not be written to')
    expect(existsSync(join(dir, 'outside', 'below'))).toBe(false)
  })

  it('that leads nowhere is not made to lead anywhere', () => {
    mkdirSync(join(dataDir, 'exports'))
    symlinkSync(join(dir, 'outside', 'new'), join(dataDir, 'exports', 'link'))
    expect(() => folders().open('link')).toThrow(expect.objectContaining({ code: 'unavailable' }))
    expect(() => folders().open('link/below')).toThrow(expect.objectContaining({ code: 'unavailable' }))
    expect(existsSync(join(dir, 'outside', 'new'))).toBe(false)
  })

  it('that stays inside, and a root that is one, are followed', () => {
    symlinkSync(join(dir, 'repo'), join(dir, 'way'))
    expect(folders({ roots: [join(dir, 'way')] }).open(join(dir, 'way', 'test'))).toBe(join(dir, 'repo', 'test'))
  })
})

describe('the dialog', () => {
  it('makes a folder one that may be written to, in later runs too', async () => {
    const stored: (readonly string[])[] = []
    const chosen = join(dir, 'chosen')
    const ask = async () => chosen
    const { choose, open, canChoose } = folders({ ask, store: async (list) => void stored.push(list) })

    expect(canChoose).toBe(true)
    expect(() => open(chosen)).toThrow('may not be written to')
    expect(await choose()).toBe(chosen)
    expect(open(join(chosen, 'calls'))).toBe(join(chosen, 'calls'))
    expect(folders({ ask, chosen: stored.at(-1)! }).open(chosen)).toBe(chosen)
  })

  it('may be closed without a choice', async () => {
    expect(await folders({ ask: async () => null }).choose()).toBeNull()
  })

  it('is not there on a host without windows, where no earlier choice counts either', async () => {
    const { choose, open } = folders({ chosen: [join(dir, 'chosen')] })
    await expect(choose()).rejects.toMatchObject({ code: 'unavailable' })
    expect(() => open(join(dir, 'chosen'))).toThrow('may not be written to')
  })
})

test('a file in its place is told', () => {
  rmSync(dataDir, { recursive: true })
  mkdirSync(dir, { recursive: true })
  symlinkSync('/dev/null', join(dir, 'data'))
  expect(() => folders().open('x')).toThrow(
    expect.objectContaining({ code: expect.stringMatching(/unavailable|bad-input/) }),
  )
})
