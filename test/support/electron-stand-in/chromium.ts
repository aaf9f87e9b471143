import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { chromiumArgs } from '../find-chromium.ts'

/** Playwright's persistent context: its pages can be reached from the test's process by the debugging port too. */
let running: Promise<{ context: BrowserContext; profile: string; firstPage: Page | undefined }> | undefined

async function start() {
  const executablePath = process.env.STAND_IN_CHROMIUM
  if (!executablePath) throw new Error('STAND_IN_CHROMIUM names no Chromium')
  const profile = mkdtempSync(join(tmpdir(), 'stand-in-profile-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    viewport: null,
    args: [...chromiumArgs, '--remote-debugging-port=0'],
  })
  return { context, profile, firstPage: context.pages()[0] }
}

function chromiumRunning() {
  running ??= start()
  return running
}

/** A new page; the first one is the tab that Chromium starts with. */
export async function openPage(): Promise<Page> {
  const chromium = await chromiumRunning()
  const page = chromium.firstPage ?? (await chromium.context.newPage())
  chromium.firstPage = undefined
  return page
}

export async function grantPermissions(permissions: string[], origin: string): Promise<void> {
  await (await chromiumRunning()).context.grantPermissions(permissions, { origin })
}

/** Address at which a second Playwright can join. */
export async function debuggingUrl(): Promise<string> {
  const { profile } = await chromiumRunning()
  const [port] = readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n')
  return `http://127.0.0.1:${port}`
}

export async function closeChromium(): Promise<void> {
  if (!running) return
  const { context, profile } = await running
  await context.close()
  // Chromium's helper processes write to the profile a little longer than its main process lives.
  await sleep(200)
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
}
