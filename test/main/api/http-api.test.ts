import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { AppError } from '#shared/api/errors.ts'
import { createHttpApi } from '../../../src/main/api/http-api.ts'
import { createService } from '../../../src/main/api/service.ts'
import { keptLog } from '../../support/kept-log.ts'

const contract = {
  calls: {
    'add.numbers': {
      input: z.strictObject({ a: z.number(), b: z.number().default(1) }),
      output: z.object({ sum: z.number() }),
    },
    'fail.with': { input: z.strictObject({ code: z.string() }), output: z.object({}) },
    'write.much': { input: z.strictObject({ size: z.number() }), output: z.object({ text: z.string() }) },
  },
  streams: {
    'refuse.all': { input: z.strictObject({}), item: z.object({}) },
    'count.up': {
      input: z.strictObject({ to: z.number(), size: z.number().default(1) }),
      item: z.object({ n: z.number(), text: z.string().optional() }),
    },
  },
}

let made = 0
let ended = 0
const log = keptLog()
const handlers = {
  calls: {
    'add.numbers': ({ a, b }: { a: number; b: number }) => ({ sum: a + b, secret: 'never leaves' }),
    'write.much': ({ size }: { size: number }) => ({ text: 'x'.repeat(size) }),
    'fail.with': ({ code }: { code: string }) => {
      throw code === 'bug' ? new Error('a bug of ours') : new AppError(code as never, `it is ${code}`)
    },
  },
  streams: {
    'refuse.all': () => {
      throw new AppError('not-found', 'no such thing')
    },
    async *'count.up'({ to, size }: { to: number; size: number }, signal: { aborted: boolean }) {
      try {
        for (let n = 1; n <= to && !signal.aborted; n += 1) {
          made = n
          yield { n, text: 'x'.repeat(size), secret: 'never leaves' }
          if (n === 13) throw new AppError('conflict', 'thirteen')
        }
      } finally {
        ended += 1
      }
    },
  },
}

let origin: string
const service = createService(contract, handlers as never)
const api = createHttpApi({ service, isStream: (name) => name in contract.streams, log })
const server = createServer((request, response) => void api.serve(request.url!.slice(1), request, response))
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const post = (name: string, body?: string, type = 'application/json', signal?: AbortSignal) =>
  fetch(`${origin}/${name}`, {
    method: 'POST',
    ...(body !== undefined && { body, headers: { 'content-type': type } }),
    ...(signal && { signal }),
  })

describe('a call', () => {
  it('answers with its output, and nothing that the contract does not name', async () => {
    const response = await post('add.numbers', '{"a":2}')

    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual({ sum: 3 })
  })

  it.each([
    ['a wrong input', 'add.numbers', '{"a":"2"}', 400, 'bad-input', /^a: /],
    ['an unknown key', 'add.numbers', '{"a":2,"c":3}', 400, 'bad-input', /c: unknown key/],
    ['no input where one is needed', 'add.numbers', undefined, 400, 'bad-input', /^a: /],
    ['what is no JSON', 'add.numbers', '{"a":', 400, 'bad-input', /not JSON/],
    ['an unknown name', 'nothing', '{}', 404, 'unknown-call', /nothing/],
    ['a name of every object', '__proto__', '{}', 404, 'unknown-call', /__proto__/],
    ['a missing thing', 'fail.with', '{"code":"not-found"}', 404, 'not-found', /not-found/],
    ['a conflict', 'fail.with', '{"code":"conflict"}', 409, 'conflict', /conflict/],
    ['what cannot be had now', 'fail.with', '{"code":"unavailable"}', 503, 'unavailable', /unavailable/],
  ] as const)('%s is told with status, code and sentence', async (_, name, body, status, code, message) => {
    const response = await post(name, body)

    expect(response.status).toBe(status)
    const { error } = (await response.json()) as { error: { code: string; message: string } }
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) })
  })

  it('takes JSON alone, which a form of a foreign page cannot send', async () => {
    expect((await post('add.numbers', '{"a":2}', 'text/plain')).status).toBe(400)
    expect((await post('add.numbers', 'a=2', 'application/x-www-form-urlencoded')).status).toBe(400)
  })

  it('tells nothing of a bug but that there was one; the log has it', async () => {
    const response = await post('fail.with', '{"code":"bug"}')

    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('a bug of ours')
    expect(JSON.stringify(log.lines)).toContain('a bug of ours')
  })

  it('refuses an input that is too large, and answers the next one', async () => {
    const response = await post('add.numbers', JSON.stringify({ a: 1, b: 'x'.repeat(17 * 1024 * 1024) })).catch(
      () => null,
    )

    // The answer may be lost where the rest of the body was on its way.
    expect(response?.status ?? 400).toBe(400)
    expect((await post('add.numbers', '{"a":1}')).status).toBe(200)
  })
})

