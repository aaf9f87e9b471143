import { mkdirSync, realpathSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { AppError } from '#shared/api/errors.ts'

/**
 * Where exports may be written. Whoever can ask the API must not get to write anywhere: below the data folder's `exports`,
 * below the roots that the host was started with, and in folders that the user chose in a dialog of the system.
 */
export interface ExportFolders {
  readonly roots: readonly string[]
  readonly canChoose: boolean
  /** Asks the user; null where nothing was chosen. Throws AppError `unavailable` where there is no dialog to ask with. */
  choose(): Promise<string | null>
  /**
   * The real path of a folder, made where it is missing; a relative one is below the data folder's `exports`. Throws
   * AppError: `bad-input` where it may not be written to, `unavailable` where it cannot be made.
   */
  open(folder: string): string
}

interface FolderParts {
  readonly dataDir: string
  /** Absolute, and there. */
  readonly roots: readonly string[]
  /** Folders that were chosen in earlier runs. */
  readonly chosen: readonly string[]
  /** The dialog of the system; resolves with an absolute path. */
  readonly ask: (() => Promise<string | null>) | undefined
  /** Resolves when the list is stored. */
  readonly store: (chosen: readonly string[]) => Promise<void>
}

/** The newest stay. */
const maxChosen = 50

/** Folders below the data folder and the roots are allowed from the start, others once the user has chosen them. */
export function createExportFolders({ dataDir, roots, chosen, ask, store }: FolderParts): ExportFolders {
  const own = join(resolve(dataDir), 'exports')
  // Where nobody can be asked, what was once chosen elsewhere counts for nothing.
  let allowed: readonly string[] = ask ? chosen : []

  function isAllowed(real: string): boolean {
    return [own, ...roots, ...allowed].some((root) => isWithin(realOf(root), real))
  }

  return {
    roots: [own, ...roots],
    canChoose: ask !== undefined,
    async choose() {
      if (!ask) throw new AppError('unavailable', 'This host has no window to choose a folder in.')
      const folder = await ask()
      if (folder === null) return null
      const real = realOf(folder)
      allowed = [...allowed.filter((one) => one !== real), real].slice(-maxChosen)
      await store(allowed)
      return real
    },
    open(folder) {
      const place = isAbsolute(folder) ? resolve(folder) : resolve(own, folder)
      // Links on the way are followed before anything is made.
      if (folder.includes('\0') || !isAllowed(realOf(place))) throw refused(folder, [own, ...roots], ask !== undefined)
      try {
        mkdirSync(place, { recursive: true })
        const real = realpathSync(place)
        if (isAllowed(real)) return real
      } catch (cause) {
        throw new AppError('unavailable', `The folder ${place} cannot be used: ${(cause as Error).message}.`, [], {
          cause,
        })
      }
      throw refused(folder, [own, ...roots], ask !== undefined)
    },
  }
}

function refused(folder: string, roots: readonly string[], canChoose: boolean): AppError {
  const below = `A folder has to be below ${roots.join(' or ')}`
  const advice = canChoose
    ? `${below}, or chosen in the dialog.`
    : `${below}. The host's option --export-root allows others.`
  return new AppError('bad-input', `${folder} may not be written to. ${advice}`, [
    { path: ['folder'], message: advice },
  ])
}

/** The real path of what is there, with the rest that is not. */
function realOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(realOf(parent), basename(path))
  }
}

function isWithin(root: string, path: string): boolean {
  const way = relative(root, path)
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way))
}
