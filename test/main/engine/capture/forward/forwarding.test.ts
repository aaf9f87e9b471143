import { once } from 'node:events'
import { expect, test } from 'vitest'
import type { CaptureForward } from '../../../../../src/main/engine/capture/forward/targets.ts'
import { bodyOf, forwardTo, provider, targetApp } from '../../../../support/forward-targets.ts'
import { endpoint, openTestCapture, snapshotOf, type TestCapture } from '../open-test-capture.ts'
import { until } from '../start-test-server.ts'

const path = `/in/${endpoint.token}`

const opened = (forward: CaptureForward): Promise<TestCapture> =>
  openTestCapture({ data: { snapshot: snapshotOf([{ ...endpoint, provider: null, forward }]) } })

/** What was noted of the forwards, once there are so many. */
async function outcomes({ entries }: TestCapture, count = 1) {
  await until(() => entries('forwarded').length >= count)
  return entries('forwarded')
}

test('the target gets the request byte for byte, the provider the answer', async () => {
  const target = await targetApp((response) =>
    response
      .writeHead(201, 'Made', ['X-One', '1', 'Set-Cookie', 'a=1', 'set-cookie', 'b=2', 'Content-Length', '5'])
      .end('hello'),
  )
  const capture = await opened(forwardTo(target.port))
  const body = Buffer.from([0, 255, 10, 13, 200])

  const response = await provider(capture.port(), {
    path: `${path}/calls/a%2Fb?x=1&y`,
    headers: { 'X-Signature': 'abc', 'x-Odd': 'é', 'Content-Type': 'application/octet-stream' },
    body,
  })

  expect(response.statusCode).toBe(201)
  expect(response.statusMessage).toBe('Made')
  expect(response.rawHeaders.slice(0, 8)).toEqual([
    'X-One',
    '1',
    'Set-Cookie',
    'a=1',
    'set-cookie',
    'b=2',
    'Content-Length',
    '5',
  ])
  expect(String(await bodyOf(response))).toBe('hello')
  const [got] = target.received
  expect(got).toMatchObject({ method: 'POST', url: '/hooks/calls/a%2Fb?x=1&y', body })
  const sent = got!.rawHeaders.join('\n')
  expect(sent).toContain('X-Signature\nabc\nx-Odd\né\nContent-Type\napplication/octet-stream')
  expect(sent).toContain(`X-Forwarded-Host\n127.0.0.1:${capture.port()}`)
  const [{ forward, about }] = (await outcomes(capture)) as [Awaited<ReturnType<typeof outcomes>>[number]]
  expect(forward).toMatchObject({ role: 'answers', status: 201, given: 'answer', error: null, bodySize: 5 })
  expect(forward.target).toBe(`http://127.0.0.1:${target.port}/hooks/calls/a%2Fb?x=1&y`)
  await until(() => capture.entries('answered').length > 0)
  expect(capture.entries('answered')[0]?.answers).toEqual([
    expect.objectContaining({ about, reply: { status: 201, by: 'forward' } }),
  ])
})

test('a streamed answer passes piece by piece: each arrives before the target writes the next', async () => {
  const step = Array.from({ length: 4 }, () => Promise.withResolvers<void>())
  const target = await targetApp(async (response) => {
    response.writeHead(200, { 'Content-Type': 'application/x-ndjson' })
    for (const { promise } of step.slice(0, 3)) {
      response.write('{"n":1}\n')
      await promise
    }
    response.end()
  })
  const capture = await opened(forwardTo(target.port))

  const response = await provider(capture.port(), { path })
  const pieces: string[] = []
  response.on('data', (piece: Buffer) => {
    // Only now the target goes on.
    step[pieces.length]?.resolve()
    pieces.push(String(piece))
  })
  await once(response, 'end')

  expect(pieces).toEqual(Array(3).fill('{"n":1}\n'))
  const [noted] = await outcomes(capture)
  expect(noted?.forward.chunks.map(({ bytes }) => bytes)).toEqual([8, 8, 8])
  const times = noted!.forward.chunks.map(({ atMs }) => atMs)
  expect(times).toEqual([...times].sort((a, b) => a - b))
  expect(String(noted?.body)).toBe('{"n":1}\n'.repeat(3))
})

test('the head of an event stream does not wait for the first event', async () => {
  const ask = Promise.withResolvers<void>()
  const target = await targetApp(async (response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders()
    await ask.promise
    response.end('data: 1\n\n')
  })
  const capture = await opened(forwardTo(target.port))

  const response = await provider(capture.port(), { path })

  expect(response.headers['content-type']).toBe('text/event-stream')
  ask.resolve()
  expect(String(await bodyOf(response))).toBe('data: 1\n\n')
})

