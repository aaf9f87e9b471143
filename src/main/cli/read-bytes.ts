import { readFile } from 'node:fs/promises'
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
