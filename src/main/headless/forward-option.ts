import type { ForwardOption } from './cli.ts'
import { Config } from './config.ts'

/** The endpoint of `--forward`: the same one each time, so that its URL stays. */
export const forwardName = 'Forward'

/**
 * What `--forward` asks for, as a configuration: an endpoint that forwards. That the command line names the target is
 * agreement to send there, as it is in a file.
 */
export function forwardConfig({ url, provider, secret }: ForwardOption): Config {
  const secrets = secret === null ? [] : [{ label: secret.slice('env:'.length), value: secret }]
  return Config.parse({ endpoints: [{ name: forwardName, provider, target: url, mode: 'forward', secrets }] })
}
