import { openStore } from '../../../../src/main/engine/store/open-store.ts'
import type { NewDelivery } from '../../../../src/main/engine/store/store.ts'

/**
 * Run as a process of its own: inserts deliveries made from a template, as fast as it can, and prints each id when the
 * store has acknowledged it. Every fourth has a body that is kept as a file.
 */
const [dataDir = '', template = ''] = process.argv.slice(2)
const sample = JSON.parse(template) as Omit<NewDelivery, 'body' | 'id'>
const quiet = () => undefined
const store = await openStore({
  dataDir,
  log: { info: quiet, warn: quiet, error: quiet },
  clock: { now: () => Date.now(), elapsed: () => performance.now() },
})
process.stdout.write('ready\n')

let next = 0
async function insertForever(): Promise<void> {
  for (;;) {
    next += 1
    const id = `dlv_${next}`
    const bytes = new Uint8Array(next % 4 === 0 ? 1024 * 1024 + 1 : 100).fill(next % 251)
    await store.insertDelivery({ ...sample, id, body: { kind: 'memory', bytes } })
    process.stdout.write(`${id}\n`)
  }
}
await Promise.all(Array.from({ length: 8 }, insertForever))
