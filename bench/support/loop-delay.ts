import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BuiltHost } from '../../test/support/built-host.ts'

export interface LoopFigures {
  readonly p99: number
  readonly max: number
}

/** What a host must be started with so that the delay of its main loop can be read. */
export const loopProbe = (data: string) => ({
  nodeArgs: ['--import', join(import.meta.dirname, 'loop-probe.mjs')],
  env: { BENCH_LOOP_FILE: `${data}.loop` },
})

/** Delay of the host's main loop since the last call, in milliseconds. */
export async function readLoopDelay(host: BuiltHost, data: string): Promise<LoopFigures> {
  const file = `${data}.loop`
  const lines = () => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [])
  const before = lines().length
  host.process.kill('SIGUSR2')
  for (let tries = 0; tries < 100; tries++) {
    const last = lines()[before]
    if (last) return JSON.parse(last) as LoopFigures
    await sleep(50)
  }
  throw new Error('the host did not tell the delay of its loop')
}
