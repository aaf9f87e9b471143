import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isRunning, readHostFile } from './host-file.ts'

/** In the environment of a host that was started for an agent: it gives way to one that a person asks for, and ends with its standard input. */
export const yieldsVariable = 'SWITCHHOOK_YIELDS'

/** A host ends within 4.5 s. */
const limitMs = 6000
const askMs = 1000

/**
 * Ends the host of a data folder where it was started for an agent, so that another can have the folder. Who it was started
 * for finds the other. Any other host is left alone; where it cannot be ended, the lock on the folder says so.
 */
export async function endYieldingHost(dataDir: string): Promise<void> {
  const host = readHostFile(dataDir)
  if (host === null || !host.yields || !isRunning(host.pid) || !(await isOurs(host.url, dataDir))) return
  process.kill(host.pid, 'SIGTERM')
  for (const end = Date.now() + limitMs; isRunning(host.pid) && Date.now() < end; ) await delay(25)
}

/** The file of a host that was killed stays, and its number may be another process by now. Only the host knows its token. */
async function isOurs(url: string, dataDir: string): Promise<boolean> {
  try {
    const token = readFileSync(join(dataDir, 'ui.token'), 'utf8').trim()
    const headers = { authorization: `Bearer ${token}` }
    const answer = await fetch(new URL('/api', url), { headers, signal: AbortSignal.timeout(askMs) })
    return answer.status === 200 && (await answer.text()) === 'yes'
  } catch {
    return false
  }
}
