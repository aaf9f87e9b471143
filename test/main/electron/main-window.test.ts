import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { restoreWindowState, saveWindowState } from '../../../src/main/electron/main-window.ts'
import { tempDir } from '../../support/temp-dir.ts'

const screen = { x: 0, y: 0, width: 1920, height: 1080 }
const state = (x: number, y: number) => ({ bounds: { x, y, width: 1200, height: 800 }, maximized: false })

async function saved(x: number, y: number): Promise<string> {
  const file = join(await tempDir(), 'window.json')
  saveWindowState(file, state(x, y))
  return file
}

describe('restoreWindowState', () => {
  it('gives back what was saved', async () => {
    const file = join(await tempDir(), 'window.json')
    saveWindowState(file, { ...state(10, 20), maximized: true })

    expect(restoreWindowState(file, [screen])).toEqual({ ...state(10, 20), maximized: true })
  })

  it.each([
    ['partly to the left', -1100, 0],
    ['partly to the right', 1800, 0],
    ['down to its title bar', 0, 1000],
  ])('keeps a window that hangs out %s', async (_where, x, y) => {
    expect(restoreWindowState(await saved(x, y), [screen])).toEqual(state(x, y))
  })

  it.each([
    ['left of the display', -1200, 0],
    ['right of it', 1900, 0],
    ['below it', 0, 1060],
    ['with its title bar above it', 0, -1],
  ])('forgets a window that lies %s', async (_where, x, y) => {
    expect(restoreWindowState(await saved(x, y), [screen])).toBeNull()
  })

  it('finds a window on the second display, and forgets it when that is unplugged', async () => {
    const file = await saved(2000, 100)
    const second = { x: 1920, y: 0, width: 1920, height: 1080 }

    expect(restoreWindowState(file, [screen, second])).toEqual(state(2000, 100))
    expect(restoreWindowState(file, [screen])).toBeNull()
  })

  it.each(['', '{', '[]', '{"bounds":{"x":0,"y":0,"width":5,"height":5},"maximized":false}', '{"bounds":null}'])(
    'takes the file %j for none',
    async (text) => {
      const file = join(await tempDir(), 'window.json')
      expect(restoreWindowState(file, [screen])).toBeNull()

      await writeFile(file, text)

      expect(restoreWindowState(file, [screen])).toBeNull()
    },
  )
})
