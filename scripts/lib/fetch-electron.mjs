import { resolve } from 'node:path'
import { findElectron } from './find-electron.mjs'
import { run } from './run.mjs'

const installer = resolve(import.meta.dirname, '../../node_modules/electron/install.js')
const timeoutMs = 60_000

/** Downloads Electron's program, for at most a minute, and tells how it goes. Returns its path, or null. */
export async function fetchElectron(env = process.env) {
  if (env.ELECTRON_SKIP_BINARY_DOWNLOAD) return null
  const started = Date.now()
  const tell = () => {
    const seconds = Math.round((Date.now() - started) / 1000)
    process.stderr.write(`\rFetching Electron (about 120 MB, once) … ${seconds} s `)
  }
  tell()
  const ticking = process.stderr.isTTY ? setInterval(tell, 1000) : undefined
  const code = await run(process.execPath, [installer], { env, stdio: 'ignore', timeoutMs })
  clearInterval(ticking)
  process.stderr.write(code === 0 ? 'done\n' : 'not available\n')
  return code === 0 ? findElectron(env) : null
}
