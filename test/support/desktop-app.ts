import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { _electron, type Page } from 'playwright-core'
import { findElectron, missingDisplay } from '../../scripts/lib/find-electron.mjs'
import { findChromium } from './find-chromium.ts'
import { launchStandIn } from './launch-stand-in.ts'

export const projectRoot = resolve(import.meta.dirname, '../..')

/** The module `electron` as far as test bodies use it from within the main process. */
export type ElectronModule = typeof import('electron')

/** The desktop app as it was built, running. */
export interface DesktopApp {
  /** The page of the window. */
  readonly page: Page
  /** Runs a function in the main process; it sees nothing of the test but its argument. */
  main<A, R>(run: (electron: ElectronModule, arg: A) => R | Promise<R>, arg: A): Promise<R>
  readonly stderr: () => string
  readonly exited: Promise<number | null>
  /** Quits as the user does; the exit code. */
  quit(): Promise<number | null>
}

export interface DesktopKind {
  readonly name: string
  /** Why it cannot run here; null where it can. */
  readonly missing: string | null
  launch(data: string, env?: Readonly<Record<string, string>>): Promise<DesktopApp>
}

const standIn: DesktopKind = {
  name: 'the stand-in',
  missing: findChromium() ? null : 'no Chromium was found; set CHROMIUM_BIN',
  launch: (data, env = {}) => launchStandIn(data, env),
}

const electron: DesktopKind = {
  name: 'Electron',
  missing: whyNoElectron(),
  async launch(data, env = {}) {
    const executablePath = findElectron()
    if (!executablePath) throw new Error('Electron is not installed')
    const asRoot = process.getuid?.() === 0
    const app = await _electron.launch({
      executablePath,
      args: [...(asRoot ? ['--no-sandbox'] : []), projectRoot],
      env: { ...definedEnv(), ...env, SWITCHHOOK_DATA: data },
    })
    const child = app.process()
    const err: string[] = []
    child.stderr?.on('data', (chunk: Buffer) => err.push(chunk.toString()))
    const exited = new Promise<number | null>((done) => child.once('exit', done))
    return {
      page: await app.firstWindow(),
      main: (run, arg) => app.evaluate(run as never, arg) as never,
      stderr: () => err.join(''),
      exited,
      async quit() {
        await app.evaluate(({ app: electronApp }) => electronApp.quit())
        return exited
      },
    }
  },
}

export const desktopKinds: readonly DesktopKind[] = [standIn, electron]

function whyNoElectron(): string | null {
  const program = findElectron()
  if (!program) return 'Electron is not installed: run "npx install-electron" or set ELECTRON_BIN'
  const display = missingDisplay()
  if (display) return display
  try {
    execFileSync(program, ['--version'], { timeout: 20_000, stdio: 'ignore' })
    return null
  } catch (error) {
    return `${program} does not run: ${(error as Error).message}`
  }
}

function definedEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
