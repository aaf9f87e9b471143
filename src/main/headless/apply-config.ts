import { AppError } from '#shared/api/errors.ts'
import type { Settings } from '#shared/model/settings.ts'
import type { Engine } from '../engine/engine.ts'
import { UsageError } from './cli.ts'
import type { Config, ConfigEndpoint } from './config.ts'

/** Settings that a configuration file gives, over the stored ones. */
export function configSettings(config: Config, base: Settings): Partial<Settings> {
  const { tunnel, receiver, approvedTargets } = config
  const chosen = typeof tunnel === 'string' ? { driver: tunnel } : tunnel
  return {
    ...(chosen && {
      tunnel: {
        driver: chosen.driver,
        host: ('host' in chosen && chosen.host) || base.tunnel.host,
        subdomain: 'subdomain' in chosen ? (chosen.subdomain ?? null) : base.tunnel.subdomain,
      },
    }),
    ...(receiver && {
      receiver: { port: receiver.port ?? base.receiver.port, bodyLimit: receiver.bodyLimit ?? base.receiver.bodyLimit },
    }),
    ...(approvedTargets && { approvedTargets }),
  }
}

/**
 * Brings endpoints and secrets to what the file says: made where missing, changed where different, never doubled. What the
 * file no longer names stays as it is. Throws UsageError with the path of what cannot be applied.
 */
export async function applyConfig(config: Config, engine: Engine): Promise<void> {
  for (const [index, wanted] of config.endpoints.entries()) {
    await applyEndpoint(wanted, engine, `endpoints[${index}]`)
  }
}

async function applyEndpoint(wanted: ConfigEndpoint, { endpoints }: Engine, path: string): Promise<void> {
  const { name, provider, target, recipe } = wanted
  const existing = endpoints.byConfigKey(name)
  const endpoint = await at(path, () =>
    existing
      ? endpoints.update(existing.id, { name, provider, target, recipe, configKey: name })
      : endpoints.create({ name, provider, target, configKey: name }),
  )
  if (!existing && recipe) await at(path, () => endpoints.update(endpoint.id, { recipe }))

  for (const [index, { label, value }] of wanted.secrets.entries()) {
    const known = endpoint.secrets.find((secret) => secret.label === label)
    await at(`${path}.secrets[${index}]`, () =>
      known ? endpoints.secrets.setValue(known.id, value) : endpoints.secrets.add(endpoint.id, label, value),
    )
  }
}

/** Turns an engine's refusal into one that names the place in the file. */
async function at<T>(path: string, apply: () => Promise<T>): Promise<T> {
  try {
    return await apply()
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'bad-input') throw error
    const lines = error.issues.map((issue) => `${path}.${issue.path.join('.')}: ${issue.message}`)
    throw new UsageError(lines.length ? lines.join('\n') : `${path}: ${error.message}`)
  }
}
