import { randomUUID } from 'node:crypto'
import { chmod, link, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '#shared/api/errors.ts'

/** Makes a data folder for its owner alone, and what is missing above it. Throws AppError `unavailable` where it cannot be made. */
export async function makeDataDir(dataDir: string): Promise<void> {
  try {
    await makeFolder(dataDir)
  } catch (error) {
    const { message } = error as Error
    throw new AppError('unavailable', `The data folder ${dataDir} cannot be made: ${message}. Choose another one.`)
  }
}

/** Not `recursive: true`: that never ends below a folder such as /proc, which says "no such file" to each attempt. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return
    if (code === 'EEXIST') throw new Error('there is a file of this name')
    if (code !== 'ENOENT' || dirname(path) === path) throw error
    await makeFolder(dirname(path))
    await mkdir(path, { mode: 0o700 })
  }
}

/**
 * Text of a file that only its owner may read, made with `create` where it is missing. It is there whole or not at all, and
 * of several processes that make it at once all get the text of the first. Throws AppError `unavailable`.
 */
export async function privateFile(path: string, create: () => string): Promise<string> {
  try {
    const there = await readIfThere(path)
    const text = there ?? (await make(path, create()))
    await chmod(path, 0o600)
    return text.trim()
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    throw new AppError(
      'unavailable',
      `${path} cannot be read or written (${code ?? message}). Check that its folder may be written to.`,
      [],
      { cause },
    )
  }
}

async function make(path: string, text: string): Promise<string> {
  const draft = `${path}.${randomUUID()}`
  await writeFile(draft, text, { mode: 0o600, flush: true })
  try {
    await link(draft, path)
    await rm(draft)
    return text
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      await rm(draft)
      return readFile(path, 'utf8')
    }
    // A file system without hard links, such as exFAT.
    await rename(draft, path)
    return text
  }
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    // A pipe would be waited for without end.
    if (!(await stat(path)).isFile()) throw new Error('it is not a regular file')
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
