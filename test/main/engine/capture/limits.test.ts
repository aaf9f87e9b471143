import { createServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { answerHeader, RawConnection, rawRequest } from '../../../support/raw-http.ts'
import { ok, path, post, startTestServer, type TestServer, type TestServerOptions, until } from './start-test-server.ts'

let test: TestServer
afterEach(() => test.stop())

async function start(options: TestServerOptions): Promise<TestServer> {
  test = await startTestServer(options)
  return test
}

const chunkedHead = `POST ${path} HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n`

describe('413, body too large', () => {
  it('by Content-Length, before a byte of the body', async () => {
    await start({ bodyLimit: 1000 })

    const answer = await rawRequest(test.port, `POST ${path} HTTP/1.1\r\nHost: a.test\r\nContent-Length: 1001\r\n\r\n`)

    expect(answer.status).toBe(413)
    expect(answerHeader(answer, 'connection')).toBe('close')
    expect(test.deliveries).toEqual([])
    expect(test.refusals.map((refusal) => refusal.status)).toEqual([413])
  })

  it('by counting what chunks bring, and the spooled part is removed', async () => {
    await start({ bodyLimit: 2_000_000 })
    const connection = await RawConnection.open(test.port)

    await connection.write(chunkedHead)
    for (let sent = 0; sent < 3; sent += 1) await connection.write(`f4240\r\n${'x'.repeat(1_000_000)}\r\n`)

    expect((await connection.answer()).status).toBe(413)
    connection.close()
    expect(await test.bodyFiles()).toEqual([])
    expect(test.deliveries).toEqual([])
  })

  it('takes a body of exactly the limit', async () => {
    await start({ bodyLimit: 1000 })

    expect((await rawRequest(test.port, post('x'.repeat(1000)))).status).toBe(200)
    expect((await rawRequest(test.port, `${chunkedHead}3e8\r\n${'x'.repeat(1000)}\r\n0\r\n\r\n`)).status).toBe(200)
  })

  it('can be read by a sender that writes its whole body first', async () => {
    await start({ bodyLimit: 1000 })
    const connection = await RawConnection.open(test.port)

    connection.socket.pause()
    const body = post(Buffer.alloc(20_000_000))
    for (let at = 0; at < body.length; at += 100_000) await connection.write(body.subarray(at, at + 100_000))
    connection.socket.resume()

    expect((await connection.answer()).status).toBe(413)
    connection.close()
  })

  it('follows a changed limit, from the next request on', async () => {
    await start({ bodyLimit: 1000 })

    test.setBodyLimit(10)

    expect((await rawRequest(test.port, post('x'.repeat(11)))).status).toBe(413)
  })
})

describe('431, header section too large', () => {
  it.each([
    ['many lines', `GET ${path} HTTP/1.1\r\nHost: a.test\r\n${'X-A: 0123456789\r\n'.repeat(400)}\r\n`],
    ['one long value', `GET ${path} HTTP/1.1\r\nHost: a.test\r\nX-A: ${'x'.repeat(5000)}\r\n\r\n`],
    ['a long target', `GET ${path}?${'x'.repeat(5000)} HTTP/1.1\r\nHost: a.test\r\n\r\n`],
  ])('%s', async (_, bytes) => {
    await start({ limits: { headerBytes: 4096 } })

    const answer = await rawRequest(test.port, bytes)

    expect(answer.status).toBe(431)
    expect(test.refusals.map((refusal) => refusal.status)).toEqual([431])
  })

  it.each([501, 510, 600, 5000])('%i lines, however short, in head or trailers', async (count) => {
    await start({})
    const lines = 'a:\r\n'.repeat(count)

    const head = await rawRequest(test.port, `GET ${path} HTTP/1.1\r\n${lines}\r\n`)
    const trailers = await rawRequest(test.port, `${chunkedHead}2\r\nhi\r\n0\r\n${lines}\r\n`)

    expect([head.status, trailers.status]).toEqual([431, 431])
    expect(test.deliveries).toEqual([])
  })
})

describe('408, slow senders', () => {
  it('a header section that is not complete in time, however busily it trickles', async () => {
    await start({ limits: { headerTimeoutMs: 60 } })
    const connection = await RawConnection.open(test.port)
    await connection.write(`GET ${path} HTTP/1.1\r\n`)
    const trickle = setInterval(() => connection.socket.write('X-A: 1\r\n'), 10)

    const answer = await connection.answer()
    clearInterval(trickle)
    connection.close()

    expect(answer.status).toBe(408)
    expect(test.refusals.map((refusal) => refusal.status)).toEqual([408])
  })

  it('the second request of a kept-alive connection has its own time', async () => {
    await start({ limits: { headerTimeoutMs: 60 } })
    const connection = await RawConnection.open(test.port)
    await connection.write(post('one'))
    expect((await connection.answer()).status).toBe(200)

    await connection.write('POST /in')

    expect((await connection.answer()).status).toBe(408)
    connection.close()
  })

  it('silence in the middle of a body', async () => {
    await start({ limits: { idleTimeoutMs: 60 } })

    const answer = await rawRequest(test.port, `${chunkedHead}3\r\nabc\r\n`)

    expect(answer.status).toBe(408)
    expect(test.deliveries).toEqual([])
  })

  it('a body that drips, however regularly', async () => {
    await start({ limits: { idleTimeoutMs: 10_000, bodyTimeMs: 100 } })
    const connection = await RawConnection.open(test.port)
    await connection.write(chunkedHead)
    const drip = setInterval(() => connection.socket.write('1\r\nx\r\n'), 30)

    const answer = await connection.answer()
    clearInterval(drip)
    connection.close()

    expect(answer.status).toBe(408)
    expect(test.refusals).toEqual([{ status: 408, why: 'sender was too slow with the body' }])
  })

  it('has time for a body that is large', async () => {
    await start({ limits: { bodyTimeMs: 50 } })
    const connection = await RawConnection.open(test.port)
    await connection.write(chunkedHead)
    for (let index = 0; index < 10; index += 1) {
      await connection.write(`3e8\r\n${'x'.repeat(1000)}\r\n`)
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
    await connection.write('0\r\n\r\n')

    expect((await connection.answer()).status).toBe(200)
    connection.close()
  })

  it('lets a slow body pass that is never silent for so long', async () => {
    await start({ limits: { idleTimeoutMs: 150 } })
    const connection = await RawConnection.open(test.port)
    await connection.write(chunkedHead)
    for (let index = 0; index < 10; index += 1) {
      await connection.write('1\r\nx\r\n')
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
    await connection.write('0\r\n\r\n')

    expect((await connection.answer()).status).toBe(200)
    connection.close()
  })

  it('does not count the time that the handler takes', async () => {
    await start({ limits: { idleTimeoutMs: 40, headerTimeoutMs: 40 } })
    test.answerWith(async () => {
      await new Promise((resolve) => setTimeout(resolve, 120))
      return { status: 202, headers: [], body: '' }
    })

    expect((await rawRequest(test.port, post('slow handler'))).status).toBe(202)
  })

  it('does not count the time that a request waits for the answer to an earlier one', async () => {
    await start({ limits: { idleTimeoutMs: 40 } })
    test.answerWith(async () => {
      await new Promise((resolve) => setTimeout(resolve, 120))
      return ok('')
    })
    const connection = await RawConnection.open(test.port)
    const waiting = post('second', 'Expect: 100-continue\r\n')
    await connection.write(Buffer.concat([post('first'), waiting.subarray(0, -6)]))

    expect((await connection.answer()).status).toBe(200)
    expect((await connection.answer()).status).toBe(100)
    await connection.write(waiting.subarray(-6))
    expect((await connection.answer()).status).toBe(200)
    connection.close()
  })

  it('leaves a connection alone that has not sent anything yet', async () => {
    await start({ limits: { headerTimeoutMs: 30, idleTimeoutMs: 30 } })
    const connection = await RawConnection.open(test.port)
    await new Promise((resolve) => setTimeout(resolve, 100))

    await connection.write(post('late'))

    expect((await connection.answer()).status).toBe(200)
    connection.close()
  })
})

describe('a sender that does not read its answer', () => {
  it('is cut off after the silence that is allowed', async () => {
    await start({ limits: { idleTimeoutMs: 60 } })
    const sent: string[] = []
    test.answerWith(async () => ({ ...ok('x'.repeat(30_000_000)), sent: () => sent.push('sent') }))
    const connection = await RawConnection.open(test.port)
    connection.socket.pause()
    await connection.write(post('hi'))
    await test.delivered(1)
    await new Promise((resolve) => setTimeout(resolve, 120))
    connection.socket.resume()

    expect((await connection.rest()).length).toBeLessThan(30_000_000)
    expect(sent).toEqual([])
  })
})

describe('503, too many connections', () => {
  it('is answered on the connections above the limit; the others work on', async () => {
    await start({ limits: { connections: 3 } })
    const open = await Promise.all([1, 2, 3].map(() => RawConnection.open(test.port)))
    for (const connection of open) {
      await connection.write(post('held'))
      await connection.answer()
    }

    const refused = await rawRequest(test.port, post('one too many'))

    expect(refused.status).toBe(503)
    expect(answerHeader(refused, 'retry-after')).toBe('5')
    await open[0]!.write(post('again'))
    expect((await open[0]!.answer()).status).toBe(200)
    for (const connection of open) connection.close()
    expect(test.refusals.map((refusal) => refusal.status)).toEqual([503])
  })

  it('takes new connections again once others have gone', async () => {
    await start({ limits: { connections: 1 } })
    const first = await RawConnection.open(test.port)
    await first.write(post('first'))
    await first.answer()
    first.close()

    let status = 503
    await until(() => test.deliveries.length === 1)
    while (status === 503) status = (await rawRequest(test.port, post('next'))).status

    expect(status).toBe(200)
  })

  it('is answered where one connection queues too many requests', async () => {
    await start({})
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    test.answerWith(async () => {
      await held
      return { status: 200, headers: [], body: '' }
    })
    const connection = await RawConnection.open(test.port)
    await connection.write(`GET ${path} HTTP/1.1\r\nHost: a.test\r\n\r\n`.repeat(500))
    await until(() => test.deliveries.length === 1)
    release()

    const statuses = (await connection.rest()).toString().match(/(?<=HTTP\/1\.1 )\d+/g)

    expect(statuses?.at(-1)).toBe('503')
    expect(statuses?.filter((status) => status === '200').length).toBeLessThanOrEqual(102)
  })
})

describe('one connection', () => {
  it('that is refused is not listened to any more: of 20,000 pipelined requests one is looked at', async () => {
    await start({})
    const connection = await RawConnection.open(test.port)
    await connection.write(`GET / HTTP/1.1\r\nHost: a.test\r\n\r\n`.repeat(20_000))

    const answers = (await connection.rest()).toString()

    expect(answers.match(/HTTP/g)).toHaveLength(1)
    expect(answers).toMatch(/^HTTP\/1\.1 404 [\s\S]*Connection: close/)
    expect(test.refusals).toHaveLength(1)
    expect(test.received()).toBeLessThan(3000)
  })

  it('that pipelines is read no faster than it is served', async () => {
    await start({})
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    test.answerWith(async () => {
      await held
      return ok('')
    })
    const connection = await RawConnection.open(test.port)
    // Heads that fill a read each: they would take a hundred times their bytes.
    const request = post('', `${'a:\r\n'.repeat(400)}X-Long: ${'x'.repeat(28_000)}\r\n`)
    void connection.write(Buffer.concat(Array.from({ length: 90 }, () => request)))
    await test.delivered(1)
    await new Promise((resolve) => setTimeout(resolve, 100))

    const waiting = test.received()
    release()
    for (let answer = 0; answer < 90; answer += 1) expect((await connection.answer()).status).toBe(200)

    expect(waiting).toBeLessThan(12)
    connection.close()
  })

  it('that sends what takes long to parse has rests in which others are served', async () => {
    await start({})
    const slow = await RawConnection.open(test.port)
    const chunks = Buffer.from('1\r\nx\r\n'.repeat(400_000))
    void slow.write(Buffer.concat([Buffer.from(chunkedHead), chunks]))
    await until(() => test.received() === 1)

    let served = 0
    const end = slow.write('0\r\n\r\n')
    while (test.deliveries.every(({ request }) => request.bodySize < 400_000)) {
      expect((await rawRequest(test.port, post('in between'))).status).toBe(200)
      served += 1
    }
    await end

    expect(served).toBeGreaterThan(4)
    slow.close()
  })
})

describe('the port', () => {
  it('is the next free one where the wished one is taken', async () => {
    const taken = createServer()
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port))
    })

    await start({ port })

    expect(test.port).toBeGreaterThan(port)
    expect(test.server.url).toBe(`http://127.0.0.1:${test.port}`)
    expect((await rawRequest(test.port, post('hi'))).status).toBe(200)
    taken.close()
  })

  it('is demanded: taken is a conflict that says so', async () => {
    await start({})

    const second = startTestServer({ port: test.port, strictPort: true })

    await expect(second).rejects.toMatchObject({
      code: 'conflict',
      message: `Port ${test.port} on 127.0.0.1 is in use by another program. Choose another port, or stop that program.`,
    })
  })

  it('cannot be opened at an address that is not ours', async () => {
    await start({})

    await expect(startTestServer({ host: '203.0.113.1', strictPort: true })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('cannot listen on 203.0.113.1'),
    })
  })
})
