import { contract } from '#shared/api/contract.ts'
import type { StopSignal } from '#shared/api/contract-types.ts'
import { createHandlers } from '../api/handlers.ts'
import { serveChannel } from '../api/serve-channel.ts'
import { createEngine } from '../engine/engine.ts'
import type { EnginePorts } from '../engine/ports.ts'
import { defaultDataDir } from '../hosting/data-dir.ts'
import { openFileVault } from '../hosting/file-vault.ts'
import { lineLog } from '../hosting/line-log.ts'
import { makeDataDir } from '../hosting/make-data-dir.ts'
import { idMaker, randomBytes, systemClock } from '../hosting/node-ports.ts'
import { loadAccessToken } from './access-token.ts'
import { applyConfig } from './apply-config.ts'
import type { CliOptions } from './cli.ts'
import { readConfig } from './config.ts'
import { firstTunnelState } from './first-tunnel.ts'
import { startHttpHost } from './http-host.ts'
import { jsonOutput, textOutput } from './output.ts'
import { printDeliveries, printTunnel } from './print-events.ts'
import { settingsForRun } from './settings-for-run.ts'

export interface HeadlessPlaces {
  readonly version: string
  readonly resourcesDir: string
  readonly rendererDir: string
}

/** Default port of the page; the next free one if taken and none was demanded. */
const uiPort = 4191
/** Longest wait for the tunnel before the ready line. */
const tunnelWaitMs = 8000

/**
 * Starts the headless host and prints the ready line; `hurry` ends the wait for the tunnel. Resolves with the function that closes it. Throws UsageError for what
 * the user can put right in arguments or file, AppError for what stands in the way on this machine.
 */
export async function startHeadless(
  options: CliOptions,
  places: HeadlessPlaces,
  hurry: StopSignal,
): Promise<() => Promise<void>> {
  const config = options.config === null ? null : await readConfig(options.config)
  const dataDir = options.data ?? defaultDataDir(process.env)
  const log = lineLog({
    write: (line) => process.stderr.write(`${line}\n`),
    now: systemClock.now,
    verbose: Boolean(process.env.SWITCHHOOK_VERBOSE),
  })
  await makeDataDir(dataDir)
  const ports: EnginePorts = {
    version: places.version,
    host: 'headless',
    dataDir,
    resourcesDir: places.resourcesDir,
    clock: systemClock,
    newId: idMaker(systemClock.now),
    randomBytes,
    vault: await openFileVault(dataDir, process.env),
    log,
    env: process.env,
  }
  const engine = await createEngine(ports, {
    receiver: { host: options.host, port: options.port },
    overrides: (stored) => settingsForRun(options, config, stored),
    seed: !config?.endpoints.length,
  })

  const stop = new AbortController()
  try {
    if (config) await applyConfig(config, engine)
    const host = await startHttpHost({
      host: options.host,
      port: { port: options.uiPort ?? uiPort, demanded: options.uiPort !== null },
      token: await loadAccessToken(dataDir),
      rendererDir: places.rendererDir,
      openChannel: (channel) => serveChannel({ channel, contract, handlers: createHandlers(engine), log }),
      log,
    })
    await firstTunnelState(engine, tunnelWaitMs, hurry)

    const output = (options.json ? jsonOutput : textOutput)((line) => process.stdout.write(line))
    const endpoints = await engine.endpointStatuses()
    output.ready({ version: places.version, receiver: engine.receiverStatus().url, ui: host.url, endpoints })
    const endTunnelLines = printTunnel(engine, output)
    const printing = printDeliveries(engine, output, stop.signal)
    return async () => {
      endTunnelLines()
      await host.close()
      stop.abort()
      await printing
      await engine.close()
    }
  } catch (error) {
    await engine.close()
    throw error
  }
}
