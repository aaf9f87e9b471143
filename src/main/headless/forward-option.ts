import type { ForwardOption } from './cli.ts'
import { Config } from './config.ts'

/** The endpoint of `--forward`: the same one each time, so that its URL stays. */
export const forwardName = 'Forward'

/**
 * The configuration with an endpoint that forwards, as `--forward` asks for it. That the command line names the target is
 * agreement to send there, as it is in a file.
 */
export function withForward(config: Config | null, forward: ForwardOption | null): Config | null {
  if (forward === null) return config
  const { url, provider, secret } = forward
  const { endpoints } = Config.parse({
    endpoints: [
      {
        name: forwardName,
        provider,
        target: url,
        mode: 'forward',
        secrets: secret === null ? [] : [{ label: secret.slice('env:'.length), value: secret }],
      },
    ],
  })
  const others = config?.endpoints.filter(({ name }) => name !== forwardName) ?? []
  return { ...(config ?? Config.parse({})), endpoints: [...others, ...endpoints] }
}
