import { readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isCorruption } from '../lib/database.ts'
import { tidyBodyFiles } from './body-files.ts'
import type { LogPaths } from './log-paths.ts'
import { isSetAside, markForRecovery, type Recovery, recoverIfDamaged } from './recover.ts'

/**
 * Runs what needs a log that can be trusted. Damage that `work` meets is recovered from, once, and it runs again.
 * Throws AppError as `openLogDatabase` does.
 */
export function withWholeLog<T>(
  paths: LogPaths,
  work: () => T,
): { readonly value: T; readonly recovery: Recovery | null } {
  const recovery = recoverIfDamaged(paths)
  try {
    return { value: work(), recovery }
  } catch (error) {
    if (!isCorruption(error) && !isCorruption((error as Error).cause)) throw error
    markForRecovery(paths)
    const second = recoverIfDamaged(paths)
    return { value: work(), recovery: second }
  }
}

const dayMs = 24 * 60 * 60 * 1000

/**
 * A recovery of the last day, for the starts after the one that made it: whoever starts Switchhook in the morning has not
 * seen what was said at night. Null where there was none, and once the damaged files are deleted.
 */
export function recentRecovery({ database }: LogPaths, now: number): string | null {
  const folder = dirname(database)
  const files = readdirSync(folder).filter(isSetAside)
  // Being set aside is the last that happened to it.
  const newest = files
    .map((name) => ({ name, at: statSync(join(folder, name)).ctimeMs }))
    .filter(({ at }) => now - at < dayMs)
    .toSorted((one, other) => other.at - one.at)[0]
  if (newest === undefined) return null
  const when = new Date(newest.at).toISOString().slice(0, 16).replace('T', ' ')
  return `The log was damaged and recovered on ${when} UTC; single deliveries may be missing. The damaged file is still there as ${newest.name}.`
}

/** Brings log and body files into the state that a start needs. Returns sentences for the screen. */
export function prepareLog(paths: LogPaths): string[] {
  const { value: putAside, recovery } = withWholeLog(paths, () => tidyBodyFiles(paths))
  return [recovery?.sentence, putAside].filter((text) => text != null)
}
