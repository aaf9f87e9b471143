import { isCorruption } from '../lib/database.ts'
import { tidyBodyFiles } from './body-files.ts'
import type { LogPaths } from './log-paths.ts'
import { markForRecovery, type Recovery, recoverIfDamaged } from './recover.ts'

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

/** Brings log and body files into the state that a start needs. Returns sentences for the screen. */
export function prepareLog(paths: LogPaths): string[] {
  const { value: putAside, recovery } = withWholeLog(paths, () => tidyBodyFiles(paths))
  return [recovery?.sentence, putAside].filter((text) => text != null)
}
