import { join } from 'node:path'

/** Where the log keeps its files below the data folder. */
export interface LogPaths {
  readonly database: string
  /** Bodies above `spoolThreshold`, each in a file of its own; its name stands in the log. */
  readonly bodies: string
  /** Body files that no database refers to; nothing here is read or deleted. */
  readonly putAside: string
  /** Highest number that may have been given, see NumberReserve. */
  readonly numbers: string
}

export function logPaths(dataDir: string): LogPaths {
  return {
    database: join(dataDir, 'switchhook.db'),
    bodies: join(dataDir, 'bodies'),
    putAside: join(dataDir, 'put-aside'),
    numbers: join(dataDir, 'switchhook.numbers'),
  }
}
