import type { SchemeSecret } from '../engine/offline.ts'
import { UsageError } from '../hosting/usage-error.ts'

/**
 * A secret by the name of its environment variable. What stands on a command line itself is read by others: in the list of
 * processes, in the shell's history. Throws UsageError.
 */
export function secretFrom(option: string, env: NodeJS.ProcessEnv): SchemeSecret {
  const name = /^env:(.+)$/.exec(option)?.[1]
  if (name === undefined) throw new UsageError('--secret takes the name of an environment variable: --secret env:NAME.')
  const value = env[name]
  if (value === undefined || value === '') throw new UsageError(`The environment variable ${name} is not set.`)
  return { id: name, label: name, value }
}
