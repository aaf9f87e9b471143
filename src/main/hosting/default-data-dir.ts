import { homedir } from 'node:os'
import { join } from 'node:path'

// By itself: what makes and protects the folder takes longer to load than a command to run.

/** The user's own data folder for Switchhook, by the custom of each system; the desktop host uses the same. */
export function defaultDataDir(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
  home = homedir(),
): string {
  if (env.SWITCHHOOK_DATA) return env.SWITCHHOOK_DATA
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Switchhook')
  if (platform === 'win32') return join(env.APPDATA || join(home, 'AppData', 'Roaming'), 'Switchhook')
  return join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'switchhook')
}
