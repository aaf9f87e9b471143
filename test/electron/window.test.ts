import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type DesktopApp, desktopKinds } from '../support/desktop-app.ts'
import { temporaryFolder } from '../support/headless-host.ts'
import { callFromPage } from '../support/page-api.ts'

/** What the main process was asked to do outside; kept on its global object. */
interface Seen {
  opened: string[]
}

describe.each(desktopKinds)('the window on $name', ({ missing, launch }) => {
  const data = temporaryFolder()
  let app: DesktopApp

  beforeAll(async () => {
    if (missing) return
    app = await launch(data.path)
    await app.main(({ shell }, _none) => {
      const seen = globalThis as unknown as Seen
      seen.opened = []
      shell.openExternal = async (url) => {
        seen.opened.push(url)
      }
    }, null)
  })
  afterAll(async () => {
    if (!missing) await app.quit()
    data.remove()
  })
  beforeEach(({ skip }) => {
    if (missing) skip(missing)
  })

  const address = () =>
    app.main(({ BrowserWindow }, _none) => BrowserWindow.getAllWindows()[0]?.webContents.getURL(), null)
  const opened = () => app.main((_electron, _none) => (globalThis as unknown as Seen).opened, null)

  it('shows the bundled page under the scheme of the app', async () => {
    expect(await address()).toBe('app://switchhook/')
    expect(await app.page.title()).toBe('Switchhook')
  })

  it('gives the page two functions and nothing of Node or Electron', async () => {
    const found = await app.page.evaluate(() => ({
      bridge: Object.keys(window.switchhook ?? {}).sort(),
      rest: ['require', 'process', 'module', 'global', 'Buffer', 'electron', 'ipcRenderer'].filter(
        (name) => name in window,
      ),
    }))

    expect(found).toEqual({ bridge: ['listen', 'post'], rest: [] })
  })

  it('runs no code from text', async () => {
    // Later, because what the debugger itself evaluates is not held to the policy.
    const outcome = await app.page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          setTimeout(() => {
            try {
              resolve(`ran: ${new Function('return 1')()}`)
            } catch (error) {
              resolve((error as Error).name)
            }
          })
        }),
    )

    expect(outcome).toBe('EvalError')
  })

  it('loads nothing from elsewhere', async () => {
    const outcome = await app.page.evaluate(() =>
      fetch('http://127.0.0.1:9/').then(
        () => 'loaded',
        () => 'refused',
      ),
    )
    const frame = await app.page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), {
            once: true,
          })
          document.body.append(Object.assign(document.createElement('iframe'), { src: 'https://example.com/' }))
        }),
    )

    expect(outcome).toBe('refused')
    expect(frame).toBe('frame-src')
  })

  it('stays where it is; web links go to the browser of the user', async () => {
    // One after the other: of two windows that are opened at once a busy browser may drop one.
    await app.page.evaluate(() => {
      window.open('https://example.com/opened')
    })
    await expect.poll(opened).toContain('https://example.com/opened')
    await app.page.evaluate(() => {
      const link = Object.assign(document.createElement('a'), { href: 'https://example.com/linked', target: '_blank' })
      document.body.append(link)
      link.click()
    })
    await expect.poll(opened).toContain('https://example.com/linked')

    await app.page.evaluate(() => {
      location.href = 'https://example.com/left'
    })
    await expect.poll(opened).toContain('https://example.com/left')
    expect(await address()).toBe('app://switchhook/')
    expect(await app.main(({ BrowserWindow }, _none) => BrowserWindow.getAllWindows().length, null)).toBe(1)
  })

  it('may copy, and has no other permission', async () => {
    const states = await app.page.evaluate(async () => ({
      copy: await navigator.clipboard.writeText('from the test').then(
        () => 'granted',
        () => 'denied',
      ),
      notifications: await navigator.permissions.query({ name: 'notifications' }).then(({ state }) => state),
      geolocation: await new Promise<string>((resolve) =>
        navigator.geolocation.getCurrentPosition(
          () => resolve('granted'),
          () => resolve('denied'),
          { timeout: 2000 },
        ),
      ),
    }))

    expect(states).toMatchObject({ copy: 'granted', geolocation: 'denied' })
    expect(states.notifications).not.toBe('granted')
  })

  it('reaches the engine, also after a reload', async () => {
    const first = await callFromPage(app.page, 'host.info', {})
    await app.page.reload()
    const second = await callFromPage(app.page, 'host.info', {})

    expect(first).toMatchObject({ host: 'desktop', dataDir: data.path })
    expect(second).toEqual(first)
  })

  it('writes exports into a folder that was chosen in the dialog of the system, and into no other', async () => {
    const chosen = temporaryFolder()
    const order = { name: 'All', query: '', format: 'fixture', folder: chosen.path }
    await expect(callFromPage(app.page, 'standingExports.add', order)).rejects.toThrow('may not be written to')
    await app.main(({ dialog }, path) => {
      dialog.showOpenDialog = (async () => ({ canceled: false, filePaths: [path] })) as never
    }, chosen.path)

    const { folder } = await callFromPage(app.page, 'exports.chooseFolder', {})
    const made = await callFromPage(app.page, 'standingExports.add', order)
    await callFromPage(app.page, 'standingExports.remove', { id: made.id })
    chosen.remove()

    expect(made.folder).toBe(folder)
    expect(await callFromPage(app.page, 'exports.folders', {})).toMatchObject({ canChoose: true })
  })

  it.each([
    ['another site', 'https://evil.example/', true],
    ['a site whose name begins like ours', 'app://switchhook.evil/', true],
    ['a file', 'file:///etc/passwd', true],
    ['a frame within our page', 'app://switchhook/', false],
  ])('gives the engine to no page of %s', async (_what, url, isMainFrame) => {
    const closed = await app.main(
      ({ ipcMain, BrowserWindow }, frame) => {
        const sender = BrowserWindow.getAllWindows()[0]?.webContents
        const senderFrame = { url: frame.url, parent: frame.isMainFrame ? null : {} }
        let ended = false
        const port = { close: () => (ended = true), start: () => undefined, on: () => undefined, once: () => undefined }
        ipcMain.emit('switchhook:connect', { sender, senderFrame, ports: [port] }, null)
        return ended
      },
      { url, isMainFrame },
    )

    expect(closed).toBe(true)
    await expect.poll(app.stderr).toContain(url)
  })

  it('has a menu with the roles of the platform', async () => {
    const labels = await app.main(
      ({ Menu }, _none) => Menu.getApplicationMenu()?.items.map((item) => item.role ?? item.label),
      null,
    )

    expect(labels?.map((label) => label?.toLowerCase())).toEqual([
      ...(process.platform === 'darwin' ? ['appmenu'] : []),
      'filemenu',
      'editmenu',
      'view',
      'windowmenu',
      'help',
    ])
  })
})
