import { resolve } from 'node:path'
import { contract } from '#shared/api/contract.ts'
import { createHttpApi } from '../../src/main/api/http-api.ts'
import { openApiOf } from '../../src/main/api/openapi.ts'
import { createService } from '../../src/main/api/service.ts'
import { runCommand } from '../../src/main/cli/run.ts'
import { loadAccessToken } from '../../src/main/headless/access.ts'
import { startHttpHost } from '../../src/main/headless/http-host.ts'
import { writeHostFile } from '../../src/main/hosting/host-file.ts'
import { silentLog, startTestEngine, type TestEngine } from './start-engine.ts'

/** A real engine behind the real HTTP host, found by commands through its data folder. */
export interface CommandLineHost {
  readonly engine: TestEngine
  /** http://127.0.0.1:… */
  readonly origin: string
  readonly token: string
  /** Runs a command with this host's data folder. */
  run(argv: readonly string[], how?: RunOptions): Promise<Result>
  close(): Promise<void>
}

export interface RunOptions {
  readonly stop?: AbortSignal
  /** Width of the terminal; left out: there is none. */
  readonly columns?: number
  readonly env?: NodeJS.ProcessEnv
  readonly stdin?: string | Uint8Array
  /** What the user answers; left out: nobody is there. */
  readonly answer?: boolean
}

export interface Result {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs a command without a host, on a data folder that need not exist. */
export async function runAlone(argv: readonly string[], dataDir: string, how: RunOptions = {}): Promise<Result> {
  const { stop = new AbortController().signal, columns, env = {}, stdin = '', answer } = how
  let out = ''
  let err = ''
  const code = await runCommand(
    [...argv, ...(/^(?:help|completion|--help)$/.test(argv[0] ?? '') ? [] : ['--data', dataDir])],
    {
      env,
      defaultDataDir: '/nowhere',
      hostFile: '/nowhere/headless.js',
      resourcesDir: resolve(import.meta.dirname, '../../resources'),
      async out(bytes) {
        out += Buffer.from(bytes as Uint8Array).toString()
      },
      err: (text) => {
        err += text
      },
      stdin: async () => Buffer.from(stdin as string),
      confirm:
        answer === undefined
          ? null
          : async (question) => {
              err += `${question}\n`
              return answer
            },
      terminal: columns === undefined ? null : { columns },
      showsProgress: columns !== undefined,
      stop,
    },
  )
  return { code, out, err }
}

export async function startCommandLineHost(): Promise<CommandLineHost> {
  const engine = await startTestEngine()
  const service = createService(contract, engine.api)
  const token = await loadAccessToken(engine.dataDir)
  const host = await startHttpHost({
    host: '127.0.0.1',
    port: 0,
    strictPort: false,
    token,
    rendererDir: engine.dataDir,
    openChannel: (channel) => ({ close: () => channel.close() }),
    api: createHttpApi({ service, isStream: (name) => name in contract.streams, log: silentLog }),
    apiDocument: () => openApiOf(contract, '0'),
    log: silentLog,
  })
  const { origin } = new URL(host.url)
  writeHostFile(engine.dataDir, { url: origin, pid: process.pid })
  return {
    engine,
    origin,
    token,
    run: (argv, how) => runAlone(argv, engine.dataDir, how),
    async close() {
      await host.close()
      await engine.remove()
    },
  }
}

/** The objects that a command printed with `--json`. */
export const objects = ({ out }: Result) =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
