import { missingDisplay } from './find-electron.mjs'

/**
 * Which host `npm start` starts: `desktop`, or `headless` with the reason in words (null where the user asked for it).
 * `getElectron` finds or fetches the program and is asked only where a window could be shown.
 */
export async function chooseHost(args, { env, platform, getElectron }) {
  if (args.includes('--headless')) return { host: 'headless', why: null }
  // All options are the headless host's.
  if (args.length > 0) return { host: 'headless', why: `${args[0]} is an option of the headless host` }
  const display = missingDisplay(env, platform)
  if (display) return { host: 'headless', why: display }
  const program = await getElectron()
  if (program) return { host: 'desktop', program }
  return {
    host: 'headless',
    why: 'Electron is not installed and could not be fetched ("npx install-electron" tries again)',
  }
}
