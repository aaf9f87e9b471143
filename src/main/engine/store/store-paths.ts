import { join } from 'node:path'

/** Where the store keeps its files below the data folder. */
export interface StorePaths {
  readonly main: string
  /** Can be deleted at any time while Switchhook is closed; it is made anew. */
  readonly search: string
  readonly bodies: string
}

export function storePaths(dataDir: string): StorePaths {
  return {
    main: join(dataDir, 'switchhook.db'),
    search: join(dataDir, 'search.db'),
    bodies: join(dataDir, 'bodies'),
  }
}
