import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { type HostApi, untilCurrent } from '../support/host-api.ts'
import { eachOf, rowsOf } from './check.ts'

const queries = [
  '',
  'verified:no',
  'verification:failed',
  'type:call.ended',
  'provider:none',
  'provider:replicer verified:yes',
  'status:200',
  'status:none',
  'is:aborted',
  'attempt:>1',
  'size:>1mb',
  'schema:differs',
  'event:evt-7',
  '"Sales Agent"',
  'enterprise pricing',
  'path:chaos=n1',
  '-type:call.ended size:<100',
]

/** All that lists, counts and details say. */
async function readAll(api: HostApi): Promise<Map<string, unknown>> {
  const all = new Map<string, unknown>()
  for (const query of queries) {
    all.set(`rows of “${query}”`, await rowsOf(api, query))
    all.set(`count of “${query}”`, await api.call('deliveries.count', { query }))
  }
  const rows = await rowsOf(api, '')
  await eachOf(rows.slice(0, 300), 16, async ({ id }) => {
    all.set(`details of ${id}`, await api.call('deliveries.get', { id }))
  })
  return all
}

/**
 * Where two hosts on copies of one log say different things; empty where they agree. Both may still be looking for causes of
 * failures, so that they get some time to agree.
 */
export async function differences(one: HostApi, other: HostApi, withinMs = 20_000): Promise<string[]> {
  const end = performance.now() + withinMs
  for (;;) {
    await Promise.all([untilCurrent(one), untilCurrent(other)])
    const [a, b] = await Promise.all([readAll(one), readAll(other)])
    const names = new Set([...a.keys(), ...b.keys()])
    const different = [...names].filter((name) => !isDeepStrictEqual(a.get(name), b.get(name)))
    if (different.length === 0 || performance.now() > end) return different
    await sleep(500)
  }
}
