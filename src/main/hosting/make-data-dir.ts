import { mkdir } from 'node:fs/promises'
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
    if (code === 'EEXIST') return
    if (code !== 'ENOENT' || dirname(path) === path) throw error
    await makeFolder(dirname(path))
    await mkdir(path, { mode: 0o700 })
  }
}
