import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isRunning, readHostFile } from '../hosting/host-file.ts'
import { yieldsVariable } from '../hosting/yielding-host.ts'
import { type ApiClient, ApiFault, createApiClient } from './api-client.ts'

/** The running host of a data folder; null where there is none. */
export async function connectToHost(dataDir: string): Promise<ApiClient | null> {
  const address = readHostFile(dataDir)
  if (address === null || !isRunning(address.pid)) return null
  try {
    const client = createApiClient(address.url, readFileSync(join(dataDir, 'ui.token'), 'utf8').trim())
    await client.call('host.info', {})
    return client
  } catch {
    return null
  }
}

/** Is the host of a data folder still the one at this URL? Its port may be somebody else's by now. */
export function runsAt(dataDir: string, url: string): boolean {
  const address = readHostFile(dataDir)
  return address !== null && address.url === url && isRunning(address.pid)
}

/**
 * Starts a host for the time of a command: on free ports, without a tunnel. `yields`: it gives way to a host that a person
 * starts, and ends when this process does, however that ends. Throws ApiFault `unavailable` with what it says where it cannot run.
 */
export async function startHostFor(
  dataDir: string,
  hostFile: string,
  yields = false,
): Promise<{ readonly client: ApiClient; close(): Promise<void> }> {
  // Most commands find a host, and are done before these would be loaded.
  const [{ spawn }, { createInterface }] = await Promise.all([import('node:child_process'), import('node:readline')])
  const args = ['--json', '--data', dataDir, '--port', '0', '--ui-port', '0', '--no-tunnel']
  const env = { ...process.env, ...(yields && { [yieldsVariable]: '1' }) }
  const child = spawn(process.execPath, [hostFile, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] })
  let stderr = ''
  child.stderr.on('data', (piece: Buffer) => {
    stderr = (stderr + piece.toString()).slice(-10_000)
  })
  const ended = once(child, 'close')
  // Whoever started it may end in a hurry, and nobody else would ever stop it.
  const kill = () => void child.kill('SIGTERM')
  process.once('exit', kill)
  const lines = createInterface({ input: child.stdout })
  const line = await Promise.race([once(lines, 'line').then(([text]) => String(text)), ended.then(() => null)])
  if (line === null) throw new ApiFault({ code: 'unavailable', message: stderr.trim() || 'The host did not start.' })
  // What else it prints is not read on, and must not hold it up.
  lines.close()
  child.stdout.resume()
  const { ui } = JSON.parse(line) as { ui: string }
  const { origin, searchParams } = new URL(ui)
  return {
    client: createApiClient(origin, searchParams.get('token') ?? ''),
    async close() {
      process.off('exit', kill)
      kill()
      await ended
    },
  }
}
