import { randomUUID } from 'node:crypto'
import { chmod, link, readFile, rename, rm, writeFile } from 'node:fs/promises'

/**
 * Text of a file that only its owner may read, made with `create` where it is missing. It is there whole or not at all, and
 * of several processes that make it at once all get the text of the first.
 */
export async function privateFile(path: string, create: () => string): Promise<string> {
  const text = (await readIfThere(path)) ?? (await make(path, create()))
  await chmod(path, 0o600)
  return text.trim()
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
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
