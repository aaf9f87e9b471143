// Bytes on disk for each byte received: log, views, bodies and write-ahead logs together, once nothing is under way.
import { setTimeout as sleep } from 'node:timers/promises'
import { startBuiltHost } from '../test/support/built-host.ts'
import { temporaryFolder } from '../test/support/headless-host.ts'
import { untilCurrent } from '../test/support/host-api.ts'
import { benchOptions, report, rounded } from './support/bench.ts'
import { configOf, replicerSource } from './support/corpus.ts'
import { sendLoad } from './support/load.ts'
import { bytesOnDisk } from './support/processes.ts'

const options = benchOptions()
const total = options.quick ? 2000 : 30_000
/** What is packed later is packed by then. */
const [quietSeconds, maxSeconds] = options.quick ? [3, 30] : [15, 180]

async function settled(folder: string) {
  const end = performance.now() + maxSeconds * 1000
  let last = bytesOnDisk(folder)
  let since = performance.now()
  while (performance.now() < end && performance.now() - since < quietSeconds * 1000) {
    await sleep(500)
    const now = bytesOnDisk(folder)
    if (now.total !== last.total) since = performance.now()
    last = now
  }
  return last
}

/** Every body is another one; see bench/README.md for what is in them. */
async function ratioAt(bytes: number): Promise<number> {
  const folder = temporaryFolder()
  const data = `${folder.path}/data`
  const host = await startBuiltHost({ data, config: configOf([replicerSource(() => bytes)]) })
  const api = await host.api()
  try {
    const load = await sendLoad({ urls: { replicer: host.url('replicer').href }, total, sizes: [bytes], seed: bytes })
    if (load.answered !== total) throw new Error(`${load.answered} of ${total} were answered`)
    await untilCurrent(api, total)
    const { total: onDisk, files } = await settled(data)
    const perDelivery = (n: number) => `${Math.round(n / total)} B`
    console.log(
      `${total} deliveries with bodies of ${bytes} B: received ${perDelivery(load.bytes)}, on disk ${perDelivery(onDisk)} each`,
    )
    for (const [file, size] of Object.entries(files))
      if (size > 0) console.log(`  ${file.padEnd(20)} ${perDelivery(size)}`)
    return rounded(onDisk / load.bytes, 2)
  } finally {
    api.close()
    await host.stop()
    folder.remove()
  }
}

report(options, { 'disk.ratio': await ratioAt(2000), 'disk.ratioSmall': await ratioAt(700) })