describe('a stream', () => {
  it('sends each item as an event, then its end', async () => {
    const response = await post('count.up', '{"to":3}')

    expect(response.headers.get('content-type')).toBe('text/event-stream')
    expect(await response.text()).toBe(
      'data: {"n":1,"text":"x"}\n\ndata: {"n":2,"text":"x"}\n\ndata: {"n":3,"text":"x"}\n\nevent: end\ndata: {}\n\n',
    )
  })

  it('ends with its error, after what came before', async () => {
    const text = await (await post('count.up', '{"to":20}')).text()

    expect(text.match(/^data: \{"n"/gm)).toHaveLength(13)
    expect(text).toMatch(/event: error\ndata: \{"code":"conflict","message":"thirteen"/)
  })

  it('that refuses to start takes no place among those that may be open', async () => {
    for (let n = 0; n < 70; n += 1) expect((await post('refuse.all', '{}')).status).toBe(404)

    expect((await post('count.up', '{"to":1}')).status).toBe(200)
  })

  it('tells a wrong input as a call does', async () => {
    expect((await post('count.up', '{}')).status).toBe(400)
  })

  it('is not read on while its reader waits, and ends when that goes away', async () => {
    const before = ended
    const gone = new AbortController()
    const response = await post('count.up', '{"to":12,"size":4000000}', 'application/json', gone.signal)
    await response.body!.getReader().read()
    await delay(100)

    expect(made).toBeLessThan(12)
    gone.abort()
    await expect.poll(() => ended).toBe(before + 1)
  })
})

describe('what a sender can make it hold', () => {
  const limits = { calls: 4, bytes: 40_000_000 }
  const bounded = createHttpApi({ service, isStream: (name) => name in contract.streams, log, limits })
  const host = createServer((request, response) => void bounded.serve(request.url!.slice(1), request, response))
  let port: number
  beforeAll(async () => {
    await once(host.listen(0, '127.0.0.1'), 'listening')
    ;({ port } = host.address() as AddressInfo)
  })
  afterAll(() => {
    host.closeAllConnections()
    host.close()
  })

  /** A sender that does not read on: its first bytes are the status line. */
  async function begin(name: string, body: string, announced = body.length) {
    const socket = connect(port, '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    const head = `POST /${name} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${announced}\r\n\r\n`
    socket.write(head + body)
    return socket
  }
  const statusOf = async (socket: Socket) => {
    const [first] = (await once(socket, 'data')) as [Buffer]
    socket.pause()
    return first.toString('latin1', 9, 12)
  }
  const add = () =>
    fetch(`http://127.0.0.1:${port}/add.numbers`, {
      method: 'POST',
      body: '{"a":1}',
      headers: { 'content-type': 'application/json' },
    })

  it('is bounded by the calls whose answers nobody takes; others go on once those are gone', async () => {
    const unread = await Promise.all(Array.from({ length: 4 }, () => begin('write.much', '{"size":9000000}')))
    expect(await Promise.all(unread.map(statusOf))).toEqual(['200', '200', '200', '200'])
    const refused = await add()

    expect(refused.status).toBe(503)
    expect(await refused.json()).toMatchObject({ error: { code: 'unavailable' } })
    for (const socket of unread) socket.destroy()
    await expect.poll(async () => (await add()).status).toBe(200)
  })

  it('is bounded by the bytes of unread answers and of inputs that are on their way', async () => {
    expect(await statusOf(await begin('write.much', '{"size":39000000}'))).toBe('200')
    expect(await statusOf(await begin('write.much', '{"size":39000000}'))).toBe('503')
    expect(await statusOf(await begin('add.numbers', ' '.repeat(7_000_000), 9_000_000))).toBe('503')
  })

  it('one alone may be larger', async () => {
    expect(await statusOf(await begin('write.much', '{"size":41000000}'))).toBe('200')
  })

  it('a sender that goes away in the middle is no fault of ours', async () => {
    log.lines.length = 0
    const socket = await begin('add.numbers', '{', 100)
    await delay(50)
    socket.destroy()
    await expect.poll(async () => (await add()).status).toBe(200)

    expect(log.lines).toEqual([])
  })
})
