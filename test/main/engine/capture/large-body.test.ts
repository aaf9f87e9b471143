import { fork } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { logPaths } from '../../../../src/main/engine/log/log-paths.ts'
import { openLogReader } from '../../../../src/main/engine/log/log-reader.ts'
import { RawConnection } from '../../../support/raw-http.ts'
import { captureData, dataFolder, endpoint, requestBytes } from './open-test-capture.ts'

const program = fileURLToPath(new URL('../../../support/capturing-process.ts', import.meta.url))
const mib = 1024 * 1024
const total = 40 * mib

interface Growth {
  readonly rss: number
  readonly arrayBuffers: number
}

test('a body of 40 MiB passes through the capture thread without staying in its memory', {
  timeout: 60_000,
}, async () => {
  const dataDir = dataFolder()
  const child = fork(program, [JSON.stringify(captureData(dataDir))], { execArgv: ['--expose-gc'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const told = async () => (await once(child, 'message'))[0] as unknown
  const { port } = (await told()) as { port: number }
  const sender = await RawConnection.open(port)
  // What the first large body needs once and for all (code, buffers of the socket) is not its growth.
  await sender.write(requestBytes({ body: Buffer.alloc(2 * mib) }))
  expect((await sender.answer()).status).toBe(200)
  child.send('start')
  await told()

  const digest = createHash('sha256')
  await sender.write(`POST /in/${endpoint.token} HTTP/1.1\r\nHost: a\r\nContent-Length: ${total}\r\n\r\n`)
  for (let sent = 0; sent < total; sent += mib) {
    const piece = randomBytes(mib)
    digest.update(piece)
    await sender.write(piece)
  }
  expect((await sender.answer()).status).toBe(200)
  sender.close()
  child.send('stop')
  const growth = (await told()) as Growth

  expect(growth.arrayBuffers).toBeLessThan(8 * mib)
  expect(growth.rss).toBeLessThan(16 * mib)
  const reader = openLogReader(logPaths(dataDir))
  const last = reader.after(0, 10).findLast((entry) => entry.kind === 'delivery')!
  if (last.body.kind !== 'file') throw new Error('not a file')
  const found = createHash('sha256')
  for await (const piece of createReadStream(reader.bodyPath(last.body.name))) found.update(piece as Buffer)
  expect([last.body.size, found.digest('hex')]).toEqual([total, digest.digest('hex')])
  reader.close()
})
