import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const electron = resolve(import.meta.dirname, '../../node_modules/electron')

/**
 * Electron's program: `ELECTRON_BIN`, else the one that the package downloaded; null where there is none. Never imports
 * `electron`, because that starts a download.
 */
export function findElectron(env = process.env) {
  if (env.ELECTRON_BIN) return existsSync(env.ELECTRON_BIN) ? env.ELECTRON_BIN : null
  const pathFile = join(electron, 'path.txt')
  if (!existsSync(pathFile)) return null
  const dist = env.ELECTRON_OVERRIDE_DIST_PATH ?? join(electron, 'dist')
  const program = join(dist, readFileSync(pathFile, 'utf8').trim())
  return existsSync(program) ? program : null
}

/** Why no window can be shown here; null where one can. */
export function missingDisplay(env = process.env, platform = process.platform) {
  if (platform !== 'linux' || env.DISPLAY || env.WAYLAND_DISPLAY) return null
  return 'no display (neither DISPLAY nor WAYLAND_DISPLAY is set)'
}
