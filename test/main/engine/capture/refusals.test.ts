import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { answerHeader, RawConnection, rawRequest } from '../../../support/raw-http.ts'
import { ok, path, post, startTestServer, type TestServer, token } from './start-test-server.ts'

let test: TestServer
beforeEach(async () => {
  test = await startTestServer()
})
afterEach(() => test.stop())

const get = (target: string) => `GET ${target} HTTP/1.1\r\nHost: a.test\r\n\r\n`

describe('the bare 404', () => {
  it.each([
    ['/'],
    ['/in'],
    ['/in/'],
    ['/in/?x'],
    ['/in//'],
    [`//in/${token}`],
    [`/IN/${token}`],
    [`/in/${token.toUpperCase()}`],
    [`/in/${token}x`],
    [`/in/${token.slice(1)}`],
    [`/in/%66${token.slice(1)}`],
    [`/in/${token}%2Fx`],
    [`/in/${token};x`],
    [`/x/../in/${token}`],
    [`/x${path}`],
    [`http://a.test/x${path}`],
    ['http://a.test'],
  ])('answers %s', async (target) => {
    const answer = await rawRequest(test.port, get(target))

    expect(answer.status).toBe(404)
    expect(answer.body).toHaveLength(0)
    expect(answer.headers.map(([name]) => name)).toEqual(['Date', 'Content-Length', 'Connection'])
    expect(test.refusals).toEqual([{ status: 404, why: 'not the path of an endpoint' }])
    expect(test.deliveries).toEqual([])
  })

  it.each([
    ['OPTIONS *', 'OPTIONS * HTTP/1.1\r\nHost: a.test\r\n\r\n'],
    ['CONNECT', `CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n`],
    ['HEAD', 'HEAD / HTTP/1.1\r\nHost: a.test\r\n\r\n'],
  ])('answers %s', async (_, bytes) => {
    expect((await rawRequest(test.port, bytes)).status).toBe(404)
  })

  it('comes before the body, and can be read by a sender that goes on sending', async () => {
    const connection = await RawConnection.open(test.port)
    await connection.write('POST /x HTTP/1.1\r\nHost: a.test\r\nContent-Length: 9000000\r\n\r\n')

    expect((await connection.answer()).status).toBe(404)
    await connection.write(Buffer.alloc(9_000_000))
    expect(await connection.rest()).toHaveLength(0)
  })

  it('is the same for CONNECT behind a good request', async () => {
    const connection = await RawConnection.open(test.port)
    await connection.write(Buffer.concat([post('good'), Buffer.from('CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n')]))

    expect([(await connection.answer()).status, (await connection.answer()).status]).toEqual([200, 404])
    connection.close()
  })
})

