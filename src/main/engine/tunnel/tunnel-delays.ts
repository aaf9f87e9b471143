/** All in milliseconds. */
export interface TunnelDelays {
  readonly firstRetry: number
  readonly lastRetry: number
  /** Longest wait for a tunnel to open. */
  readonly openLimit: number
  /** Longest wait for a tunnel to close. */
  readonly closeLimit: number
  readonly probeEvery: number
  /** Wait before the second probe, after one that failed. */
  readonly probeAgain: number
  readonly probeLimit: number
  /** A tunnel that was online for this long starts over with the shortest wait. */
  readonly steady: number
}

export const standardDelays: TunnelDelays = {
  firstRetry: 250,
  lastRetry: 30_000,
  openLimit: 20_000,
  closeLimit: 2_000,
  probeEvery: 30_000,
  probeAgain: 2_000,
  probeLimit: 10_000,
  steady: 10_000,
}
