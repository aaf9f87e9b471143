import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findElectron, missingDisplay } from '../../scripts/lib/find-electron.mjs'
import { tempDir } from '../support/temp-dir.ts'

describe('findElectron', () => {
  it('takes ELECTRON_BIN, and nothing else where that is wrong', async () => {
    const program = join(await tempDir(), 'electron')

    expect(findElectron({ ELECTRON_BIN: program })).toBeNull()
    await writeFile(program, '')
    expect(findElectron({ ELECTRON_BIN: program })).toBe(program)
  })
})

describe('missingDisplay', () => {
  it('knows X11 and Wayland', () => {
    expect(missingDisplay({ DISPLAY: ':0' }, 'linux')).toBeNull()
    expect(missingDisplay({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBeNull()
    expect(missingDisplay({}, 'win32')).toBeNull()
    expect(missingDisplay({ DISPLAY: '' }, 'linux')).toMatch(/^no display/)
  })
})
