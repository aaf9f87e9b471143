import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { findChromium } from './find-chromium.mjs'
import { run } from './run.mjs'

const playwright = resolve(import.meta.dirname, '../../node_modules/playwright-core/cli.js')
const timeoutMs = 240_000

/** A Chromium for the browser tests: an installed one, Debian's package when root, else Playwright's; null where none can be had. */
export async function getChromium() {
  const found = findChromium()
  if (found) return found
  process.stderr.write('No Chromium is installed; installing one for the browser tests …\n')
  for (const install of ways()) {
    const code = await run(install[0], install.slice(1), { stdio: ['ignore', 'ignore', 'inherit'], timeoutMs })
    const installed = code === 0 ? findChromium() : null
    if (installed) return installed
  }
  return null
}

function ways() {
  const asRoot = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  return [
    ...(asRoot ? [['sh', '-c', 'apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium']] : []),
    [process.execPath, playwright, 'install', 'chromium'],
  ]
}
