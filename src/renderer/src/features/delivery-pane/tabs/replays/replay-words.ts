import type { HeaderChange, Replay } from '#shared/model/replay.ts'

/** How a replay's answer stands to the one that the delivery got. */
export function againstOriginal(
  replay: Replay,
  original: number | null,
): { readonly same: boolean; readonly words: string } | null {
  if (replay.status === null || original === null) return null
  return replay.status === original ? { same: true, words: 'same status' } : { same: false, words: `was ${original}` }
}

/** "3 headers recomputed, 1 dropped", or "headers as stored". */
export function changesNote(changes: readonly HeaderChange[]): string {
  const words = (['dropped', 'recomputed', 'added'] as const).flatMap((kind) => {
    const count = changes.filter(({ change }) => change === kind).length
    return count === 0 ? [] : [`${count} ${kind}`]
  })
  return words.length === 0 ? 'headers as stored' : words.join(', ')
}

/** What went out: as it was stored, or with a new signature. */
export function signedWords({ signed = 'as stored' }: Pick<Replay, 'signed'>): string {
  return signed === 'as stored'
    ? 'Body and signature went out byte for byte as they were received.'
    : `Signed ${signed} for this target and this moment.`
}

/** Host and port of a target, the whole text where it is no URL. */
export function hostOf(target: string): string {
  return URL.canParse(target) ? new URL(target).host : target
}

/** The phases of a replay on one scale, in percent of its total. Phases that were not reached are left out. */
export function timePhases({
  timing,
}: Replay): { readonly name: string; readonly ms: number; readonly share: number }[] {
  const { connectMs, firstByteMs, totalMs } = timing
  const points = [
    { name: 'connect', until: connectMs },
    { name: 'first byte', until: firstByteMs },
    { name: 'rest', until: totalMs },
  ]
  let from = 0
  return points.flatMap(({ name, until }) => {
    if (until === null) return []
    const ms = Math.max(0, until - from)
    from = until
    return [{ name, ms, share: totalMs > 0 ? (ms / totalMs) * 100 : 0 }]
  })
}
