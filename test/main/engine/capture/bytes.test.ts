import { createHash, randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { spoolThreshold } from '../../../../src/main/engine/lib/captured-body.ts'
import { RawConnection, rawRequest } from '../../../support/raw-http.ts'
import { path, post, startTestServer, type TestServer } from './start-test-server.ts'

let test: TestServer
beforeEach(async () => {
  test = await startTestServer()
})
afterEach(() => test.stop())

async function sent(bytes: string | Uint8Array) {
  const answer = await rawRequest(test.port, bytes)
  expect(answer.status).toBe(200)
  const [delivery] = test.deliveries
  return { ...delivery!.request, body: await test.bytesOf(delivery!.body) }
}

describe('what is kept of a request', () => {
  it('keeps method, target and version as sent', async () => {
    const got = await sent(`PATCH ${path}//a%2Fb/../c?x=%41&x&=#f HTTP/1.1\r\nHost: a.test\r\n\r\n`)

    expect(got).toMatchObject({
      method: 'PATCH',
      target: `${path}//a%2Fb/../c?x=%41&x&=#f`,
      httpVersion: '1.1',
      remoteAddress: '127.0.0.1',
      aborted: false,
    })
  })

  it('keeps header pairs in order and case, with duplicates, blanks trimmed, bytes as latin1', async () => {
    const lines = ['hOsT: a.test', 'X-B:  two \t', 'x-a: 1', 'X-B: \xfcber', 'Cookie: a=1', 'Cookie: b=2', 'X-Empty:']

    const got = await sent(`GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)

    expect(got.headers).toEqual([
      ['hOsT', 'a.test'],
      ['X-B', 'two'],
      ['x-a', '1'],
      ['X-B', '\xfcber'],
      ['Cookie', 'a=1'],
      ['Cookie', 'b=2'],
      ['X-Empty', ''],
    ])
  })

  it('keeps every header line and trailer that may be sent', async () => {
    const lines = Array.from({ length: 499 }, (_, index) => `X-${index}: 1\r\n`).join('')

    const got = await sent(
      `POST ${path} HTTP/1.1\r\nHost: a.test\r\n${lines.replace('X-0: 1', 'Transfer-Encoding: chunked')}\r\n0\r\n${lines}\r\n`,
    )

    expect(got.headers).toHaveLength(500)
    expect(got.headers.at(-1)).toEqual(['X-498', '1'])
    expect(got.trailers).toHaveLength(499)
  })

  it('decodes chunks to their content and keeps trailers', async () => {
    const got = await sent(
      `POST ${path} HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: Chunked\r\nTrailer: X-Sum\r\n\r\n` +
        '3;ext="a"\r\nabc\r\n00004\r\n\r\n\0\xff\r\n0\r\nX-Sum: 1\r\nx-SUM: 2\r\n\r\n',
    )

    expect(got.body).toEqual(Buffer.from('abc\r\n\0\xff', 'latin1'))
    expect(got.bodySize).toBe(7)
    expect(got.trailers).toEqual([
      ['X-Sum', '1'],
      ['x-SUM', '2'],
    ])
  })

  it.each([
    ['gzipped', gzipSync('{"event":"call.ended"}'), 'Content-Encoding: gzip\r\n'],
    ['binary', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)), ''],
    ['invalid UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0xf0, 0x9f, 0x22]), 'Content-Type: application/json\r\n'],
    ['empty', Buffer.alloc(0), ''],
  ])('keeps a %s body byte for byte', async (_, body, headers) => {
    const got = await sent(post(body, headers))

    expect(got.body).toEqual(body)
    expect(got.bodySize).toBe(body.length)
  })

  it('takes any method, with and without a body', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND', 'QUERY', 'TRACE', 'M-SEARCH']) {
      await rawRequest(test.port, `${method} ${path} HTTP/1.1\r\nHost: a.test\r\nContent-Length: 2\r\n\r\nhi`)
    }

    expect(test.deliveries.map((delivery) => `${delivery.request.method} ${delivery.request.bodySize}`)).toEqual(
      ['GET', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND', 'QUERY', 'TRACE', 'M-SEARCH'].map((method) => `${method} 2`),
    )
  })

  it('hands on what an ordinary client sends', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const client = request({ port: test.port, path, method: 'POST' }, (res) => {
        res.resume().once('end', () => resolve(res.statusCode))
      })
      client.once('error', reject)
      client.write('{"a":')
      client.end('1}')
    })

    expect(status).toBe(200)
    expect((await test.bytesOf(test.deliveries[0]!.body)).toString()).toBe('{"a":1}')
  })
})

describe('large bodies', () => {
  it('keeps a body of exactly the threshold in memory, and spools the next byte', async () => {
    await sent(post(Buffer.alloc(spoolThreshold, 1)))
    await rawRequest(test.port, post(Buffer.alloc(spoolThreshold + 1, 1)))

    expect(test.deliveries.map((delivery) => delivery.body.kind)).toEqual(['memory', 'file'])
    expect(test.deliveries[1]!.body).toMatchObject({ size: spoolThreshold + 1 })
  })

  it.each([
    ['with Content-Length', (body: Buffer) => post(body)],
    ['chunked', (body: Buffer) => chunked(body, 70_001)],
  ])('spools 5 MB %s with equal SHA-256', async (_, message) => {
    const body = randomBytes(5_000_000)

    const got = await sent(message(body))

    expect(test.deliveries[0]!.body).toMatchObject({ kind: 'file', size: body.length })
    expect(sha256(got.body)).toBe(sha256(body))
    expect(await test.bodyFiles()).toHaveLength(1)
  })

  it('holds its bytes however small the chunks are', async () => {
    const body = randomBytes(20_000)
    const connection = await RawConnection.open(test.port)

    await connection.write(chunked(body, 1))
    await connection.answer()
    connection.close()

    expect(sha256(await test.bytesOf(test.deliveries[0]!.body))).toBe(sha256(body))
  })
})

function chunked(body: Buffer, size: number): Buffer {
  const head = `POST ${path} HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n`
  const parts: Buffer[] = [Buffer.from(head)]
  for (let at = 0; at < body.length; at += size) {
    const chunk = body.subarray(at, at + size)
    parts.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n'))
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')])
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
