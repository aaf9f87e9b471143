import { Agent, request } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answerHeader, RawConnection, rawRequest } from '../../../support/raw-http.ts'
import { ok, path, post, startTestServer, type TestServer, until } from './start-test-server.ts'

let test: TestServer
let now = 0
beforeEach(async () => {
  now = 1000
  test = await startTestServer({ clock: { now: () => now, elapsed: () => now } })
})
afterEach(() => test.stop())

const bodies = async () =>
  Promise.all(test.deliveries.map(async (delivery) => (await test.bytesOf(delivery.body)).toString('latin1')))

describe('several requests on one connection', () => {
  it('are answered in order when pipelined, whatever the handler takes for each', async () => {
    test.answerWith(async (incoming) => {
      const text = (await test.bytesOf(incoming.body)).toString()
      await new Promise((resolve) => setTimeout(resolve, text === 'one' ? 30 : 0))
      return ok(`got ${text}`)
    })
    const connection = await RawConnection.open(test.port)

    await connection.write(Buffer.concat([post('one'), post('two'), post('three')]))
    const answers = [await connection.answer(), await connection.answer(), await connection.answer()]
    connection.close()

    expect(answers.map((answer) => answer.body.toString())).toEqual(['got one', 'got two', 'got three'])
    expect(await bodies()).toEqual(['one', 'two', 'three'])
  })

  it('are stored one after the other: the second is handed on when the first is answered', async () => {
    const running: string[] = []
    test.answerWith(async () => {
      running.push('in')
      await new Promise((resolve) => setTimeout(resolve, 5))
      running.push('out')
      return ok('')
    })
    const connection = await RawConnection.open(test.port)

    await connection.write(Buffer.concat([post('one'), post('two')]))
    await connection.answer()
    await connection.answer()
    connection.close()

    expect(running).toEqual(['in', 'out', 'in', 'out'])
  })

  it('work on a kept-alive connection of an ordinary client', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const ports = new Set<number | undefined>()
    for (let index = 0; index < 3; index += 1) {
      await new Promise<void>((resolve, reject) => {
        const client = request({ port: test.port, path, method: 'POST', agent }, (res) => {
          ports.add(res.socket.localPort)
          res.resume().once('end', () => setImmediate(resolve))
        })
        client.once('error', reject)
        client.end(`body ${index}`)
      })
    }
    agent.destroy()

    expect(ports.size).toBe(1)
    expect(await bodies()).toEqual(['body 0', 'body 1', 'body 2'])
  })

  it('skips empty lines between requests', async () => {
    const connection = await RawConnection.open(test.port)
    await connection.write(Buffer.concat([post('one'), Buffer.from('\r\n'), post('two')]))

    expect([(await connection.answer()).status, (await connection.answer()).status]).toEqual([200, 200])
    connection.close()
  })

  it('keeps 1.0 apart: closes after the answer, needs no Host', async () => {
    const connection = await RawConnection.open(test.port)
    await connection.write(`POST ${path} HTTP/1.0\r\nContent-Length: 2\r\n\r\nhi`)

    const answer = await connection.answer()

    expect(answer.status).toBe(200)
    expect(await connection.rest()).toHaveLength(0)
    expect(test.deliveries[0]?.request).toMatchObject({
      httpVersion: '1.0',
      publicUrl: `http://127.0.0.1:${test.port}${path}`,
    })
  })

  it('takes 50 connections at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => rawRequest(test.port, post(`body ${index}`.padEnd(100_000, '.')))),
    )

    expect(answers.every((answer) => answer.status === 200)).toBe(true)
    expect(new Set(await bodies()).size).toBe(50)
  })
})

