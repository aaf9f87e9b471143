/** A replay that the user goes to: its delivery's Replays tab chooses it when it opens. */
let wanted: { readonly deliveryId: string; readonly replayId: string } | null = null

export function showReplay(deliveryId: string, replayId: string | null): void {
  wanted = replayId === null ? null : { deliveryId, replayId }
}

/** The replay that is wanted of this delivery, once; null where none is. */
export function takeReplayToShow(deliveryId: string): string | null {
  if (wanted?.deliveryId !== deliveryId) return null
  const { replayId } = wanted
  wanted = null
  return replayId
}
