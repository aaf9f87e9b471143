import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { desktopKinds } from '../support/desktop-app.ts'
import { temporaryFolder } from '../support/headless-host.ts'
import { callFromPage } from '../support/page-api.ts'

describe.each(desktopKinds)('the life of the app on $name', ({ missing, launch }) => {
  beforeEach(({ skip }) => {
    if (missing) skip(missing)
  })

  function dataFolder(): string {
    const folder = temporaryFolder()
    onTestFinished(folder.remove)
    return folder.path
  }

  it('keeps the place of its window and everything else over a restart', async () => {
    const data = dataFolder()
    const place = { x: 40, y: 60, width: 1200, height: 800 }
    const first = await launch(data)
    await first.main(({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds), place)
    const made = await callFromPage(first.page, 'endpoints.create', { name: 'Kept', provider: null })

    expect(await first.quit()).toBe(0)
    const second = await launch(data)

    const bounds = await second.main(
      ({ BrowserWindow }, _none) => BrowserWindow.getAllWindows()[0]?.getNormalBounds(),
      null,
    )
    expect(bounds).toEqual(place)
    expect(JSON.parse(readFileSync(join(data, 'window.json'), 'utf8'))).toEqual({ bounds: place, maximized: false })
    const renamed = await callFromPage(second.page, 'endpoints.update', { id: made.id, name: 'Renamed' })
    expect(renamed.token).toBe(made.token)
    expect(await second.quit()).toBe(0)
  })

  it('ends when its window is closed, where that is the custom', async () => {
    const app = await launch(dataFolder())

    await app.main(
      ({ BrowserWindow }, _none) => setTimeout(() => BrowserWindow.getAllWindows()[0]?.close(), 50) && null,
      null,
    )

    if (process.platform === 'darwin') {
      await expect
        .poll(() => app.main(({ BrowserWindow }, _none) => BrowserWindow.getAllWindows().length, null))
        .toBe(0)
      await app.quit()
    } else {
      expect(await app.exited).toBe(0)
    }
  })
})
