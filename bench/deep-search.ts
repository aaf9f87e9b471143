// Searches that go through the stored requests (headers, places in bodies), and how long others wait meanwhile.
import { setTimeout as delay } from 'node:timers/promises'
import { startBuiltHost } from '../test/support/built-host.ts'
import { benchOptions, percentile, report, rounded } from './support/bench.ts'
import { fullConfig, fullFolder } from './support/full-folder.ts'

const options = benchOptions()
const { rows } = options

/** Answered by the index; by words that name few; by going through what is there. */
const queries = [
  'header.x-replicer-signature:*',
  'body./data/callId:CALL',
  'body./data/status:failed',
  'body./data/status:fail*',
  'body./data/status:nowhere',
  '-body./data/status:failed provider:replicer',
  'header.content-type:*nowhere*',
]

const folder = await fullFolder(rows)
const host = await startBuiltHost({ data: folder.path, config: fullConfig })
const api = await host.api()
const figures: Record<string, number> = {}
try {
  const middle = { query: 'provider:replicer', skip: Math.floor(rows / 20), limit: 1 }
  const [row] = (await api.call('deliveries.page', middle)).rows
  if (!row) throw new Error('there is nothing of Replicer')
  const { facts } = await api.call('deliveries.get', { id: row.id })
  const waits: number[] = []
  let first = 0
  let gone = { rows: 0, ms: 0 }
  for (const asked of queries) {
    const query = asked.replace('CALL', facts.callId ?? 'none')
    let searching = true
    const others = (async () => {
      while (searching) {
        const at = performance.now()
        await api.call('deliveries.page', { query: '', limit: 100 })
        waits.push(performance.now() - at)
        await delay(10)
      }
    })()
    const begun = performance.now()
    await api.call('deliveries.page', { query, limit: 100 })
    const page = performance.now() - begun
    first = Math.max(first, page)
    let answer = await api.call('deliveries.count', { query })
    const firstCount = performance.now() - begun - page
    for (; answer.searched !== undefined; answer = await api.call('deliveries.count', { query }));
    const whole = performance.now() - begun
    searching = false
    await others
    if (whole > gone.ms) gone = { rows, ms: whole }
    const ms = (value: number) => `${Math.round(value)} ms`
    console.log(
      `  ${query.padEnd(46)} ${String(answer.count).padStart(8)}${answer.capped ? '+' : ' '}  page ${ms(page)}, first count ${ms(firstCount)}, all ${ms(whole)}`,
    )
  }
  figures['deep.firstPageMs'] = rounded(first)
  figures['deep.rowsPerSecond'] = rounded((gone.rows / gone.ms) * 1000)
  figures['deep.othersP95Ms'] = rounded(percentile(waits, 0.95), 1)
  figures['deep.othersMaxMs'] = rounded(Math.max(...waits), 1)
  report(options, figures)
} finally {
  api.close()
  await host.stop()
  folder.remove()
}