describe('garbage after a good request', () => {
  it('does not touch the answer of the good one, even a slow one', async () => {
    test.answerWith(async () => {
      await new Promise((resolve) => setTimeout(resolve, 30))
      return ok('fine')
    })
    const connection = await RawConnection.open(test.port)

    await connection.write(Buffer.concat([post('good'), Buffer.from('\0\xffnot http\r\n\r\n')]))
    const answers = [await connection.answer(), await connection.answer()]

    expect(answers.map((answer) => answer.status)).toEqual([200, 400])
    expect(answers[0]!.body.toString()).toBe('fine')
    expect(await connection.rest()).toHaveLength(0)
    expect(test.refusals.map((refusal) => refusal.status)).toEqual([400])
  })

  it('is ignored after "Connection: close"', async () => {
    const connection = await RawConnection.open(test.port)
    await connection.write(Buffer.concat([post('last', 'Connection: close\r\n'), Buffer.from('more\r\n\r\n')]))

    const answer = await connection.answer()

    expect(answer.status).toBe(200)
    expect(answerHeader(answer, 'connection')).toBe('close')
    expect(await connection.rest()).toHaveLength(0)
    expect(test.refusals).toEqual([])
  })
})

describe('Expect', () => {
  const head = (length: number, expectation: string, target = path) =>
    `POST ${target} HTTP/1.1\r\nHost: a.test\r\nContent-Length: ${length}\r\nExpect: ${expectation}\r\n\r\n`

  it('100-continue is answered with 100 before the body', async () => {
    const connection = await RawConnection.open(test.port)
    await connection.write(head(2, '100-Continue'))

    expect((await connection.answer()).status).toBe(100)
    await connection.write('hi')
    expect((await connection.answer()).status).toBe(200)
    connection.close()
    expect(await bodies()).toEqual(['hi'])
  })

  it.each([
    ['404 for an unknown token', head(2, '100-continue', '/in/unknown'), 404],
    ['413 for a body above the limit', head(100 * 1024 * 1024 + 1, '100-continue'), 413],
    ['417 for another expectation', head(2, 'x-brew'), 417],
    ['417 for another expectation beside it', head(2, '100-continue, x-brew'), 417],
  ])('is answered with %s, without 100', async (_, bytes, status) => {
    expect((await rawRequest(test.port, bytes)).status).toBe(status)
    expect(test.refusals.map((refusal) => refusal.status)).toEqual([status])
  })

  it('gets no 100 where the body is already here, nor in HTTP/1.0', async () => {
    expect((await rawRequest(test.port, `${head(2, '100-continue')}hi`)).status).toBe(200)
    expect((await rawRequest(test.port, `${head(2, '100-continue').replace('1.1', '1.0')}hi`)).status).toBe(200)
  })
})

describe('times', () => {
  it('are those of the request, not of the connection', async () => {
    const connection = await RawConnection.open(test.port)
    await connection.write(post('first'))
    await connection.answer()

    now = 2000
    const bytes = post('a body in two parts')
    await connection.write(bytes.subarray(0, 5))
    await new Promise((resolve) => setTimeout(resolve, 20))
    now = 3000
    await connection.write(bytes.subarray(5, -3))
    await new Promise((resolve) => setTimeout(resolve, 20))
    now = 4000
    await connection.write(bytes.subarray(-3))
    await connection.answer()
    connection.close()

    expect(test.deliveries.map(({ request: { firstByteAt, lastByteAt } }) => [firstByteAt, lastByteAt])).toEqual([
      [1000, 1000],
      [2000, 4000],
    ])
  })

  it('do not count an empty line after the request before', async () => {
    const connection = await RawConnection.open(test.port)
    await connection.write(post('first'))
    await connection.answer()
    await connection.write('\r\n')
    await new Promise((resolve) => setTimeout(resolve, 20))
    now = 5000
    await connection.write(post('second'))
    await connection.answer()
    connection.close()

    expect(test.deliveries[1]?.request.firstByteAt).toBe(5000)
  })
})

