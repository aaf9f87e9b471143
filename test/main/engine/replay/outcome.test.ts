import { once } from 'node:events'
import { request as requestHttp } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { createServer } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import {
  cannotSend,
  receiveOutcome,
  replayError,
  timeoutError,
  tooLong,
} from '../../../../src/main/engine/replay/outcome.ts'
import { canConnect, portOf } from '../../../../src/main/engine/replay/probe-target.ts'

const server = new URL('http://localhost:3000/hooks')
const secure = new URL('https://example.com/hooks')
const withCode = (code: string) => Object.assign(new Error('as Node says it'), { code })
const clock = { now: () => 0, elapsed: () => performance.now() }

describe('a fault is told with what to do', () => {
  test.each([
    [
      'ECONNREFUSED',
      'refused',
      'Nothing listens on localhost:3000. Start your app, or correct the port of the target.',
    ],
    [
      'ENOTFOUND',
      'dns',
      'The host name in localhost:3000 is not known. Correct the host of the target, or check the network.',
    ],
    [
      'EAI_AGAIN',
      'dns',
      'The host name in localhost:3000 cannot be looked up at the moment. Correct the host of the target, or check the network.',
    ],
    [
      'ETIMEDOUT',
      'timeout',
      'Localhost:3000 did not answer in time. Check that the target is running and not blocked by a firewall.',
    ],
    [
      'ECONNRESET',
      'reset',
      'Localhost:3000 closed the connection. Look at the log of the target: it ended the connection without a whole answer.',
    ],
    [
      'EPIPE',
      'reset',
      'Localhost:3000 closed the connection. Look at the log of the target: it ended the connection without a whole answer.',
    ],
    [
      'EHOSTUNREACH',
      'unreachable',
      'There is no way to localhost:3000. Check the network, and the address of the target.',
    ],
    [
      'HPE_INVALID_CONSTANT',
      'protocol',
      'Localhost:3000 did not answer with valid HTTP (HPE_INVALID_CONSTANT). Check that the port belongs to a web server; it may expect https://.',
    ],
    ['SOMETHING', 'other', 'Localhost:3000: as Node says it. Check the target.'],
  ])('%s', (code, expected, message) =>
    expect(replayError(withCode(code), server)).toEqual({ code: expected, message }),
  )

  test.each([
    [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'The certificate of example.com:443 is self-signed. Use http:// where the target allows it, or give it a certificate that this machine trusts.',
    ],
    ['CERT_HAS_EXPIRED', 'The certificate of example.com:443 has expired. Use http://'],
    ['EPROTO', 'The TLS handshake with example.com:443 failed (EPROTO). It may expect http:// instead of https://.'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'It may expect http:// instead of https://.'],
  ])('%s', (code, message) => {
    const error = replayError(withCode(code), secure)
    expect(error.code).toBe('tls')
    expect(error.message).toContain(message)
  })

  test('of several addresses the first one counts, and what is no error is told as it is', () => {
    const all = new AggregateError([withCode('ECONNREFUSED'), withCode('ENOTFOUND')])
    expect(replayError(all, server).code).toBe('refused')
    expect(replayError('odd', server)).toEqual({ code: 'other', message: 'Localhost:3000: odd. Check the target.' })
  })
})

describe('a limit is told with what was waited for', () => {
  test.each([
    [
      'connecting',
      'Localhost:3000 took no connection within 2.5 s. Check that the target is running and not blocked by a firewall.',
    ],
    ['waiting', 'Localhost:3000 gave no answer within 2.5 s. Look at what the target does with this request.'],
    [
      'reading',
      'Localhost:3000 did not finish its answer within 2.5 s. Look at what the target does with this request.',
    ],
  ] as const)('%s', (phase, message) => expect(timeoutError(server, 2500, phase)).toEqual({ code: 'timeout', message }))

  test('an answer without end', () => {
    expect(tooLong(secure, 256 * 1024 * 1024)).toEqual({
      code: 'other',
      message: 'The answer of example.com:443 is longer than 256 MiB. Reading stopped there.',
    })
  })

  test('a request that cannot be one was not sent', () => {
    expect(cannotSend(new TypeError('Invalid character in header content ["x"]'))).toMatchObject({
      status: null,
      bodySize: 0,
      timing: { connectMs: null, firstByteMs: null, totalMs: 0 },
      error: {
        code: 'other',
        message:
          'This request cannot be sent as HTTP/1.1: Invalid character in header content ["x"]. Export it and send it with another tool.',
      },
    })
  })
})

