import { writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { StoredHead } from '../../src/main/engine/log/codec.ts'
import { acquireDataDirLock } from '../../src/main/engine/log/data-dir-lock.ts'
import { logPaths } from '../../src/main/engine/log/log-paths.ts'
import { openLogWriter } from '../../src/main/engine/log/log-writer.ts'

/**
 * Run as a process of its own: adds deliveries made from a template to a log, as fast as it can, and prints each number
 * when the log has acknowledged it. The body of delivery n is its own text, 100 bytes; every fourth one is a file.
 */
const [dataDir = '', template = ''] = process.argv.slice(2)
const head = JSON.parse(template) as StoredHead
acquireDataDirLock(dataDir)
const paths = logPaths(dataDir)
await mkdir(paths.bodies, { recursive: true })
const fail = (error: unknown) => {
  throw error
}
const writer = openLogWriter({ paths, onCommit: () => undefined, onError: fail, onDamage: fail, load: () => 0 })
process.stdout.write('ready\n')

let next = 0
function add(): void {
  next += 1
  const body = Buffer.alloc(100, `${next} `)
  const isFile = next % 4 === 0
  const name = `body-${next}`
  if (isFile) writeFileSync(join(paths.bodies, name), body, { flush: true })
  writer.addDelivery({
    head: isFile ? { ...head, file: { name, size: body.length } } : head,
    body: isFile ? null : body,
    done(error, seq) {
      if (error !== null) fail(error)
      process.stdout.write(`${seq} ${body.toString('latin1')}\n`)
      setImmediate(add)
    },
  })
}
for (let n = 0; n < 8; n += 1) add()