describe('senders that go away', () => {
  const half = `POST ${path} HTTP/1.1\r\nHost: a.test\r\nContent-Length: 10\r\n\r\nhalf`

  it.each([
    ['a reset', (connection: RawConnection) => connection.reset()],
    ['an end of stream', (connection: RawConnection) => connection.halfClose()],
  ])('with %s in the middle of the body: handed on as aborted, with the bytes so far, unanswered', async (_, leave) => {
    const connection = await RawConnection.open(test.port)
    await connection.write(half)
    await new Promise((resolve) => setTimeout(resolve, 20))
    leave(connection)

    const [delivery] = await test.delivered(1)

    expect(delivery?.request).toMatchObject({ aborted: true, bodySize: 4, remoteAddress: '127.0.0.1' })
    expect(await bodies()).toEqual(['half'])
    expect(await connection.rest()).toHaveLength(0)
    expect(test.refusals).toEqual([])
  })

  it.each([
    ['a reset', (connection: RawConnection) => connection.reset()],
    ['an end of stream', (connection: RawConnection) => connection.halfClose()],
  ])('with %s under an Upgrade: the same, and the connection is closed at once', async (_, leave) => {
    const connection = await RawConnection.open(test.port)
    await connection.write(half.replace('\r\n\r\n', '\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n'))
    await new Promise((resolve) => setTimeout(resolve, 20))
    leave(connection)

    const [delivery] = await test.delivered(1)

    expect(delivery?.request).toMatchObject({ aborted: true, bodySize: 4 })
    expect(await connection.rest()).toHaveLength(0)
  })

  it('leave a spooled part of a large body', async () => {
    const connection = await RawConnection.open(test.port)
    await connection.write(`POST ${path} HTTP/1.1\r\nHost: a.test\r\nContent-Length: 9000000\r\n\r\n`)
    await connection.write(Buffer.alloc(3_000_000, 7))
    connection.halfClose()

    const [delivery] = await test.delivered(1)
    connection.close()

    expect(delivery?.request.aborted).toBe(true)
    expect(delivery?.body).toMatchObject({ kind: 'file', size: 3_000_000 })
    expect((await test.bytesOf(delivery!.body)).equals(Buffer.alloc(3_000_000, 7))).toBe(true)
  })

  it('after the whole request: a complete delivery', async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    test.answerWith(async () => {
      await held
      return { ...ok('late'), sent: () => test.refusals.push({ status: 0, why: 'sent' }) }
    })
    const connection = await RawConnection.open(test.port)
    await connection.write(post('whole'))
    const [delivery] = await test.delivered(1)
    connection.reset()
    await new Promise((resolve) => setTimeout(resolve, 20))
    release()
    await new Promise((resolve) => setTimeout(resolve, 20))

    expect(delivery?.request.aborted).toBe(false)
    expect(test.refusals).toEqual([])
  })

  it('after several pipelined requests: each is complete', async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<void>()
    test.answerWith(async () => {
      await held
      return ok('late')
    })
    const connection = await RawConnection.open(test.port)
    await connection.write(Buffer.concat([post('one'), post('two')]))
    await test.delivered(1)
    connection.reset()
    await new Promise((resolve) => setTimeout(resolve, 20))
    release()
    await test.delivered(2)

    expect(await bodies()).toEqual(['one', 'two'])
    expect(test.deliveries.map((delivery) => delivery.request.aborted)).toEqual([false, false])
  })

  it('with their half only: get the answer', async () => {
    test.answerWith(async () => {
      await new Promise((resolve) => setTimeout(resolve, 30))
      return ok('still here')
    })
    const connection = await RawConnection.open(test.port)
    await connection.write(post('whole'))
    connection.halfClose()

    expect((await connection.answer()).body.toString()).toBe('still here')
    expect(await connection.rest()).toHaveLength(0)
  })
})

describe('close', () => {
  it('ends idle connections at once and lets running requests finish', async () => {
    test.answerWith(async () => {
      await new Promise((resolve) => setTimeout(resolve, 60))
      return ok('finished')
    })
    const idle = await RawConnection.open(test.port)
    const running = await RawConnection.open(test.port)
    await running.write(post('running'))
    await until(() => test.deliveries.length === 1)

    const closed = test.server.close(5000)
    expect(await idle.rest()).toHaveLength(0)
    const answer = await running.answer()
    await closed

    expect(answer.body.toString()).toBe('finished')
    expect(answerHeader(answer, 'connection')).toBe('close')
    await expect(RawConnection.open(test.port)).rejects.toThrow('ECONNREFUSED')
  })

  it('ends what runs longer than the grace; half a body is handed on as aborted', async () => {
    const connection = await RawConnection.open(test.port)
    await connection.write(`POST ${path} HTTP/1.1\r\nHost: a.test\r\nContent-Length: 10\r\n\r\nhalf`)
    await new Promise((resolve) => setTimeout(resolve, 20))

    await test.server.close(30)

    expect(test.deliveries.map((delivery) => delivery.request.aborted)).toEqual([true])
    connection.close()
  })
})
