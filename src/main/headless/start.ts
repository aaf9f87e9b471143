import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { contract } from '#shared/api/contract.ts'
import { defaultPorts } from '#shared/model/default-ports.ts'
import { createHandlers } from '../api/handlers.ts'
import { createHttpApi } from '../api/http-api.ts'
import { openApiOf } from '../api/openapi.ts'
import { serveChannel } from '../api/serve-channel.ts'
import { createService } from '../api/service.ts'
import { createEngine } from '../engine/engine.ts'
import { createClosers } from '../engine/lib/closers.ts'
import { childProcesses } from '../hosting/child-process.ts'
import { makeDataDir } from '../hosting/data-dir.ts'
import { defaultDataDir } from '../hosting/default-data-dir.ts'
import { openFileVault } from '../hosting/file-vault.ts'
import { removeHostFile, writeHostFile } from '../hosting/host-file.ts'
import { idMaker, lineLog, randomBytes, systemClock } from '../hosting/node-ports.ts'
import { UsageError } from '../hosting/usage-error.ts'
import { endYieldingHost, yieldsVariable } from '../hosting/yielding-host.ts'
import { mcpOverHttp, serviceClient } from '../mcp/http.ts'
import { loadAccessToken } from './access.ts'
import type { CliOptions } from './cli.ts'
import { applyConfig, readConfig, settingsForRun } from './config.ts'
import { forwardConfig } from './forward-option.ts'
import { startHttpHost } from './http-host.ts'
import { jsonOutput, linePrinter, textOutput } from './output.ts'
import { firstTunnelState, printDeliveries, printTunnel } from './print-events.ts'

export interface HeadlessPaths {
  readonly version: string
  readonly resourcesDir: string
  readonly rendererDir: string
}

/** Longest wait for the tunnel before the ready line. */
const tunnelWaitMs = 8000

/**
 * Starts the headless host and prints the ready line; `signal` ends the wait for the tunnel. Resolves with the function that
 * closes everything. `onGiveUp` hears that no delivery can be taken any more; the page goes on for as long as it runs. Throws
 * UsageError for what the user can put right in arguments or file, AppError for what stands in the way on this machine.
 */
export async function startHeadless(
  options: CliOptions,
  paths: HeadlessPaths,
  signal: AbortSignal,
  onGiveUp: (problem: string) => void,
): Promise<() => Promise<void>> {
  const closers = createClosers()
  try {
    await start(options, paths, signal, onGiveUp, closers.add)
  } catch (error) {
    await closers.close().catch(() => undefined) // Why it could not start matters more.
    throw error
  }
  return closers.close
}

async function start(
  options: CliOptions,
  paths: HeadlessPaths,
  signal: AbortSignal,
  onGiveUp: (problem: string) => void,
  atEnd: (closer: () => unknown) => void,
): Promise<void> {
  const config = options.config === null ? null : await readConfig(options.config)
  const dataDir = options.data ?? defaultDataDir(process.env)
  const log = lineLog({
    write: (line) => process.stderr.write(`${line}\n`),
    now: systemClock.now,
    verbose: Boolean(process.env.SWITCHHOOK_VERBOSE),
  })
  await makeDataDir(dataDir)
  const yields = process.env[yieldsVariable] !== undefined
  if (!yields) await endYieldingHost(dataDir)
  const engine = await createEngine(
    {
      version: paths.version,
      host: 'headless',
      dataDir,
      resourcesDir: paths.resourcesDir,
      clock: systemClock,
      newId: idMaker(systemClock.now),
      randomBytes,
      vault: await openFileVault(dataDir, process.env),
      log,
      fork: childProcesses(log),
      env: process.env,
    },
    {
      receiver: { host: options.host, port: options.port },
      overrides: (stored) => settingsForRun(options, config, stored),
      seed: !config?.endpoints.length && options.forward === null,
      exportRoots: exportRoots([...options.exportRoots, ...(config?.exportRoots ?? [])]),
      onGiveUp,
    },
  )
  atEnd(() => engine.close())

  if (config) await applyConfig(config, engine)
  if (options.forward) await applyConfig(forwardConfig(options.forward), engine, '--forward')
  const service = createService(contract, createHandlers(engine))
  const mcp = mcpOverHttp({ client: serviceClient(service), version: paths.version, log })
  const host = await startHttpHost({
    host: options.host,
    port: options.uiPort ?? defaultPorts.page,
    strictPort: options.uiPort !== null,
    token: await loadAccessToken(dataDir),
    rendererDir: paths.rendererDir,
    openChannel: (channel) => serveChannel({ channel, service, log }),
    api: createHttpApi({ service, isStream: (name) => Object.hasOwn(contract.streams, name), log }),
    apiDocument: () => openApiOf(contract, paths.version),
    mcp,
    log,
  })
  atEnd(() => host.close())
  atEnd(() => mcp.close())
  writeHostFile(dataDir, { url: new URL(host.url).origin, pid: process.pid, yields })
  atEnd(() => removeHostFile(dataDir))
  await firstTunnelState(engine, tunnelWaitMs, signal)

  const printer = linePrinter(process.stdout, droppedLine(options.json))
  const output = (options.json ? jsonOutput : textOutput)(printer.write)
  const endpoints = await engine.endpointStatuses()
  // Before the first line: whoever reads that may send at once.
  const after = await engine.through()
  output.ready({ version: paths.version, receiver: engine.receiverStatus().url, ui: host.url, endpoints })
  atEnd(printTunnel(engine, output))

  const stopPrinting = new AbortController()
  const { signal: stop } = stopPrinting
  // A person wants the present; a program wants every line, and the engine holds them until it reads.
  const ready = options.json ? printer.ready : async () => undefined
  const printing = printDeliveries({ engine, output, after, ready, log, stop })
  atEnd(() => {
    stopPrinting.abort()
    return printing
  })
}

/** As absolute paths. Throws UsageError for one that is not a folder. */
function exportRoots(given: readonly string[]): string[] {
  return given.map((root) => {
    const path = resolve(root)
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path
    throw new UsageError(`--export-root: there is no folder ${path}.`)
  })
}

function droppedLine(json: boolean): (count: number) => string {
  return (count) =>
    json
      ? `${JSON.stringify({ type: 'dropped', lines: count })}\n`
      : `(${count} lines were not printed: nobody read them)\n`
}
