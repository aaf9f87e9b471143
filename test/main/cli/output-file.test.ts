import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { createOutputFile } from '../../../src/main/cli/output-file.ts'
import { tempDir } from '../../support/temp-dir.ts'

let dir: string
beforeEach(async () => {
  dir = await tempDir()
})

describe('a file that a command writes', () => {
  test('has its name when it is whole, in folders that were not there', async () => {
    const path = join(dir, 'new/folders/out.har')
    const file = createOutputFile(path)
    await file.write(Buffer.from('one '))
    await file.write(Buffer.alloc(0))
    expect(existsSync(path)).toBe(false)
    await file.write(Buffer.from('two'))
    await file.finish()
    expect(readFileSync(path, 'utf8')).toBe('one two')
    expect(readdirSync(join(dir, 'new/folders'))).toEqual(['out.har'])
  })

  test('takes the place of what had its name before, at the end only', async () => {
    const path = join(dir, 'out')
    writeFileSync(path, 'before')
    const file = createOutputFile(path)
    await file.write(Buffer.from('after'))
    expect(readFileSync(path, 'utf8')).toBe('before')
    await file.finish()
    expect(readFileSync(path, 'utf8')).toBe('after')
  })

  test('that is given up leaves nothing, however often that is said', async () => {
    const path = join(dir, 'out')
    writeFileSync(path, 'before')
    const file = createOutputFile(path)
    await file.write(Buffer.from('half'))
    file.abort()
    file.abort()
    expect(readdirSync(dir)).toEqual(['out'])
    expect(readFileSync(path, 'utf8')).toBe('before')
  })

  test('with millions of bytes is whole', async () => {
    const path = join(dir, 'large')
    const file = createOutputFile(path)
    const bytes = Buffer.alloc(5_000_000, 'abc')
    await file.write(bytes)
    await file.finish()
    expect(readFileSync(path).equals(bytes)).toBe(true)
  })
})

describe('what cannot be written says so, by its name', () => {
  test('below something that is no folder', () => {
    writeFileSync(join(dir, 'file'), '')
    expect(() => createOutputFile(join(dir, 'file/out'))).toThrow(/file\/out cannot be written: /)
  })

  test('over a folder, of which nothing is lost', async () => {
    const path = join(dir, 'folder')
    mkdirSync(path)
    writeFileSync(join(path, 'kept'), 'x')
    const file = createOutputFile(path)
    await file.write(Buffer.from('x'))
    await expect(file.finish()).rejects.toThrow(/folder cannot be written: /)
    file.abort()
    expect(readdirSync(dir)).toEqual(['folder'])
    expect(readdirSync(path)).toEqual(['kept'])
  })
})
