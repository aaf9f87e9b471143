import type { AttackResult } from './attack.ts'

/** What the host has to hold to, whatever is sent. */
export const goals = { p99Ms: 100, maxMs: 1000, hostBytes: 600e6, exitCode: 0 }

const milliseconds = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`
const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`

/** The figures of a run, one a line. */
export function figures(result: AttackResult): string[] {
  const { valid, statuses } = result
  const answers = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status || 'none'} ${count}`)
  return [
    `seed                    ${result.seed}`,
    `requests                ${result.requests} in ${Math.round(result.seconds)} s`,
    `answers                 ${answers.join(', ')}`,
    `crashes                 ${result.crashes.length}`,
    `valid deliveries        ${valid.answered}`,
    `their wait              p50 ${milliseconds(valid.p50)}, p99 ${milliseconds(valid.p99)}, longest ${milliseconds(valid.max)}`,
    `peak resident memory    host ${megabytes(result.hostBytes)}, judging process ${megabytes(result.childBytes)}`,
    `SIGTERM                 exit code ${result.exitCode} after ${milliseconds(result.stopMs)}`,
  ]
}

/** Goals that were not met, one sentence each; with a share of the times on a machine that does other things too. */
export function misses(result: AttackResult, timesOf: Pick<typeof goals, 'p99Ms' | 'maxMs'> = goals): string[] {
  const { valid } = result
  const missed: string[] = result.crashes.map((crash) => `crash: ${crash}`)
  missed.push(...valid.failures.slice(0, 20).map((failure) => `a valid delivery: ${failure}`))
  if (valid.answered === 0) missed.push('no valid delivery was answered')
  if (!(valid.p99 <= timesOf.p99Ms)) missed.push(`p99 of a valid delivery is over ${timesOf.p99Ms} ms`)
  if (!(valid.max <= timesOf.maxMs)) missed.push(`a valid delivery waited longer than ${timesOf.maxMs} ms`)
  if (result.hostBytes > goals.hostBytes) missed.push(`the host took more than ${megabytes(goals.hostBytes)}`)
  if (result.exitCode !== goals.exitCode) missed.push(`SIGTERM ended with ${result.exitCode}`)
  if (result.stopMs > 5000) missed.push('SIGTERM took longer than 5 s')
  return missed
}
