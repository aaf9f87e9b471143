import { expect, onTestFinished, test } from 'vitest'
import { httpGet } from '../../../../src/main/engine/tunnel/http-get.ts'
import { listeningServer } from '../../../support/listening-server.ts'

type Listener = Parameters<typeof listeningServer>[0]
const never = new AbortController().signal

async function serverOf(listener: Listener): Promise<URL> {
  const server = await listeningServer(listener)
  onTestFinished(() => server.close())
  return new URL(`http://localhost:${server.port}/`)
}

test('status and bytes of the answer; a redirect is an answer like any other', async () => {
  const bytes = Buffer.from([0, 255, 128, 10])
  const paths: (string | undefined)[] = []
  const url = await serverOf(({ url: path, headers }, response) => {
    paths.push(`${path} ${headers['user-agent']}`)
    if (path === '/moved') response.writeHead(302, { location: '/' }).end()
    else response.writeHead(404).end(bytes)
  })
  const answer = await httpGet(new URL('/a?b=%20', url), never)
  expect(answer.status).toBe(404)
  expect(Buffer.from(answer.body).equals(bytes)).toBe(true)
  expect((await httpGet(new URL('/moved', url), never)).status).toBe(302)
  expect(paths).toEqual(['/a?b=%20 switchhook', '/moved switchhook'])
})

test('names below localhost are this machine', async () => {
  const url = await serverOf(({ headers }, response) => response.end(headers.host))
  url.hostname = 'my-phone.localhost'
  expect(Buffer.from((await httpGet(url, never)).body).toString()).toBe(url.host)
})

test('an answer of the allowed length is taken, a longer one is not', async () => {
  const url = await serverOf((_, response) => response.end('x'.repeat(100)))
  expect((await httpGet(url, never, 100)).body).toHaveLength(100)
  await expect(httpGet(url, never, 99)).rejects.toThrow('the answer is longer than 99 bytes')
})

test.each([
  ['before it is sent', 0],
  ['while nothing is answered', 20],
])('ends with the reason of its signal: %s', async (_name, ms) => {
  const url = await serverOf(() => undefined)
  const stop = new AbortController()
  if (ms === 0) stop.abort(new Error('enough'))
  else setTimeout(() => stop.abort(new Error('enough')), ms)
  await expect(httpGet(url, stop.signal)).rejects.toThrow('enough')
})

test('ends with the reason of its signal in the middle of an answer', async () => {
  const stop = new AbortController()
  const url = await serverOf((_, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('half')
    setTimeout(() => stop.abort(new Error('enough')), 10)
  })
  await expect(httpGet(url, stop.signal)).rejects.toThrow('enough')
})

test('an answer that breaks off, a port where nobody listens', async () => {
  const broken = await serverOf((_, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('half')
    setTimeout(() => response.destroy(), 10)
  })
  await expect(httpGet(broken, never)).rejects.toMatchObject({ code: 'ECONNRESET' })
  const server = await listeningServer(() => undefined)
  await server.close()
  await expect(httpGet(new URL(`http://127.0.0.1:${server.port}`), never)).rejects.toMatchObject({
    code: 'ECONNREFUSED',
  })
})
