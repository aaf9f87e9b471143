import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { CaptureAnswer } from '../../../../../src/main/engine/capture/answer.ts'
import { carryOut, type RuleEnd } from '../../../../../src/main/engine/capture/rules/carry-out.ts'
import { answerHeader, RawConnection, rawRequest } from '../../../../support/raw-http.ts'

const answer: CaptureAnswer = { status: 418, headers: [['Content-Type', 'text/plain']], body: 'short and stout' }
type Plan = Parameters<typeof carryOut>[0]['plan']

/** A server that carries a plan out for each request. */
async function planned(plan: Plan, draining = () => false) {
  const ends: RuleEnd[] = []
  const faults: unknown[] = []
  const server = createServer((req, res) => {
    req.resume()
    carryOut({ req, res, plan, answer, draining, timeoutMs: 5000 }).then(
      (end) => ends.push(end),
      (error: unknown) => faults.push(error),
    )
  })
  // As the receiver's own: the end of a stream is told, and ends nothing by itself.
  Object.assign(server, { httpAllowHalfOpen: true })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
    expect(faults).toEqual([])
  })
  const { port } = server.address() as AddressInfo
  return { port, ends: () => expect.poll(() => ends) }
}
const request = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}'
const keepAlive = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n'
/** Longer than a test takes. */
const long = 600_000

describe('an answer', () => {
  test('is given, at once or after a while', async () => {
    for (const delayMs of [0, 30]) {
      const { port, ends } = await planned({ did: 'answer', delayMs })
      expect(await rawRequest(port, request)).toMatchObject({ status: 418, body: Buffer.from('short and stout') })
      await ends().toEqual(['answered'])
    }
  })

  test('leaves the connection open for the next one', async () => {
    const { port } = await planned({ did: 'answer', delayMs: 1 })
    const connection = await RawConnection.open(port)
    for (let n = 0; n < 2; n += 1) {
      await connection.write(keepAlive)
      expect((await connection.answer()).status).toBe(418)
    }
    connection.close()
  })

  test('is the last on its connection where the server is closing', async () => {
    const { port, ends } = await planned({ did: 'answer', delayMs: 0 }, () => true)
    const connection = await RawConnection.open(port)
    await connection.write(keepAlive)
    expect(answerHeader(await connection.answer(), 'connection')).toBe('close')
    await ends().toEqual(['answered'])
  })
})

describe('the end of a connection', () => {
  test('without an answer', async () => {
    for (const delayMs of [0, 20]) {
      const { port, ends } = await planned({ did: 'drop', delayMs })
      const connection = await RawConnection.open(port)
      await connection.write(request)
      expect(await connection.rest()).toHaveLength(0)
      await ends().toEqual(['dropped'])
    }
  })

  test('in the middle of an answer', async () => {
    const { port, ends } = await planned({ did: 'cut', delayMs: 0 })
    const connection = await RawConnection.open(port)
    await connection.write(request)
    const text = (await connection.rest()).toString()
    expect(text).toMatch(/^HTTP\/1\.1 418 .*Content-Length: 15\r\n.*\r\n\r\nshort a$/s)
    await ends().toEqual(['cut'])
  })
})

describe('a sender that does not wait', () => {
  test.each([
    ['disconnects', (connection: RawConnection) => connection.reset()],
    ['ends its stream', (connection: RawConnection) => connection.halfClose()],
  ])('and %s gets no answer, and the wait ends with it', async (_, leave) => {
    for (const did of ['answer', 'drop', 'cut'] as const) {
      const { port, ends } = await planned({ did, delayMs: long })
      const connection = await RawConnection.open(port)
      await connection.write(request)
      await new Promise((resolve) => setTimeout(resolve, 20))
      leave(connection)
      await ends().toEqual(['sender-left'])
    }
  })

  test('is the server’s own doing where that is closing', async () => {
    const { port, ends } = await planned({ did: 'answer', delayMs: long }, () => true)
    const connection = await RawConnection.open(port)
    await connection.write(request)
    await new Promise((resolve) => setTimeout(resolve, 20))
    connection.reset()
    await ends().toEqual(['stopped'])
  })
})
