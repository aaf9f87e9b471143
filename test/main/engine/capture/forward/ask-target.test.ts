import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { ForwardError } from '#shared/model/forward.ts'
import {
  type AnswerSink,
  askTarget,
  type TargetOrder,
} from '../../../../../src/main/engine/capture/forward/ask-target.ts'
import { listeningServer } from '../../../../support/listening-server.ts'
import { requestLog } from '../../../../support/request-log.ts'
import { seeded } from '../../../../support/seeded.ts'
import { tempDir } from '../../../../support/temp-dir.ts'

const clock = { now: () => Date.now(), elapsed: () => performance.now() }
/** Headers are sent as they are given, so that each request needs its own Host and length. */
const ask = (
  url: string,
  { headers = [], body = { kind: 'memory', bytes: Buffer.from('{}') }, ...part }: Partial<TargetOrder> = {},
) => {
  const size = body.kind === 'memory' ? body.bytes.length : body.size
  return askTarget({
    ...{ method: 'POST', url, body, timeoutMs: 5000, clock },
    ...{ memory: { limit: 2 ** 24, used: 0 }, signal: new AbortController().signal },
    headers: [['Host', 'app.test'], ['Content-Length', String(size)], ...headers],
    ...part,
  })
}

async function target(answer: (incoming: IncomingMessage, response: ServerResponse) => unknown) {
  const server = await listeningServer((incoming, response) => {
    incoming.resume()
    return answer(incoming, response)
  })
  onTestFinished(() => server.close())
  return `http://127.0.0.1:${server.port}/hooks`
}

/** Collects what is passed on. */
function sink(part: Partial<AnswerSink> = {}) {
  const passed: Buffer[] = []
  const heads: number[] = []
  const passTo: AnswerSink = {
    begin(response) {
      heads.push(response.statusCode ?? 0)
      return null
    },
    write(piece) {
      passed.push(Buffer.from(piece))
      return undefined
    },
    ...part,
  }
  return { passTo, heads, text: () => Buffer.concat(passed).toString() }
}

describe('what is asked', () => {
  test('goes out as it stands, from memory and from a file', async () => {
    const log = await requestLog()
    onTestFinished(() => log.close())
    const path = join(await tempDir(), 'body')
    const large = seeded(4).bytes(700_000)
    await writeFile(path, large)
    const url = `http://127.0.0.1:${log.port}/hooks/../x?a=[1]`
    const headers = [
      ['X-a', '1'],
      ['x-A', '2'],
    ] as const
    await ask(url, { method: 'PUT', headers, body: { kind: 'file', path, size: large.length } })
    await ask(url)
    const [first, second] = log.heard
    expect([first!.method, first!.url, first!.headers.slice(2, 4)]).toEqual(['PUT', '/hooks/../x?a=[1]', headers])
    expect(first!.body.equals(large)).toBe(true)
    expect(second!.body.toString()).toBe('{}')
  })

  test('is not sent where its body is gone, or cannot be a request', async () => {
    const gone = await ask('http://127.0.0.1:9/', { body: { kind: 'file', path: '/nowhere/body', size: 5 } })
    expect(gone).toMatchObject({
      status: null,
      timing: { totalMs: 0 },
      error: { code: 'other', message: expect.stringContaining('cannot be read') },
    })
    const odd = await ask('http://127.0.0.1:9/', { headers: [['X-A', 'line\nbreak']] })
    expect(odd.error?.message).toMatch(/^This request cannot be sent as HTTP\/1\.1: /)
  })

  test('is not sent where that was given up before', async () => {
    const error: ForwardError = { code: 'other', message: 'The receiver is closing.' }
    expect(await ask('http://127.0.0.1:9/', { signal: AbortSignal.abort(error) })).toMatchObject({
      status: null,
      error,
    })
  })
})