async function answer(socket: Socket, pieces: readonly (string | Buffer)[]): Promise<void> {
  for (const piece of pieces) {
    socket.write(piece)
    await new Promise((resolve) => setImmediate(resolve))
  }
  socket.end()
}

/** A server that says these bytes once it heard anything, in pieces. */
async function saying(...pieces: readonly (string | Buffer)[]) {
  const listener = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.once('data', () => void answer(socket, pieces))
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  onTestFinished(() => void listener.close())
  return new URL(`http://127.0.0.1:${(listener.address() as AddressInfo).port}/`)
}

const outcomeOf = (url: URL, timeoutMs = 5000) => {
  const outgoing = requestHttp(url, { agent: false })
  const outcome = receiveOutcome(outgoing, url, timeoutMs, clock)
  outgoing.end()
  return { outgoing, outcome }
}

describe('an answer', () => {
  test('with headers as they were written, in pieces', async () => {
    const url = await saying('HTTP/1.1 207 Multi\r\nX-a: 1\r\n', 'x-A: 2\r\nContent-Length: 4\r\n\r\nab', 'cd')
    expect(await outcomeOf(url).outcome).toMatchObject({
      status: 207,
      statusText: 'Multi',
      headers: [
        ['X-a', '1'],
        ['x-A', '2'],
        ['Content-Length', '4'],
      ],
      body: Buffer.from('abcd'),
      ...{ bodySize: 4, bodyTruncated: false, error: null },
    })
  })

  test('that ends too early is told with what came of it', async () => {
    const url = await saying('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc')
    expect(await outcomeOf(url).outcome).toMatchObject({
      status: 200,
      body: Buffer.from('abc'),
      error: { code: 'reset' },
    })
  })

  test('of just as many bytes as are stored is whole, and of one more is not', async () => {
    const mebibyte = 1024 * 1024
    const of = (size: number) => saying(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`, Buffer.alloc(size, 'x'))
    expect(await outcomeOf(await of(mebibyte)).outcome).toMatchObject({ bodySize: mebibyte, bodyTruncated: false })
    const longer = await outcomeOf(await of(mebibyte + 1)).outcome
    expect([longer.bodySize, longer.bodyTruncated, longer.body.length]).toEqual([mebibyte + 1, true, mebibyte])
  })

  test('times are those of connection, first byte and end', async () => {
    const { timing } = await outcomeOf(await saying('HTTP/1.1 204 No\r\n\r\n')).outcome
    expect(timing.connectMs).not.toBeNull()
    expect(timing.firstByteMs!).toBeGreaterThanOrEqual(timing.connectMs!)
    expect(timing.totalMs).toBeGreaterThanOrEqual(timing.firstByteMs!)
  })

  test('is rejected only with what the request was ended by on purpose', async () => {
    const { outgoing, outcome } = outcomeOf(await saying('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'))
    outgoing.destroy(new AppError('cancelled', 'The replay was cancelled.'))
    await expect(outcome).rejects.toMatchObject({ code: 'cancelled' })
  })
})

describe('does something listen there?', () => {
  const never = new AbortController().signal

  test('yes, and nothing is sent to it', async () => {
    let heard = 0
    const listener = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.on('data', () => {
        heard += 1
      })
    })
    listener.listen(0, '127.0.0.1')
    await once(listener, 'listening')
    const { port } = listener.address() as AddressInfo
    expect(await canConnect(new URL(`http://localhost:${port}/x`), never)).toBe(true)
    listener.close()
    await once(listener, 'close')
    expect(await canConnect(new URL(`http://127.0.0.1:${port}`), never)).toBe(false)
    expect(heard).toBe(0)
  })

  test('no, where that was given up', async () => {
    expect(await canConnect(new URL('http://127.0.0.1:9'), AbortSignal.abort())).toBe(false)
  })

  test.each([
    ['http://a', 80],
    ['https://a', 443],
    ['https://a:8443', 8443],
    ['http://[::1]:3000', 3000],
  ])('%s is at port %i', (url, port) => expect(portOf(new URL(url))).toBe(port))
})
