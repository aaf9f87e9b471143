import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { HeaderPair } from '#shared/model/headers.ts'
import {
  type CaptureAnswer,
  faultOfAnswer,
  refusalBytes,
  writeAnswer,
  writeHalf,
} from '../../../../src/main/engine/capture/answer.ts'
import { answerHeader, RawConnection, rawRequest } from '../../../support/raw-http.ts'

const text: HeaderPair[] = [['Content-Type', 'text/plain']]
const answer = (part: Partial<CaptureAnswer> = {}): CaptureAnswer => ({
  status: 200,
  headers: text,
  body: 'ok',
  ...part,
})

describe('a refusal', () => {
  const at = Date.UTC(2026, 10, 21, 14)

  test('has no content, names no product and ends its connection', () => {
    expect(refusalBytes({ status: 404, why: 'not the path of an endpoint' }, at).toString()).toBe(
      'HTTP/1.1 404 Not Found\r\nDate: Sat, 21 Nov 2026 14:00:00 GMT\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
    )
  })

  test('says when to come again where it is only for now', () => {
    expect(refusalBytes({ status: 503, why: 'full' }, at).toString()).toContain('\r\nRetry-After: 5\r\n')
    expect(refusalBytes({ status: 413, why: 'large' }, at).toString()).not.toContain('Retry-After')
  })

  test('never tells its reason, and a status of no name has one all the same', () => {
    expect(refusalBytes({ status: 499, why: 'secret words' }, at).toString()).toMatch(
      /^HTTP\/1\.1 499 Refused\r\n(?!.*secret)/s,
    )
  })
})

describe('what cannot be put on the wire', () => {
  test.each<[string, Partial<CaptureAnswer>, string]>([
    ['a status that is not final', { status: 100 }, 'status 100 of the answer is not between 200 and 599'],
    ['a status above all', { status: 600 }, 'status 600 of the answer is not between 200 and 599'],
    ['half a status', { status: 200.5 }, 'status 200.5 of the answer is not between 200 and 599'],
    ['no number', { status: Number.NaN }, 'status NaN of the answer is not between 200 and 599'],
    ['a name with a blank', { headers: [['X A', '1']] }, 'header "X A" of the answer is not valid'],
    ['no name', { headers: [['', '1']] }, 'header "" of the answer is not valid'],
    ['a line break', { headers: [['X-A', '1\r\nX-B: 2']] }, 'header "X-A" of the answer is not valid'],
    ['letters beyond one byte', { headers: [['X-A', '📞']] }, 'header "X-A" of the answer is not valid'],
  ])('%s', (_, part, fault) => expect(faultOfAnswer(answer(part))).toBe(fault))

  test.each<[string, Partial<CaptureAnswer>]>([
    ['the usual', {}],
    ['no headers', { headers: [] }],
    ['an empty value', { headers: [['X-A', '']] }],
    ['letters of one byte', { headers: [['X-A', 'é']] }],
    ['framing, which is left out', { headers: [['Content-Length', '5']] }],
    ['the first and the last status', { status: 599 }],
  ])('not %s', (_, part) => expect(faultOfAnswer(answer(part))).toBeNull())
})

/** A server that answers each request by `give`, and what came of it. */
async function serving(give: (res: ServerResponse) => Promise<boolean>) {
  const results: Promise<boolean>[] = []
  const server = createServer((req, res) => {
    req.resume()
    results.push(give(res))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, results }
}

const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

describe('an answer', () => {
  const written = async (part: Partial<CaptureAnswer>, request = get) => {
    const { port, results } = await serving((res) => writeAnswer(res, answer(part), 5000))
    const found = await rawRequest(port, request)
    expect(await results[0]).toBe(true)
    return found
  }

  test('has its status, headers, length and body', async () => {
    const found = await written({ status: 418, headers: [...text, ['X-Tag', 'a'], ['X-Tag', 'b']], body: 'short' })
    expect(found.status).toBe(418)
    expect(found.headers.filter(([name]) => name === 'X-Tag').map(([, value]) => value)).toEqual(['a', 'b'])
    expect([answerHeader(found, 'content-length'), found.body.toString()]).toEqual(['5', 'short'])
  })

  test('is UTF-8, its length in bytes, and a header beside it keeps its own bytes', async () => {
    const found = await written({ headers: [['X-Name', 'Zo\xeb']], body: '{"name":"Zoë 📞"}' })
    expect(found.body.toString()).toBe('{"name":"Zoë 📞"}')
    expect(answerHeader(found, 'content-length')).toBe(String(Buffer.byteLength('{"name":"Zoë 📞"}')))
    expect(answerHeader(found, 'x-name')).toBe('Zo\xeb')
  })

  test('sets its framing by itself, whatever the rule says', async () => {
    const headers: HeaderPair[] = [
      ['content-length', '999'],
      ['Transfer-Encoding', 'chunked'],
      ['Connection', 'upgrade'],
    ]
    const found = await written({ headers, body: 'ok' })
    expect([answerHeader(found, 'content-length'), answerHeader(found, 'transfer-encoding')]).toEqual(['2', undefined])
    expect(found.body.toString()).toBe('ok')
  })

  test.each([
    [204, undefined],
    [304, undefined],
    [205, '0'],
  ])('of status %i has no body', async (status, length) => {
    const found = await written({ status, body: 'not sent' })
    expect([found.status, found.body.length, answerHeader(found, 'content-length')]).toEqual([status, 0, length])
  })

  test('of a HEAD tells the length and has no body', async () => {
    const { port } = await serving((res) => writeAnswer(res, answer({ body: 'four' }), 5000))
    const connection = await RawConnection.open(port)
    await connection.write('HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    const bytes = (await connection.rest()).toString()
    expect(bytes).toMatch(/Content-Length: 4\r\n/)
    expect(bytes).toMatch(/\r\n\r\n$/)
  })

  test('to a sender that is gone is none', async () => {
    const { port, results } = await serving(async (res) => {
      res.socket!.destroy()
      return writeAnswer(res, answer(), 5000)
    })
    const connection = await RawConnection.open(port)
    await connection.write(get)
    await connection.rest()
    await expect.poll(() => results.length).toBe(1)
    expect(await results[0]).toBe(false)
  })

  test('that the sender does not take is given up', async () => {
    const { port, results } = await serving((res) => writeAnswer(res, answer({ body: 'x'.repeat(50_000_000) }), 100))
    const connection = await RawConnection.open(port)
    connection.socket.pause()
    await connection.write(get)
    await expect.poll(() => results.length).toBe(1)
    expect(await results[0]).toBe(false)
  })
})

describe('half an answer', () => {
  const half = async (body: string, request = get) => {
    const { port, results } = await serving((res) => writeHalf(res, answer({ body }), 5000))
    const connection = await RawConnection.open(port)
    await connection.write(request)
    const bytes = (await connection.rest()).toString()
    const [head = '', rest = ''] = bytes.split('\r\n\r\n')
    return { handedOver: await results[0], length: /Content-Length: (\d+)/.exec(head)?.[1], rest }
  }

  test('announces the whole body and ends in its middle', async () => {
    expect(await half('0123456789')).toEqual({ handedOver: true, length: '10', rest: '01234' })
  })

  test('of one byte or none is a body that is missing', async () => {
    expect(await half('x')).toEqual({ handedOver: true, length: '1', rest: '' })
    expect(await half('')).toEqual({ handedOver: true, length: '1', rest: '' })
  })
})
