import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  Notification,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  utilityProcess,
} from 'electron'
import { contract } from '#shared/api/contract.ts'
import { AppError } from '#shared/api/errors.ts'
import { createHandlers } from './api/handlers.ts'
import { serveChannel } from './api/serve-channel.ts'
import { createService } from './api/service.ts'
import { acceptPorts } from './electron/api-ports.ts'
import { setUpMenus, showNotices } from './electron/desktop-shell.ts'
import { mainWindow } from './electron/main-window.ts'
import { openOsVault } from './electron/os-vault.ts'
import { homeAt, registerAppScheme, setUpSession } from './electron/session.ts'
import { utilityProcesses } from './electron/utility-process.ts'
import { createEngine, type Engine } from './engine/engine.ts'
import { defaultDataDir } from './hosting/default-data-dir.ts'
import { openFileVault } from './hosting/file-vault.ts'
import { idMaker, lineLog, randomBytes, systemClock } from './hosting/node-ports.ts'
import { endYieldingHost } from './hosting/yielding-host.ts'

// The desktop host: puts the engine and the window together.

const { env } = process
const log = lineLog({ write: (line) => process.stderr.write(`${line}\n`), now: systemClock.now })
const drainMs = 5_000
const quitting = new AbortController()

try {
  const dataDir = choosePaths()
  registerAppScheme(protocol)
  if (app.requestSingleInstanceLock()) start(dataDir).catch(fail)
  else app.exit(0) // The first instance shows its window.
} catch (error) {
  fail(error)
}

/** The engine's folder, the same as the headless host's, with Chromium's own files in one below it. */
function choosePaths(): string {
  const dataDir = resolve(defaultDataDir(env))
  const browserDir = join(dataDir, 'browser')
  try {
    mkdirSync(browserDir, { recursive: true, mode: 0o700 })
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new AppError('unavailable', `The data folder ${dataDir} cannot be used: ${why}.`, [], { cause })
  }
  app.setPath('userData', dataDir)
  app.setPath('sessionData', browserDir)
  return dataDir
}

async function start(dataDir: string): Promise<void> {
  await app.whenReady()
  await endYieldingHost(dataDir)
  const home = homeAt(app.isPackaged ? undefined : env.ELECTRON_RENDERER_URL)
  const engine = await createEngine(
    {
      version: app.getVersion(),
      host: 'desktop',
      dataDir,
      resourcesDir: resolve(import.meta.dirname, '../../resources'),
      clock: systemClock,
      newId: idMaker(systemClock.now),
      randomBytes,
      vault: await openOsVault(safeStorage, () => openFileVault(dataDir, env), log),
      log,
      fork: utilityProcesses(utilityProcess, log),
      env,
      chooseFolder,
    },
    { receiver: { host: '127.0.0.1', port: null }, seed: true },
  )
  drainBeforeQuit(engine)

  setUpSession({ app, protocol, session, shell }, home, resolve(import.meta.dirname, '../renderer'), log)
  setUpMenus({ app, Menu, shell }, dataDir, log)
  const service = createService(contract, createHandlers(engine))
  acceptPorts(ipcMain, home, (channel) => serveChannel({ channel, service, log }), log)

  const window = mainWindow({
    BrowserWindow,
    screen,
    home,
    preload: resolve(import.meta.dirname, '../preload/index.cjs'),
    stateFile: join(dataDir, 'window.json'),
    log,
  })
  app.on('second-instance', () => window.show())
  app.on('activate', () => window.show())
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  window.show()
  showNotices(Notification, engine.notices.watch(quitting.signal), window.showDelivery).catch((error: unknown) =>
    log.error('notices are no longer shown', { error: String(error) }),
  )
}

/** Where exports are to be written. */
async function chooseFolder(): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog({
    title: 'Folder for exports',
    properties: ['openDirectory', 'createDirectory'],
  })
  return canceled ? null : (filePaths[0] ?? null)
}

/** Ends the process when the engine has closed, or did not within the time limit. */
function drainBeforeQuit(engine: Engine): void {
  app.on('will-quit', (event) => {
    event.preventDefault()
    if (quitting.signal.aborted) return
    quitting.abort()
    const late = setTimeout(() => fail(new Error(`the engine did not close within ${drainMs} ms`)), drainMs)
    engine.close().then(() => {
      clearTimeout(late)
      app.exit(0)
    }, fail)
  })
}

function fail(error: unknown): void {
  const message =
    error instanceof AppError ? error.message : 'Something went wrong inside Switchhook; its log has the details.'
  if (!(error instanceof AppError))
    log.error('the desktop host failed', { error: String((error as Error).stack ?? error) })
  dialog.showErrorBox('Switchhook cannot go on', message)
  app.exit(1)
}
