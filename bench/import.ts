// Deliveries imported and exported per second: a HAR and a folder of fixtures, through the host's API.
import { unzipSync } from 'fflate'
import { createApiClient } from '../src/main/cli/api-client.ts'
import { uploadFiles } from '../src/main/cli/upload-files.ts'
import { startBuiltHost } from '../test/support/built-host.ts'
import { temporaryFolder } from '../test/support/headless-host.ts'
import { wholeExport } from '../test/support/whole-export.ts'
import { benchOptions, report, rounded } from './support/bench.ts'

const options = benchOptions()
const total = options.quick ? 300 : 10_000
/** Of one export. */
const exported = 300

const folder = temporaryFolder()
const host = await startBuiltHost({
  data: `${folder.path}/data`,
  config: { tunnel: 'none', endpoints: [{ name: 'Any', provider: null }] },
})
const { origin, searchParams } = new URL(host.ready.ui)
const api = createApiClient(origin, searchParams.get('token') ?? '')
const never = new AbortController().signal

type Files = readonly { readonly name: string; readonly bytes: Buffer }[]

/** Uploads files and imports them; deliveries per second of both together. */
async function importRate(files: Files, expected: number): Promise<number> {
  const begun = performance.now()
  const { id } = await api.call('imports.open', {})
  await uploadFiles(
    api,
    id,
    files.map(({ name, bytes }) => ({ name, read: async () => bytes })),
    never,
  )
  for await (const item of api.stream('imports.run', { id, to: { newEndpoint: 'Imported' } }, { signal: never })) {
    if (!('result' in item)) continue
    if (item.result.imported !== expected) throw new Error(`${item.result.imported} of ${expected} came in`)
    return (expected * 1000) / (performance.now() - begun)
  }
  throw new Error('the import had no result')
}

const entry = (at: number) => ({
  startedDateTime: new Date(Date.UTC(2026, 0, 1) + at * 1000).toISOString(),
  request: {
    method: 'POST',
    url: 'https://agent.example.com/hooks',
    headers: [{ name: 'Content-Type', value: 'application/json' }],
    postData: {
      text: JSON.stringify({ event: 'call.ended', id: `call_${at}`, transcript: 'the kitchen sink '.repeat(100) }),
    },
  },
})

try {
  const har = Buffer.from(JSON.stringify({ log: { entries: Array.from({ length: total }, (_, at) => entry(at)) } }))
  const harRate = await importRate([{ name: 'all.har', bytes: har }], total)

  const { rows } = await api.call('deliveries.page', { query: '', limit: exported })
  const begun = performance.now()
  const { bytes } = await wholeExport(
    api.stream(
      'exports.render',
      { what: { ids: rows.map(({ id }) => id) }, format: 'fixture', separate: false },
      { signal: never },
    ),
  )
  const exportRate = (rows.length * 1000) / (performance.now() - begun)
  // The same bytes under other ids, as many as are asked for: one file each.
  const envelopes = Object.entries(unzipSync(bytes)).filter(([name]) => !name.includes('.body.'))
  const files = Array.from({ length: total }, (_, at) => {
    const [name, content] = envelopes[at % envelopes.length]!
    const text = Buffer.from(content)
      .toString()
      .replace(/"id": "[^"]*"/, `"id": "dlv_bench_${at}"`)
    return { name: `${at}/${name}`, bytes: Buffer.from(text) }
  })
  const fixtureRate = await importRate(files, total)
  console.log(`${total} deliveries of ${rows[0]?.size} bytes`)
  report(options, {
    'import.harPerSecond': rounded(harRate),
    'import.fixturesPerSecond': rounded(fixtureRate),
    'export.fixturesPerSecond': rounded(exportRate),
  })
} finally {
  await host.stop()
  folder.remove()
}
