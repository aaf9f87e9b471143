import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { bodyOf, forwardTo, provider, targetApp } from '../../../../support/forward-targets.ts'
import { listeningServer } from '../../../../support/listening-server.ts'
import { endpoint, openTestCapture, snapshotOf } from '../open-test-capture.ts'
import { until } from '../start-test-server.ts'

const path = `/in/${endpoint.token}`
const mib = 1024 * 1024
const piece = Buffer.alloc(mib, 'switchhook ')
const pieces = 20

const opened = (port: number) =>
  openTestCapture({ data: { snapshot: snapshotOf([{ ...endpoint, provider: null, forward: forwardTo(port) }]) } })

const digestOf = async (stream: IncomingMessage): Promise<string> => {
  const hash = createHash('sha256')
  for await (const part of stream) hash.update(part as Buffer)
  return hash.digest('hex')
}

const digest = (() => {
  const hash = createHash('sha256')
  for (let at = 0; at < pieces; at++) hash.update(piece)
  return hash.digest('hex')
})()

test('20 MB pass both ways byte for byte', async () => {
  const arrived = Promise.withResolvers<string>()
  const server = await listeningServer(async (incoming, response) => {
    arrived.resolve(await digestOf(incoming))
    response.writeHead(200, { 'Content-Length': pieces * mib })
    for (let at = 0; at < pieces; at++) if (!response.write(piece)) await once(response, 'drain')
    response.end()
  })
  onTestFinished(() => server.close())
  const capture = await opened(server.port)
  const outgoing = request({ host: '127.0.0.1', port: capture.port(), method: 'POST', path })
  for (let at = 0; at < pieces; at++) if (!outgoing.write(piece)) await once(outgoing, 'drain')
  outgoing.end()
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage]

  expect(await digestOf(response)).toBe(digest)
  expect(await arrived.promise).toBe(digest)
  await until(() => capture.entries('forwarded').length > 0)
  const [noted] = capture.entries('forwarded')
  expect(noted?.forward).toMatchObject({ bodySize: pieces * mib, bodyTruncated: true, given: 'answer' })
  expect(noted?.body.length).toBe(mib)
  expect(noted!.forward.chunks.length).toBeLessThanOrEqual(300)
  expect(noted!.forward.chunks.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(pieces * mib)
})

test('a provider that does not read holds the target back, and nothing gathers in between', async () => {
  let written = 0
  let full = false
  const server = await listeningServer(async (_, response) => {
    response.writeHead(200)
    while (!response.destroyed && written < 200) {
      written += 1
      if (response.write(piece)) continue
      const drained = once(response, 'drain').then(() => true)
      const waited = (async () => {
        // Whoever reads at all has read a MiB after so many turns.
        for (let turns = 0; turns < 20_000; turns++) await turn()
        return false
      })()
      full = !(await Promise.race([drained, waited]))
      if (full) break
    }
    response.destroy()
  })
  onTestFinished(() => server.close())
  const capture = await opened(server.port)
  const response = await provider(capture.port(), { path })
  response.pause()
  await until(() => full || written >= 200)
  // The system's buffers take a few MiB; 200 would have been taken by somebody who gathers.
  expect(full).toBe(true)
  expect(written).toBeLessThan(60)
  response.destroy()
})

test('200 at the same time, each with its own answer', async () => {
  const waiting: (() => void)[] = []
  const target = await targetApp(async (response, { body }) => {
    // None is answered before all have arrived.
    await new Promise<void>((resolve) => {
      waiting.push(resolve)
      if (waiting.length === 200) for (const go of waiting) go()
    })
    response.end(body)
  })
  const capture = await opened(target.port)
  const answers = await Promise.all(
    Array.from({ length: 200 }, async (_, n) => {
      const body = JSON.stringify({ n, filler: 'x'.repeat(2000) })
      return String(await bodyOf(await provider(capture.port(), { path, body }))) === body
    }),
  )
  expect(answers).toEqual(Array(200).fill(true))
  await until(() => capture.entries('forwarded').length === 200)
  const noted = capture.entries('forwarded')
  expect(new Set(noted.map(({ about }) => about)).size).toBe(200)
  expect(noted.every(({ forward }) => forward.given === 'answer' && forward.error === null)).toBe(true)
})
