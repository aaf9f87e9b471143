/** What the name of a file in `samples/` says: a body of this event that conforms, or one that fails for a reason. */
export interface SampleFileName {
  readonly event: string
  /** e.g. "missing-callId"; null for a sample that conforms. */
  readonly fails: string | null
}

/**
 * Null where the name is not one of `<event>.json` and `<event>.fails-<reason>.json`, or `.form` for an urlencoded body.
 * Characters of the event type that a file name can't have everywhere are percent-encoded: `orders%2Fcreate.json`.
 */
export function readSampleFileName(name: string): SampleFileName | null {
  const match = /^(?<event>.+?)(\.fails-(?<reason>[^.]+))?\.(json|form)$/.exec(name)
  const event = match?.groups === undefined ? null : decoded(match.groups.event!)
  return event === null ? null : { event, fails: match?.groups?.reason ?? null }
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    // A lone percent sign.
    return null
  }
}
