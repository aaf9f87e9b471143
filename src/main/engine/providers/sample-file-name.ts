/** What the name of a file in `samples/` says: a body of this event that conforms, or one that fails for a reason. */
export interface SampleFileName {
  readonly event: string
  /** e.g. "missing-callId"; null for a sample that conforms. */
  readonly fails: string | null
}

/** Null where the name is not one of `<event>.json` and `<event>.fails-<reason>.json`, or `.form` for an urlencoded body. */
export function readSampleFileName(name: string): SampleFileName | null {
  const match = /^(?<event>.+?)(\.fails-(?<reason>[^.]+))?\.(json|form)$/.exec(name)
  if (match?.groups === undefined) return null
  return { event: match.groups.event!, fails: match.groups.reason ?? null }
}
