// Deliveries exported per second: all that a search finds, as fixtures, as one zip over the API and into a folder of the host.

import { createApiClient } from '../src/main/cli/api-client.ts'
import { startBuiltHost } from '../test/support/built-host.ts'
import { temporaryFolder } from '../test/support/headless-host.ts'
import { untilCurrent } from '../test/support/host-api.ts'
import { benchOptions, median, report, rounded } from './support/bench.ts'

const options = benchOptions()
const total = options.quick ? 300 : 3000
const rounds = options.quick ? 1 : 3
const sizes = { Small: 700, Usual: 2000 } as const
const words = 'the kitchen sink is leaking again, could you come by before noon; '

const bodyOf = (size: number, n: number) => {
  const text = words.repeat(Math.ceil(size / words.length)).slice(0, size - 60)
  return JSON.stringify({ event: 'call.ended', id: `call_${n}`, transcript: text })
}

const folder = temporaryFolder()
const host = await startBuiltHost({
  data: `${folder.path}/data`,
  config: {
    tunnel: 'none',
    endpoints: Object.keys(sizes).map((name) => ({ name, provider: null })),
  },
})
const api = await host.api()
const page = new URL(host.ready.ui)
const client = createApiClient(page.origin, page.searchParams.get('token') ?? '')
const never = new AbortController().signal
const order = (name: string) => ({ what: { query: `endpoint:${name}` }, format: 'fixture' })

async function perSecond(work: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  await work()
  return (total * 1000) / (performance.now() - begun)
}

async function zip(name: string): Promise<void> {
  let bytes = 0
  for await (const item of client.stream('exports.render', order(name), { signal: never }))
    if ('base64' in item) bytes += item.base64.length
  if (bytes < total * 100) throw new Error(`${bytes} characters are no ${total} fixtures`)
}

async function save(name: string, round: number): Promise<void> {
  let written = 0
  for await (const item of client.stream(
    'exports.save',
    { ...order(name), folder: `${name}-${round}` },
    { signal: never },
  ))
    written = item.written
  if (written !== 2 * total) throw new Error(`${written} files of ${2 * total} were written`)
}

try {
  for (const [name, size] of Object.entries(sizes))
    for (let sent = 0; sent < total; sent += 50)
      await Promise.all(
        Array.from({ length: 50 }, (_, at) =>
          fetch(host.url(name), {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: bodyOf(size, sent + at),
          }),
        ),
      )
  await untilCurrent(api, 2 * total)
  const figures: Record<string, number> = {}
  for (const name of Object.keys(sizes)) {
    const rates = { zip: [] as number[], folder: [] as number[] }
    for (let round = 0; round < rounds; round += 1) {
      rates.zip.push(await perSecond(() => zip(name)))
      rates.folder.push(await perSecond(() => save(name, round)))
    }
    figures[`export.zip${name}PerSecond`] = rounded(median(rates.zip))
    figures[`export.folder${name}PerSecond`] = rounded(median(rates.folder))
  }
  console.log(`${total} deliveries of ${Object.values(sizes).join(' and ')} bytes as fixtures, ${rounds} rounds`)
  report(options, figures)
} finally {
  api.close()
  await host.stop()
  folder.remove()
}