describe('paths of an endpoint', () => {
  it.each([
    [path],
    [`${path}/`],
    [`${path}?x=1`],
    [`${path}/below/it?x=1`],
    [`${path}/%2e%2e/x`],
    [`http://a.test${path}?x`],
    [`HTTPS://a.test:8443${path}`],
  ])('%s', async (target) => {
    expect((await rawRequest(test.port, get(target))).status).toBe(200)
    expect(test.deliveries[0]).toMatchObject({ token, request: { target } })
  })

  it('take an Upgrade as the ordinary request that it is', async () => {
    const upgrade = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n'
    const connection = await RawConnection.open(test.port)
    await connection.write(post('a body', upgrade))
    expect((await connection.answer()).status).toBe(200)

    await connection.write(`GET ${path} HTTP/1.1\r\nHost: a.test\r\n${upgrade}\r\n`)
    expect((await connection.answer()).status).toBe(200)
    await connection.write(post('and on'))
    expect((await connection.answer()).status).toBe(200)
    connection.close()

    expect(test.deliveries.map((delivery) => delivery.request.bodySize)).toEqual([6, 0, 6])
  })

  it('answer a WebSocket client with an ordinary answer', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${test.port}${path}`)

    const error = await new Promise<Error>((resolve) => socket.once('error', resolve))

    expect(error.message).toContain('Unexpected server response: 200')
  })
})

describe('malformed requests', () => {
  const head = `POST ${path} HTTP/1.1\r\nHost: a.test\r\n`
  it.each([
    ['bare garbage', 'hello\r\n\r\n'],
    ['a TLS hello', Buffer.from('16030100f8010000f40303', 'hex')],
    ['Content-Length and Transfer-Encoding', `${head}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['two different Content-Lengths', `${head}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd`],
    ['a Content-Length that is no number', `${head}Content-Length: 3x\r\n\r\nabc`],
    ['a negative Content-Length', `${head}Content-Length: -1\r\n\r\n`],
    ['a chunk size that is none', `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n`],
    ['a chunk longer than its size', `${head}Transfer-Encoding: chunked\r\n\r\n2\r\nabcd\r\n0\r\n\r\n`],
    ['a chunk size beyond 64 bits', `${head}Transfer-Encoding: chunked\r\n\r\n${'f'.repeat(17)}\r\n`],
    ['a blank before the colon', `${head}X-A : 1\r\n\r\n`],
    ['a folded header line', `${head}X-A: 1\r\n 2\r\n\r\n`],
    ['a zero byte in a header', `${head}X-A: a\0b\r\n\r\n`],
    ['a byte above ASCII in the target', `GET ${path}?\xe4 HTTP/1.1\r\nHost: a.test\r\n\r\n`],
    ['no Host in HTTP/1.1', `POST ${path} HTTP/1.1\r\n\r\n`],
    ['two Hosts', `${head}Host: b.test\r\n\r\n`],
    ['a Host with a path', `POST ${path} HTTP/1.1\r\nHost: a.test/x\r\n\r\n`],
    ['Transfer-Encoding in HTTP/1.0', `POST ${path} HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['a transfer coding that does not end in chunked', `${head}Transfer-Encoding: gzip\r\n\r\n`],
  ])('%s: 400', async (_, bytes) => {
    const answer = await rawRequest(test.port, bytes)

    expect(answer.status).toBe(400)
    expect(answerHeader(answer, 'connection')).toBe('close')
    expect(test.refusals.map((refusal) => refusal.status)).toEqual([400])
    expect(test.deliveries).toEqual([])
  })

  it('a transfer coding that is not implemented: 501', async () => {
    const bytes = `${head}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`

    expect((await rawRequest(test.port, bytes)).status).toBe(501)
  })

  it.each([
    ['HTTP/2.0', `GET ${path} HTTP/2.0\r\nHost: a.test\r\n\r\n`],
    ['HTTP/3.7', `GET ${path} HTTP/3.7\r\nHost: a.test\r\n\r\n`],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['HTTP/0.9', `GET ${path}\r\n\r\n`],
  ])('%s: 505', async (_, bytes) => {
    expect((await rawRequest(test.port, bytes)).status).toBe(505)
  })

  it('a broken chunk late in a spooled body: 400, and the spooled part is removed', async () => {
    const connection = await RawConnection.open(test.port)
    await connection.write(`${head}Transfer-Encoding: chunked\r\n\r\n`)
    for (let sent = 0; sent < 3; sent += 1) await connection.write(`f4240\r\n${'x'.repeat(1_000_000)}\r\n`)
    await connection.write('no size\r\n')

    expect((await connection.answer()).status).toBe(400)
    connection.close()
    expect(await test.bodyFiles()).toEqual([])
    expect(test.deliveries).toEqual([])
  })

  it('an incomplete header section and then the end: nothing is answered or kept', async () => {
    const connection = await RawConnection.open(test.port)
    await connection.write('POST /in/abc HTT')
    connection.halfClose()

    expect(await connection.rest()).toHaveLength(0)
    expect(test.deliveries).toEqual([])
  })
})

describe('answers', () => {
  it('carry status, headers in order with duplicates, UTF-8 body and its length in bytes', async () => {
    const sent: string[] = []
    test.answerWith(async () => ({
      status: 201,
      headers: [
        ['X-b', '1'],
        ['Content-Type', 'text/plain; charset=utf-8'],
        ['x-B', '\xfc'],
        ['Content-Length', '9999'],
        ['Connection', 'Upgrade'],
        ['Transfer-Encoding', 'chunked'],
      ],
      body: 'grün ☎',
      sent: () => sent.push('sent'),
    }))

    const answer = await rawRequest(test.port, post(''))

    expect(answer.statusLine).toBe('HTTP/1.1 201 Created')
    expect(answer.body.toString()).toBe('grün ☎')
    expect(answer.headers.slice(0, 4)).toEqual([
      ['X-b', '1'],
      ['Content-Type', 'text/plain; charset=utf-8'],
      ['x-B', '\xfc'],
      ['Content-Length', '9'],
    ])
    expect(answer.headers.map(([name]) => name.toLowerCase())).not.toContain('transfer-encoding')
    expect(answerHeader(answer, 'connection')).toBe('keep-alive')
    expect(sent).toEqual(['sent'])
  })

  it('to HEAD have the length and no content, and the connection stays in step', async () => {
    test.answerWith(async () => ok('twelve bytes'))
    const connection = await RawConnection.open(test.port)
    await connection.write(`HEAD ${path} HTTP/1.1\r\nHost: a.test\r\n\r\n`)
    const head = await connection.answer({ bodiless: true })
    await connection.write(post('next'))

    expect(answerHeader(head, 'content-length')).toBe('12')
    expect((await connection.answer()).body.toString()).toBe('twelve bytes')
    connection.close()
  })

  it.each([
    [204, undefined],
    [205, '0'],
    [304, undefined],
  ])('with %i have no content', async (status, length) => {
    test.answerWith(async () => ({ status, headers: [], body: 'not sent' }))
    const connection = await RawConnection.open(test.port)
    await connection.write(post('', 'Connection: close\r\n'))

    const answer = await connection.answer()

    expect(answer.status).toBe(status)
    expect(answerHeader(answer, 'content-length')).toBe(length)
    expect(await connection.rest()).toHaveLength(0)
  })

  it.each([
    ['a line break in a value', { status: 200, headers: [['X-A', 'a\r\nSet-Cookie: b']] as const }],
    ['a blank in a name', { status: 200, headers: [['X A', 'a']] as const }],
    ['a value beyond latin1', { status: 200, headers: [['X-A', '☎']] as const }],
    ['status 99', { status: 99, headers: [] }],
    ['status 101', { status: 101, headers: [] }],
    ['status 1000', { status: 1000, headers: [] }],
  ])('with %s become 500, and the receiver goes on', async (_, answer) => {
    test.answerWith(async () => ({ ...answer, body: '' }))
    expect((await rawRequest(test.port, post('bad answer'))).status).toBe(500)

    test.answerWith(async () => ok('good'))
    expect((await rawRequest(test.port, post('good answer'))).status).toBe(200)
    expect(test.refusals.map((refusal) => refusal.status)).toEqual([500])
  })

  it('become 503 with Retry-After where the handler rejects, and nothing stays spooled', async () => {
    test.answerWith(async () => {
      throw new Error('disk is full')
    })

    const answer = await rawRequest(test.port, post(Buffer.alloc(3_000_000)))

    expect(answer.status).toBe(503)
    expect(answerHeader(answer, 'retry-after')).toBe('5')
    expect(test.refusals).toEqual([{ status: 503, why: 'delivery could not be stored: Error: disk is full' }])
    expect(await test.bodyFiles()).toEqual([])
  })
})

describe('a spool folder that cannot be written', () => {
  it('turns large bodies away with 503; small ones are still taken', async () => {
    const { rm } = await import('node:fs/promises')
    await rm(test.bodies, { recursive: true })

    expect((await rawRequest(test.port, post(Buffer.alloc(3_000_000)))).status).toBe(503)
    expect((await rawRequest(test.port, post('small'))).status).toBe(200)
  })
})
