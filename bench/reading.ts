// Lists, searches and counts over many deliveries, as a window asks for them, and the memory that this takes.
import { startBuiltHost } from '../test/support/built-host.ts'
import type { HostApi } from '../test/support/host-api.ts'
import { seeded } from '../test/support/seeded.ts'
import { benchOptions, percentile, report, rounded } from './support/bench.ts'
import { fullConfig, fullFolder, sendMix } from './support/full-folder.ts'
import { watchMemory } from './support/processes.ts'

const options = benchOptions()
const { rows, quick } = options
const repeats = quick ? 5 : 25
const further = quick ? 2000 : 100_000

/** With the newest page, a deep page and the count of all these are the 22 of the mix. */
const queries = [
  'verified:no',
  'type:call.ended',
  'type:call.ended verified:no',
  'status:5xx',
  'provider:twilio status:5xx',
  'Person4242',
  '"+1555"',
  'appointment',
  'kitchen tomorrow',
  'xylophonist',
  'call:CALL',
  'event:EVENT',
  'type:call.ended kitchen verified:no',
  '-type:call.ended',
  'booking -kitchen',
  'type:call.* status:500',
  'size:>700',
  'provider:allo-v2 "Person1234"',
  'after:2026-11-01 verified:no',
]

interface Timed {
  readonly name: string
  readonly times: number[]
  readonly ask: () => Promise<unknown>
}

/** A call id and an event id that are there, from the middle. */
async function idsOf(api: HostApi): Promise<readonly [string, string]> {
  const page = await api.call('deliveries.page', { query: 'provider:replicer', skip: Math.floor(rows / 20), limit: 1 })
  const row = page.rows[0]
  if (!row) throw new Error('there is nothing of Replicer')
  const { facts } = await api.call('deliveries.get', { id: row.id })
  return [facts.callId ?? 'none', facts.eventId ?? 'none']
}

async function timeAll(timed: readonly Timed[], seed: number): Promise<void> {
  const random = seeded(seed)
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const { times, ask } of [...timed].sort(() => random.next() - 0.5)) {
      const begun = performance.now()
      await ask()
      times.push(performance.now() - begun)
    }
  }
}

function tell(title: string, timed: readonly Timed[]): number {
  const all = timed.flatMap(({ times }) => times)
  const ms = (value: number) => value.toFixed(1).padStart(7)
  console.log(
    `${title}: p50 ${ms(percentile(all, 0.5))} ms  p95 ${ms(percentile(all, 0.95))} ms  max ${ms(Math.max(...all))} ms`,
  )
  const slowest = [...timed].sort((a, b) => percentile(b.times, 0.5) - percentile(a.times, 0.5)).slice(0, 6)
  for (const { name, times } of slowest)
    console.log(`  ${name.padEnd(40)} p50 ${ms(percentile(times, 0.5))}  max ${ms(Math.max(...times))}`)
  return rounded(percentile(all, 0.95), 1)
}

const folder = await fullFolder(rows)
const host = await startBuiltHost({ data: folder.path, config: fullConfig })
const memory = watchMemory(host.pid, 250)
const api = await host.api()
try {
  const [callId, eventId] = await idsOf(api)
  const asked = queries.map((query) => query.replace('CALL', callId).replace('EVENT', eventId))
  const page = (name: string, input: { query?: string; skip?: number }): Timed => ({
    name,
    times: [],
    ask: () => api.call('deliveries.page', input),
  })
  const count = (query: string): Timed => ({
    name: query || '(all)',
    times: [],
    ask: () => api.call('deliveries.count', { query }),
  })
  const newest = page('(newest page)', {})
  const lists = [newest, page('(half-way down)', { skip: Math.floor(rows / 2) })]
  const searches = asked.map((query) => page(query, { query }))
  const counts = ['', ...asked].map(count)

  for (const { name, ask } of counts) {
    const { count: found } = (await ask()) as { count: number }
    console.log(`  ${String(found).padStart(8)} ${name}`)
  }
  await timeAll([...lists, ...searches, ...counts], rows)
  console.log(`${rows} deliveries, ${repeats} times each, 100 rows a page`)
  const figures = {
    'list.p95Ms': tell('newest page', [newest]),
    'search.p95Ms': tell('all pages', [...lists, ...searches]),
    'count.p95Ms': tell('all counts', counts),
  }

  console.log(`${further} further deliveries; resident before: ${Math.round(memory.main())} MB`)
  await sendMix(host, further, rows * 0.985, 4711)
  for (const { ask } of [...lists, ...searches]) await ask()
  console.log(
    `resident, highest: host ${Math.round(memory.main())} MB, its children ${Math.round(memory.children())} MB`,
  )
  report(options, { ...figures, 'rss.mb': rounded(memory.main()) })
} finally {
  memory.stop()
  api.close()
  await host.stop()
  folder.remove()
}