describe('an answer', () => {
  test('is passed on as it comes, and stored', async () => {
    const url = await target(async (_, response) => {
      response.writeHead(207, 'Multi', { 'X-Tag': 'a' })
      response.write('one ')
      await new Promise((resolve) => setTimeout(resolve, 10))
      response.end('two')
    })
    const { passTo, heads, text } = sink()
    const outcome = await ask(url, { passTo })
    expect([heads, text()]).toEqual([[207], 'one two'])
    expect(outcome).toMatchObject({
      status: 207,
      statusText: 'Multi',
      bodySize: 7,
      error: null,
      body: Buffer.from('one two'),
    })
    expect(outcome.headers).toContainEqual(['X-Tag', 'a'])
    expect(outcome.timing.connectMs).not.toBeNull()
  })

  test('comes no faster than it is taken', async () => {
    const url = await target((_, response) => response.end(Buffer.alloc(3_000_000, 'x')))
    let [waiting, most, taken] = [0, 0, 0]
    const { passTo } = sink({
      async write(piece) {
        waiting += 1
        most = Math.max(most, waiting)
        taken += piece.length
        await new Promise((resolve) => setImmediate(resolve))
        waiting -= 1
      },
    })
    expect(await ask(url, { passTo })).toMatchObject({ error: null, bodySize: 3_000_000 })
    expect([taken, most <= 2]).toEqual([3_000_000, true])
  })

  test('whose head cannot be passed on ends there, with the reason', async () => {
    const url = await target((_, response) => response.end('x'))
    const { passTo } = sink({ begin: () => 'The head cannot be passed on.' })
    expect(await ask(url, { passTo })).toMatchObject({
      status: 200,
      error: { code: 'protocol', message: 'The head cannot be passed on.' },
    })
  })

  test('that ends too early is told with what came', async () => {
    const url = await target((_, response) => {
      response.writeHead(200, { 'Content-Length': 100 })
      response.write('half of it')
      setTimeout(() => response.destroy(), 20)
    })
    const { passTo, text } = sink()
    expect(await ask(url, { passTo })).toMatchObject({ status: 200, bodySize: 10, error: { code: 'reset' } })
    expect(text()).toBe('half of it')
  })

  test('before the body was read counts', async () => {
    const listener = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => {
        socket.pause()
        socket.end('HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
      })
    })
    listener.listen(0, '127.0.0.1')
    await once(listener, 'listening')
    onTestFinished(() => void listener.close())
    const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/`
    const bytes = Buffer.alloc(8_000_000)
    const outcome = await ask(url, { body: { kind: 'memory', bytes } })
    expect(outcome).toMatchObject({ status: 413, error: null })
  })

  test('that switches to another protocol was not asked for', async () => {
    const listener = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () =>
        socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
      )
    })
    listener.listen(0, '127.0.0.1')
    await once(listener, 'listening')
    onTestFinished(() => void listener.close())
    const outcome = await ask(`http://127.0.0.1:${(listener.address() as AddressInfo).port}/`)
    expect(outcome.error).toEqual({
      code: 'protocol',
      message: 'The target switched to another protocol, which was not asked for.',
    })
  })
})

describe('silence', () => {
  test.each([
    ['before the answer', () => undefined, /gave no answer within 0\.15 s/],
    [
      'within it',
      (response: ServerResponse) => {
        response.writeHead(200)
        response.write('x')
      },
      /did not finish its answer within 0\.15 s/,
    ],
  ])('%s is waited for only so long', async (_, answer, words) => {
    const url = await target((_incoming, response) => answer(response))
    const outcome = await ask(url, { timeoutMs: 150 })
    expect(outcome.error).toMatchObject({ code: 'timeout', message: expect.stringMatching(words) })
  })

  test('of who takes the answer is none of the target’s', async () => {
    const url = await target((_, response) => response.end(Buffer.alloc(200_000)))
    let first = true
    const { passTo } = sink({
      write() {
        if (!first) return undefined
        first = false
        return new Promise((resolve) => setTimeout(resolve, 300))
      },
    })
    expect(await ask(url, { passTo, timeoutMs: 150 })).toMatchObject({ error: null, bodySize: 200_000 })
  })
})

test('what is given up in the middle ends with that reason, and keeps what came', async () => {
  const stop = new AbortController()
  const error: ForwardError = { code: 'other', message: 'The provider left.' }
  const url = await target((_, response) => {
    response.writeHead(200)
    response.write('begun')
    setTimeout(() => stop.abort(error), 20)
  })
  expect(await ask(url, { signal: stop.signal })).toMatchObject({ status: 200, body: Buffer.from('begun'), error })
})

test('a connection that was answered a moment ago is used again', async () => {
  const sockets = new Set<unknown>()
  const url = await target((incoming, response) => {
    sockets.add(incoming.socket)
    response.end('ok')
  })
  for (let n = 0; n < 3; n += 1) {
    expect((await ask(url)).timing.connectMs).not.toBeNull()
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  expect(sockets.size).toBe(1)
})
