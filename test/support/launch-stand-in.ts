import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import type { DesktopApp } from './desktop-app.ts'
import { findChromium } from './find-chromium.ts'

const root = resolve(import.meta.dirname, '../..')
const register = new URL('./electron-stand-in/register.ts', import.meta.url).href

export interface RunningMain {
  readonly child: ChildProcess
  readonly exited: Promise<number | null>
  readonly stderr: () => string
}

/** Starts the built main process on the stand-in, window or not. */
export function spawnStandIn(data: string, env: Readonly<Record<string, string>> = {}): RunningMain {
  const child = spawn(process.execPath, ['--import', register, 'out/main/index.js'], {
    cwd: root,
    env: { ...process.env, STAND_IN_CHROMIUM: findChromium() ?? '', SWITCHHOOK_DATA: data, ...env },
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  })
  const err: string[] = []
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk.toString()))
  return {
    child,
    exited: new Promise((done) => child.once('close', done)),
    stderr: () => err.join(''),
  }
}

/** Starts the app on the stand-in and waits for its window. */
export async function launchStandIn(data: string, env: Readonly<Record<string, string>>): Promise<DesktopApp> {
  const running = spawnStandIn(data, env)
  const { child, exited, stderr } = running
  const died = exited.then((code): never => {
    throw new Error(`the app ended with code ${code}: ${stderr()}`)
  })
  died.catch(() => undefined) // It is told to whoever waits for the app at that moment.
  const page = await Promise.race([joinPage(child), died])

  return {
    page,
    stderr,
    exited,
    main: (run, arg) => Promise.race([order(child, { source: run.toString(), arg }), died]) as never,
    async quit() {
      child.kill('SIGTERM')
      return exited
    },
  }
}

/** The page of the app's window, seen by a second Playwright: the first is the stand-in's own. */
async function joinPage(child: ChildProcess): Promise<Page> {
  const address = (await order(child, {})) as string
  const browser = await chromium.connectOverCDP(address)
  const page = browser.contexts()[0]?.pages()[0]
  if (!page) throw new Error('the window has no page')
  await page.waitForURL(/^http:/)
  return page
}

let lastId = 0

function order(child: ChildProcess, message: { source?: string; arg?: unknown }): Promise<unknown> {
  const id = ++lastId
  return new Promise((done, fail) => {
    const listen = (answer: { id: number; value?: unknown; error?: string }) => {
      if (answer.id !== id) return
      child.off('message', listen)
      if (answer.error === undefined) done(answer.value)
      else fail(new Error(answer.error))
    }
    child.on('message', listen)
    child.send({ id, ...message }, (error) => error && fail(error))
  })
}
