import { defaultSettings, Settings } from '#shared/model/settings.ts'
import { tunnelDriverInfos } from '../engine/engine.ts'
import { configSettings } from './apply-config.ts'
import { type CliOptions, UsageError } from './cli.ts'
import type { Config } from './config.ts'

/**
 * Settings of the command line over those of the configuration file over the stored ones. Throws UsageError where a tunnel
 * is named that does not exist, or its host or name cannot be right.
 */
export function settingsForRun(options: CliOptions, config: Config | null, stored: Settings): Partial<Settings> {
  const fromFile = config ? configSettings(config, stored) : {}
  const tunnel = { ...(fromFile.tunnel ?? stored.tunnel) }
  if (options.tunnel !== null) tunnel.driver = options.tunnel
  if (options.tunnelHost !== null) tunnel.host = options.tunnelHost
  if (options.tunnelSubdomain !== null) tunnel.subdomain = options.tunnelSubdomain
  refuseUnknownDriver(tunnel.driver, options.tunnel === null ? 'tunnel' : '--tunnel')
  const issue = Settings.shape.tunnel.safeParse(tunnel).error?.issues[0]
  if (issue) throw new UsageError(`--tunnel-${issue.path.join('-') || 'host'}: ${issue.message}`)
  const receiver = { ...defaultSettings.receiver, ...stored.receiver, ...fromFile.receiver }
  return { ...fromFile, tunnel, receiver }
}

function refuseUnknownDriver(driver: string, place: string): void {
  const known = [...tunnelDriverInfos().map(({ id }) => id), 'none']
  if (known.includes(driver)) return
  throw new UsageError(`${place}: there is no tunnel driver "${driver}"; there are ${known.join(', ')}.`)
}
