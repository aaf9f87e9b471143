import { parseArgs } from 'node:util'

export interface CliOptions {
  readonly data: string | null
  /** Receiver's port; null: as in the settings, next free one if taken. */
  readonly port: number | null
  readonly uiPort: number | null
  readonly host: string
  readonly config: string | null
  readonly tunnel: string | null
  readonly tunnelHost: string | null
  readonly tunnelSubdomain: string | null
  readonly json: boolean
  readonly help: boolean
  readonly version: boolean
}

/** Wrong use of the command line: printed as it is, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

export const helpText = `switchhook [options]

Starts the headless host: a receiver for webhooks and the inspector as a page on this machine.

  --data DIR            data folder (default: SWITCHHOOK_DATA, else the user's own)
  --port N              receiver's port, which must be free (0: one that is)
  --ui-port N           page's port, which must be free (0: one that is)
  --host ADDRESS        address that both listen on (default 127.0.0.1)
  --config FILE         JSON with endpoints, secrets, tunnel; applied at each start
  --tunnel DRIVER       localtunnel or none
  --tunnel-host URL     localtunnel server
  --tunnel-subdomain S  name to ask for
  --no-tunnel           the same as --tunnel none
  --json                one JSON object per line on standard output
  --version, --help
`

/** Reads the arguments after the script's name. Throws UsageError naming the argument. */
export function parseCli(argv: readonly string[]): CliOptions {
  const { values } = parse(argv)
  if (values['no-tunnel'] && values.tunnel !== undefined && values.tunnel !== 'none')
    throw new UsageError('--no-tunnel and --tunnel contradict each other; give one of them.')
  return {
    data: values.data ?? null,
    port: portOf('--port', values.port),
    uiPort: portOf('--ui-port', values['ui-port']),
    host: values.host ?? '127.0.0.1',
    config: values.config ?? null,
    tunnel: values['no-tunnel'] ? 'none' : (values.tunnel ?? null),
    tunnelHost: values['tunnel-host'] ?? null,
    tunnelSubdomain: values['tunnel-subdomain'] ?? null,
    json: values.json ?? false,
    help: values.help ?? false,
    version: values.version ?? false,
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      strict: true,
      allowPositionals: false,
      options: {
        data: { type: 'string' },
        port: { type: 'string' },
        'ui-port': { type: 'string' },
        host: { type: 'string' },
        config: { type: 'string' },
        tunnel: { type: 'string' },
        'tunnel-host': { type: 'string' },
        'tunnel-subdomain': { type: 'string' },
        'no-tunnel': { type: 'boolean' },
        json: { type: 'boolean' },
        // Taken by `npm start`; passing it on is harmless.
        headless: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new UsageError(`${(error as Error).message} See --help.`)
  }
}

function portOf(name: string, text: string | undefined): number | null {
  if (text === undefined) return null
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65535) return port
  throw new UsageError(`${name} must be a number from 0 to 65535, not "${text}".`)
}
