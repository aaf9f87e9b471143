import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findChromium } from '../../scripts/lib/find-chromium.mjs'
import { tempDir } from '../support/temp-dir.ts'

describe('findChromium', () => {
  it('takes CHROMIUM_BIN first, but only if it is there', async () => {
    const program = join(await tempDir(), 'my-chromium')

    expect(findChromium({ CHROMIUM_BIN: program, PATH: '' })).not.toBe(program)
    await writeFile(program, '')
    expect(findChromium({ CHROMIUM_BIN: program, PATH: '' })).toBe(program)
  })
})
