import { readFile } from 'node:fs/promises'
import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser'
import { z } from 'zod'
import { EndpointName, TargetUrl } from '#shared/model/endpoint.ts'
import { Settings, Subdomain } from '#shared/model/settings.ts'
import { SchemeRef } from '#shared/model/verification.ts'
import { UsageError } from './cli.ts'

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
  const errors: ParseError[] = []
  const value: unknown = parse(text.replace(/^\uFEFF/, ''), errors, { allowTrailingComma: true })
  const first = errors[0]
  if (first) {
    const before = text.slice(0, first.offset).split('\n')
    throw new UsageError(
      `${file} is not JSON: ${printParseErrorCode(first.error)} at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}.`,
    )
  }
  const parsed = Config.safeParse(value)
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.flatMap((issue) => describe(issue))
  throw new UsageError([`${file} is not a valid configuration:`, ...lines.map((line) => `  ${line}`)].join('\n'))
}

function describe(issue: z.core.$ZodIssue): string[] {
  const path = formatPath(issue.path)
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${path ? `${path}.` : ''}${key}: unknown key`)
  return [`${path || '(the whole file)'}: ${issue.message}`]
}

/** ["endpoints", 0, "name"] -> endpoints[0].name */
function formatPath(path: readonly PropertyKey[]): string {
  return path.map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i ? '.' : ''}${String(part)}`)).join('')
}
