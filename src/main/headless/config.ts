import { readFile } from 'node:fs/promises'
import { createScanner, type ParseError, parse, printParseErrorCode } from 'jsonc-parser'
import { z } from 'zod'
import { AppError, issueSentence, wireIssues } from '#shared/api/errors.ts'
import { EndpointName } from '#shared/model/endpoint.ts'
import { defaultForward, EndpointMode, ForwardSettings } from '#shared/model/forward.ts'
import { defaultSettings, Settings, Subdomain } from '#shared/model/settings.ts'
import { TargetUrl } from '#shared/model/target-url.ts'
import { SchemeRef } from '#shared/model/verification.ts'
import { type Engine, tunnelDriverInfos } from '../engine/engine.ts'
import { UsageError } from '../hosting/usage-error.ts'
import type { CliOptions } from './cli.ts'

const ConfigSecret = z.strictObject({
  label: z.string().trim().min(1).max(80),
  /** The secret, or env:NAME. */
  value: z.string().min(1).max(8192),
})

const ConfigEndpoint = z.strictObject({
  name: EndpointName,
  /** Pack id; left out or null: detect. */
  provider: z.string().nullable().default(null),
  secrets: z.array(ConfigSecret).default([]),
  target: TargetUrl.nullable().default(null),
  /** `forward`: the target answers. That the file names a target is agreement to send there. */
  mode: EndpointMode.default('answer'),
  forward: ForwardSettings.partial().optional(),
  recipe: SchemeRef.nullable().default(null),
})
export type ConfigEndpoint = z.infer<typeof ConfigEndpoint>

const ConfigTunnel = z.strictObject({
  driver: z.string().default('localtunnel'),
  host: Settings.shape.tunnel.shape.host.optional(),
  subdomain: Subdomain.nullable().optional(),
})

export const Config = z
  .strictObject({
    $schema: z.string().optional(),
    endpoints: z.array(ConfigEndpoint).default([]),
    /** A driver's name, "none", or an object with host and subdomain. */
    tunnel: z.union([z.string(), ConfigTunnel]).optional(),
    receiver: z
      .strictObject({
        port: Settings.shape.receiver.shape.port.optional(),
        bodyLimit: Settings.shape.receiver.shape.bodyLimit.optional(),
      })
      .optional(),
    approvedTargets: Settings.shape.approvedTargets.optional(),
    /** Folders that exports may be written to, besides the data folder's own; relative to where the host is started. */
    exportRoots: z.array(z.string().min(1)).optional(),
  })
  .superRefine((config, context) => {
    refuseRepeated(
      config.endpoints.map((e) => e.name),
      (i) => ['endpoints', i, 'name'],
      context,
    )
    config.endpoints.forEach((endpoint, at) => {
      refuseRepeated(
        endpoint.secrets.map((s) => s.label),
        (i) => ['endpoints', at, 'secrets', i, 'label'],
        context,
      )
    })
  })
export type Config = z.infer<typeof Config>

function refuseRepeated(
  names: readonly string[],
  path: (index: number) => PropertyKey[],
  context: z.RefinementCtx,
): void {
  names.forEach((name, i) => {
    if (names.indexOf(name) !== i)
      context.addIssue({ code: 'custom', path: path(i), message: `"${name}" is there twice` })
  })
}

/** Reads a configuration file (JSON; comments are allowed). Throws UsageError naming file, place and what is wrong. */
export async function readConfig(file: string): Promise<Config> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `${file} cannot be read: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}.`,
    )
  })
  return parseConfig(text, file)
}

/** See readConfig; `file` is only named in messages. */
export function parseConfig(text: string, file: string): Config {
  refuseStrange(text, file)
  const errors: ParseError[] = []
  const value: unknown = parse(text.replace(/^\uFEFF/, ''), errors, { allowTrailingComma: true })
  const first = errors[0]
  if (first) {
    throw new UsageError(`${file} is not JSON: ${printParseErrorCode(first.error)} at ${placeIn(text, first.offset)}.`)
  }
  const parsed = Config.safeParse(value)
  if (parsed.success) return parsed.data
  const lines = wireIssues(parsed.error).map((issue) => `  ${issueSentence(issue, '(the whole file)')}`)
  throw new UsageError([`${file} is not a valid configuration:`, ...lines].join('\n'))
}

function placeIn(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n')
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`
}

/** Far more levels than a configuration has. */
const maxDepth = 50

/** Levels without end, which the parser answers with a stack overflow, and `__proto__`, which it makes disappear. */
function refuseStrange(text: string, file: string): void {
  const scanner = createScanner(text, true)
  let depth = 0
  // Not by the length of the token: after a backslash at the very end it is never 0.
  for (scanner.scan(); scanner.getTokenOffset() < text.length; scanner.scan()) {
    const at = scanner.getTokenOffset()
    const first = text.charAt(at)
    if (first === '{' || first === '[') depth += 1
    if (first === '}' || first === ']') depth -= 1
    if (depth > maxDepth)
      throw new UsageError(
        `${file} is not a valid configuration: more than ${maxDepth} levels at ${placeIn(text, at)}.`,
      )
    if (first === '"' && scanner.getTokenValue() === '__proto__')
      throw new UsageError(
        `${file} is not a valid configuration: "__proto__" is no name to use, at ${placeIn(text, at)}.`,
      )
  }
}

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
 * file no longer names stays as it is. Throws UsageError with the path of what cannot be applied; `place`: of the only
 * endpoint, where that does not come from a file.
 */
export async function applyConfig(config: Config, engine: Engine, place?: string): Promise<void> {
  for (const [index, wanted] of config.endpoints.entries()) {
    await applyEndpoint(wanted, engine, place ?? `endpoints[${index}]`)
  }
}

async function applyEndpoint(wanted: ConfigEndpoint, { endpoints, forwards }: Engine, path: string): Promise<void> {
  const { name, provider, target, recipe, mode, forward } = wanted
  const existing = endpoints.byConfigKey(name)
  const endpoint = await at(path, () =>
    existing
      ? endpoints.update(existing.id, { name, provider, recipe, configKey: name })
      : endpoints.create({ name, provider, target, configKey: name }),
  )
  if (!existing && recipe) await at(path, () => endpoints.update(endpoint.id, { recipe }))
  // With the target, which may be of use only in one of the modes.
  await at(path, () =>
    forwards.set({ endpointId: endpoint.id, mode, target, forward: { ...defaultForward, ...forward }, approve: true }),
  )

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
    const lines = error.issues.map((issue) => `${path}.${issueSentence(issue)}`)
    throw new UsageError(lines.length ? lines.join('\n') : `${path}: ${error.message}`)
  }
}

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