test('what takes long is noted as answered before its end, and again with the whole time', async () => {
  const end = Promise.withResolvers<void>()
  const target = await targetApp(async (response) => {
    response.writeHead(200).write('a')
    await end.promise
    response.end('b')
  })
  const capture = await opened(forwardTo(target.port))
  const response = await provider(capture.port(), { path })
  const answers = () => capture.entries('answered').flatMap(({ answers }) => answers)
  await until(() => answers().length === 1)
  expect(capture.entries('forwarded')).toEqual([])
  end.resolve()
  await bodyOf(response)
  await until(() => answers().length === 2)
  expect(answers()[1]!.afterMs).toBeGreaterThan(answers()[0]!.afterMs)
})

test.each([
  ['HEAD', 200, ''],
  ['GET', 204, ''],
  ['GET', 304, ''],
  ['DELETE', 200, 'gone'],
])('%s with %i', async (method, status, text) => {
  const target = await targetApp((response) => response.writeHead(status, { 'X-Length': '4' }).end(text))
  const capture = await opened(forwardTo(target.port))
  const response = await provider(capture.port(), { path, method })
  expect(response.statusCode).toBe(status)
  expect(response.headers['x-length']).toBe('4')
  expect(String(await bodyOf(response))).toBe(text)
  expect(target.received[0]).toMatchObject({ method, url: '/hooks' })
  expect(target.received[0]!.rawHeaders.map((name) => name.toLowerCase())).not.toContain('content-length')
})

test('one connection of the provider serves several forwards', async () => {
  const target = await targetApp((response, { body }) => response.end(body))
  const capture = await opened(forwardTo(target.port))
  const { Agent } = await import('node:http')
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const said: string[] = []
  for (const text of ['one', 'two', 'three']) {
    const response = await fetchOn(agent, capture.port(), text)
    said.push(response)
  }
  agent.destroy()
  expect(said).toEqual(['one', 'two', 'three'])
})

async function fetchOn(agent: import('node:http').Agent, port: number, body: string): Promise<string> {
  const { request } = await import('node:http')
  const outgoing = request({ host: '127.0.0.1', port, method: 'POST', path, agent })
  outgoing.end(body)
  const [response] = (await once(outgoing, 'response')) as [import('node:http').IncomingMessage]
  return String(await bodyOf(response))
}

test('every delivery is on disk before the target sees it', async () => {
  const bodies: boolean[] = []
  const target = await targetApp((response, { body }) => {
    const stored = capture.reader.after(0, 1000).filter((entry) => entry.kind === 'delivery')
    bodies.push(stored.some((entry) => entry.body.kind === 'bytes' && body.equals(entry.body.bytes)))
    response.end()
  })
  const capture = await opened(forwardTo(target.port))
  const responses = await Promise.all(
    Array.from({ length: 50 }, (_, n) => provider(capture.port(), { path, body: `{"n":${n}}` })),
  )
  expect(responses.every(({ statusCode }) => statusCode === 200)).toBe(true)
  expect(bodies).toEqual(Array(50).fill(true))
})

test('the first target that fits answers; copies go out as well, and their failure is noted', async () => {
  const [own, calls, copy] = await Promise.all([
    targetApp((response) => response.end('own')),
    targetApp((response) => response.end('calls')),
    targetApp((response) => response.end('copy')),
  ])
  const to = (port: number, role: 'answers' | 'copy', ...events: string[]) => ({
    url: `http://127.0.0.1:${port}/`,
    role,
    events,
  })
  const forward = forwardTo(own.port, {
    others: [to(calls.port, 'answers', 'call.*'), to(copy.port, 'copy'), to(1, 'copy')],
  })
  const capture = await openTestCapture({ data: { snapshot: snapshotOf([{ ...endpoint, forward }]) } })
  const send = async (event: string) => {
    const body = JSON.stringify({ event, id: 'evt-1', data: {} })
    const headers = { 'Content-Type': 'application/json', 'X-Replicer-Event': event }
    return String(await bodyOf(await provider(capture.port(), { path, headers, body })))
  }
  expect(await send('call.ended')).toBe('calls')
  expect(await send('contact.created')).toBe('own')
  await until(() => copy.received.length === 2)
  const noted = await outcomes(capture, 6)
  expect(noted.map(({ forward: { role, error } }) => `${role} ${error?.code ?? 'ok'}`).sort()).toEqual([
    ...['answers ok', 'answers ok', 'copy ok', 'copy ok', 'copy refused', 'copy refused'],
  ])
})

test('a user name and password of the target’s URL go to the target alone', async () => {
  const target = await targetApp()
  const capture = await opened(forwardTo(target.port, { target: `http://me:pa%20ss@127.0.0.1:${target.port}/` }))
  await bodyOf(await provider(capture.port(), { path }))
  expect(target.received[0]!.rawHeaders).toContain(`Basic ${Buffer.from('me:pa ss').toString('base64')}`)
  const [noted] = await outcomes(capture)
  expect(JSON.stringify(noted)).not.toMatch(/pa(%20| )ss|bWU6/)
})
