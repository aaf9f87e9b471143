import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { BodySink, createBodyMemory } from '../../../../src/main/engine/capture/body-sink.ts'
import type { StoredHead } from '../../../../src/main/engine/log/codec.ts'
import { logPaths } from '../../../../src/main/engine/log/log-paths.ts'
import { openLogWriter } from '../../../../src/main/engine/log/log-writer.ts'

/**
 * Run as a process of its own: stores deliveries as fast as it can, removes some, and prints the number and the digest of
 * each that the log has acknowledged. Every eighth has a body in a file. What is settled is packed meanwhile.
 */
const [dataDir = '', template = ''] = process.argv.slice(2)
const head = JSON.parse(template) as StoredHead
const paths = logPaths(dataDir)
mkdirSync(paths.bodies, { recursive: true })
const writer = openLogWriter({
  paths,
  onCommit: () => undefined,
  onDamage: () => undefined,
  onError(error) {
    throw error
  },
  load: () => 0,
})

const tell = (line: string) => process.stdout.write(`${line}\n`)
let made = 0
async function storeForever(): Promise<void> {
  for (;;) {
    made += 1
    const size = made % 8 === 0 ? 1024 * 1024 + 1 + made : (made * 37) % 5000
    const bytes = Buffer.alloc(size, `${process.pid}-${made} `)
    // Before the sink has it: what it has written to a file it frees.
    const digest = createHash('sha256').update(bytes).digest('hex')
    const sink = new BodySink(paths.bodies, createBodyMemory(2 ** 26))
    await sink.write(bytes)
    const body = await sink.finish()
    const file = body.kind === 'file' ? { file: { name: body.name, size: body.size } } : {}
    const seq = await new Promise<number>((resolve, reject) => {
      writer.addDelivery({
        head: { ...head, ...file },
        body: body.kind === 'file' ? null : body.bytes,
        done: (error, given) => (error === null ? resolve(given) : reject(error as Error)),
      })
    })
    tell(`stored ${seq} ${digest}`)
    writer.addAnswer({ about: seq, afterMs: 1, storedAfterMs: 1 })
    if (made % 10 === 0) {
      tell(`removing ${seq}`)
      await writer.remove([seq])
      tell(`removed ${seq}`)
    }
  }
}
tell('ready')
await Promise.all(Array.from({ length: 8 }, storeForever))
