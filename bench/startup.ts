// From spawn to the ready line, with an empty and with a full data folder.
import { startBuiltHost } from '../test/support/built-host.ts'
import { temporaryFolder } from '../test/support/headless-host.ts'
import { benchOptions, median, report, rounded } from './support/bench.ts'
import { fullConfig, fullFolder } from './support/full-folder.ts'

const options = benchOptions()
const runs = options.quick ? 3 : 9

async function startOnce(data: string, config?: unknown): Promise<number> {
  const host = await startBuiltHost({ data, config })
  await host.stop()
  return host.startMs
}

const full = await fullFolder(options.rows)
const [empties, fulls]: [number[], number[]] = [[], []]
try {
  await startOnce(full.path, fullConfig)
  for (let run = 0; run < runs; run++) {
    const empty = temporaryFolder()
    empties.push(await startOnce(`${empty.path}/data`))
    empty.remove()
    fulls.push(await startOnce(full.path))
  }
} finally {
  full.remove()
}
const list = (times: readonly number[]) => times.map((time) => Math.round(time)).join(' ')
console.log(`empty: ${list(empties)} ms\n${options.rows} deliveries: ${list(fulls)} ms`)
report(options, {
  'startup.ms': rounded(median(empties)),
  'startup.fullVsEmpty': rounded(median(fulls) / median(empties), 2),
})
