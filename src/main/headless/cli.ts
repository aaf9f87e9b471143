import { parseArgs } from 'node:util'
import { urlOption } from '../hosting/url-option.ts'
import { optionProblem, UsageError } from '../hosting/usage-error.ts'

export interface CliOptions {
  readonly data: string | null
  /** Receiver's port; null: the one of the settings, or the next free one. */
  readonly port: number | null
  readonly uiPort: number | null
  readonly host: string
  readonly config: string | null
  readonly tunnel: string | null
  readonly tunnelHost: string | null
  readonly tunnelSubdomain: string | null
  /** Sends what arrives on to this URL. */
  readonly forward: ForwardOption | null
  /** Folders that exports may be written to, besides the data folder's own. */
  readonly exportRoots: readonly string[]
  readonly json: boolean
  readonly help: boolean
  readonly version: boolean
}

export interface ForwardOption {
  readonly url: string
  /** Pack id; null: detect. */
  readonly provider: string | null
  /** `env:NAME`; null: none. */
  readonly secret: string | null
}

export const helpText = `Usage: switchhook [listen] [options]

Runs Switchhook without a window: it receives webhooks and serves the inspector as a web page on this machine.

  --data DIR            data folder (default: $SWITCHHOOK_DATA, else your user's own)
  --port N              port of the receiver; fails if it is taken (0: any free port)
  --ui-port N           port of the inspector; fails if it is taken (0: any free port)
  --host ADDRESS        address that both listen on (default: 127.0.0.1)
  --config FILE         JSON file with endpoints, secrets and tunnel, applied at each start
  --tunnel DRIVER       localtunnel or none
  --tunnel-host URL     localtunnel server to use
  --tunnel-subdomain S  subdomain to ask for
  --no-tunnel           same as --tunnel none
  --forward URL         send each delivery on to URL and pass its answer back; makes an endpoint
  --provider ID         whose deliveries --forward is for (default: detect)
  --secret env:NAME     their secret, from this environment variable
  --export-root DIR     folder that exports may be written to, besides the data folder's own (repeatable)
  --json                print one JSON object per line
  -h, --help            print this help
  --version             print the version
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
    forward: forwardOf(values.forward, values.provider, values.secret),
    exportRoots: values['export-root'] ?? [],
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
        forward: { type: 'string' },
        provider: { type: 'string' },
        secret: { type: 'string' },
        'export-root': { type: 'string', multiple: true },
        json: { type: 'boolean' },
        // Taken by `npm start`; passing it on is harmless.
        headless: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new UsageError(`${optionProblem(error)} See --help.`)
  }
}

function forwardOf(
  given: string | undefined,
  provider: string | undefined,
  secret: string | undefined,
): ForwardOption | null {
  if (given === undefined) {
    if (provider === undefined && secret === undefined) return null
    throw new UsageError(`--${provider === undefined ? 'secret' : 'provider'} goes with --forward URL.`)
  }
  const url = urlOption('--forward', given)
  if (secret !== undefined && !/^env:./.test(secret))
    throw new UsageError('--secret takes the name of an environment variable: --secret env:NAME.')
  return { url, provider: provider ?? null, secret: secret ?? null }
}

function portOf(name: string, text: string | undefined): number | null {
  if (text === undefined) return null
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65535) return port
  throw new UsageError(`${name} must be a number from 0 to 65535, not "${text}".`)
}
