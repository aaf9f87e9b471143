import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { acquireDataDirLock } from '../../src/main/engine/log/data-dir-lock.ts'
import { keyFileName } from '../../src/main/hosting/file-vault.ts'
import { desktopKinds } from '../support/desktop-app.ts'
import { replicerEndpoint } from '../support/desktop-endpoint.ts'
import type * as StandIn from '../support/electron-stand-in/electron.ts'
import { temporaryFolder } from '../support/headless-host.ts'
import { launchStandIn, spawnStandIn } from '../support/launch-stand-in.ts'
import { callFromPage } from '../support/page-api.ts'

// What on real Electron would need a key store, a notification area or a click on an error box.
describe('the desktop host', () => {
  beforeEach(({ skip }) => {
    if (desktopKinds[0]?.missing) skip(desktopKinds[0].missing)
  })

  function dataFolder(): string {
    const folder = temporaryFolder()
    onTestFinished(folder.remove)
    return folder.path
  }

  async function start(data: string, env: Record<string, string> = {}) {
    const app = await launchStandIn(data, env)
    onTestFinished(async () => void (await app.quit()))
    return app
  }

  it.skipIf(process.platform === 'win32')('shows its window when it is started a second time', async () => {
    const data = dataFolder()
    const app = await start(data)
    const focused = () =>
      app.main((electron, _none) => {
        const { BrowserWindow } = electron as unknown as typeof StandIn
        return BrowserWindow.getAllWindows().map((window) => window.focused)
      }, null)
    expect(await focused()).toEqual([0])

    const second = spawnStandIn(data)

    expect(await second.exited).toBe(0)
    await expect.poll(focused).toEqual([1])
  })

  it('says in a box why it cannot start, and ends with 1', async () => {
    const data = dataFolder()
    const lock = acquireDataDirLock(data)
    onTestFinished(() => lock.release())

    const { exited, stderr } = spawnStandIn(data)

    expect(await exited).toBe(1)
    expect(stderr()).toMatch(/\[error box\] Switchhook cannot go on: .*is already using the data folder/)
    expect(stderr()).not.toMatch(/\n\s+at /)
  })

  it('says in a box that its data folder cannot be used, and ends with 1', async () => {
    const file = join(dataFolder(), 'a-file')
    await writeFile(file, '')

    const { exited, stderr } = spawnStandIn(file)

    expect(await exited).toBe(1)
    expect(stderr()).toContain(`The data folder ${file} cannot be used:`)
  })

  it('notifies of a failed verification; a click shows the delivery', async () => {
    const app = await start(dataFolder())
    const url = await replicerEndpoint(app.page, 'the right secret', null)
    const headers = {
      'content-type': 'application/json',
      'x-replicer-event': 'call.ended',
      'x-replicer-signature': '00',
    }
    await fetch(url, { method: 'POST', headers, body: '{}' })

    const shown = () =>
      app.main((electron, _none) => {
        const { Notification } = electron as unknown as typeof StandIn
        return Notification.shown.map(({ title }) => title)
      }, null)
    await expect.poll(shown).toEqual(['Orders: verification failed'])
    await app.main((electron, _none) => {
      const { Notification } = electron as unknown as typeof StandIn
      Notification.shown[0]?.emit('click')
    }, null)

    await app.page.waitForURL(/#\/\?d=dlv_/)
    await app.page.getByRole('tab', { name: /Signature/ }).waitFor()
  })

  it('keeps secrets in the key store, and in a key file where there is none', async () => {
    const [withStore, without] = [dataFolder(), dataFolder()]
    const addSecret = async (data: string, env: Record<string, string>) => {
      const app = await start(data, env)
      const endpoint = await callFromPage(app.page, 'endpoints.create', { name: 'A', provider: 'replicer' })
      await callFromPage(app.page, 'secrets.add', { endpointId: endpoint.id, label: 'one', value: 'plain-secret-text' })
      return app.stderr()
    }

    expect(await addSecret(withStore, {})).not.toContain('key store')
    expect(await addSecret(without, { STAND_IN_KEYRING: 'none' })).toContain('this desktop has no key store')

    await expect(readFile(join(withStore, keyFileName))).rejects.toMatchObject({ code: 'ENOENT' })
    expect(await readFile(join(without, keyFileName), 'utf8')).toMatch(/^[0-9a-f]{64}$/)
    for (const data of [withStore, without]) {
      const stored = await Promise.all(['switchhook.db', 'switchhook.db-wal'].map((file) => readFile(join(data, file))))
      expect(Buffer.concat(stored).includes('plain-secret-text')).toBe(false)
    }
  })
})
