import { readFile } from 'node:fs/promises'
import type { SchemeSecret } from '../engine/offline.ts'
import { UsageError } from '../hosting/usage-error.ts'
import type { CommandContext } from './command.ts'

/** Bytes of a file, or of standard input ("-"). Throws UsageError where the file cannot be read. */
export async function readBytes(file: string, { stdin }: Pick<CommandContext, 'stdin'>): Promise<Uint8Array> {
  if (file === '-') return stdin()
  try {
    return await readFile(file)
  } catch (error) {
    throw unreadable(file, error)
  }
}

/** Says why a file or folder cannot be read. */
export function unreadable(path: string, error: unknown): UsageError {
  const { code = '', message } = error as NodeJS.ErrnoException
  return new UsageError(`${path} cannot be read: ${reasons[code] ?? message}.`)
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it is not allowed',
}

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
