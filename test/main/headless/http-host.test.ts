import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { apiProtocol, type Channel } from '#shared/api/channel.ts'
import { startHttpHost } from '../../../src/main/headless/http-host.ts'
import { keptLog } from '../../support/kept-log.ts'
import { tempDir } from '../../support/temp-dir.ts'

const token = 'Zm9yIHRoZSB0ZXN0cyBvbmx5IG5vdCBzZWNyZXQ'
const bearer = { authorization: `Bearer ${token}` }

async function start(bindTo = '127.0.0.1', port = 0, strictPort = false) {
  const rendererDir = await tempDir()
  await writeFile(join(rendererDir, 'index.html'), '<p>the app</p>')
  const channels: Channel[] = []
  const calls: string[] = []
  const host = await startHttpHost({
    host: bindTo,
    port,
    strictPort,
    token,
    rendererDir,
    openChannel: (channel) => {
      channels.push(channel)
      channel.listen(
        (message) => channel.send(`echo ${message}`),
        () => undefined,
      )
      return channel
    },
    api: {
      async serve(name, request, response) {
        calls.push(name)
        request.resume()
        response.end('{}')
      },
    },
    apiDocument: () => ({ openapi: '3.1.0', info: { title: 'T', version: '1', description: '' }, paths: {} }),
    mcp: {
      async serve(request, response) {
        calls.push(`mcp ${request.method}`)
        request.resume()
        response.end('{}')
      },
      close: async () => undefined,
    },
    log: keptLog(),
  })
  onTestFinished(() => host.close())
  return { ...host, channels, calls }
}

interface Ask {
  path?: string
  method?: string
  headers?: Record<string, string>
}

function ask(port: number, { path = '/', method = 'GET', headers = {} }: Ask = {}) {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      text(response).then(
        (body) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        reject,
      )
    })
    request.on('error', reject).end()
  })
}

/** Status of a WebSocket upgrade: 101 or what was answered instead. */
async function upgrade(
  port: number,
  headers: Record<string, string>,
  { path = '/api', protocols = [apiProtocol, token] }: { path?: string; protocols?: string[] } = {},
): Promise<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, protocols, { headers })
  onTestFinished(() => socket.terminate())
  const refused = once(socket, 'unexpected-response').then(([, response]) => response.statusCode as number)
  socket.on('error', () => undefined)
  return Promise.race([once(socket, 'open').then(() => 101), refused])
}

describe('the page', () => {
  it('opens by the printed URL, which is not stored, and sets no cookie', async () => {
    const { url } = await start()

    const page = await fetch(url)

    expect(page.status).toBe(200)
    expect(await page.text()).toBe('<p>the app</p>')
    expect(page.headers.get('set-cookie')).toBeNull()
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  })

  it('may be framed by nobody, read by no other origin, and tells no other where it was', async () => {
    const { port } = await start()

    for (const path of ['/', '/index.html', '/nothing.js', '/api']) {
      const { headers } = await ask(port, { path })
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
      expect(headers['cross-origin-resource-policy']).toBe('same-origin')
      expect(headers['cross-origin-opener-policy']).toBe('same-origin')
      expect(headers['referrer-policy']).toBe('no-referrer')
      expect(headers['x-content-type-options']).toBe('nosniff')
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
  })

  it.each([
    ['evil.example'],
    ['evil.example:80'],
    ['127.0.0.1.evil.example'],
    ['localhost.evil.example'],
    ['192.168.1.5'],
    ['[::1].evil.example'],
    ['127.0.0.1@evil.example'],
    ['evil.example#127.0.0.1'],
    ['2130706433'],
  ])('is refused under the name %j, token or not', async (host) => {
    const { port } = await start()

    expect((await ask(port, { headers: { host, ...bearer } })).status).toBe(403)
    expect((await ask(port, { path: '/api', headers: { host, ...bearer } })).status).toBe(403)
  })

  it.each(['localhost:9999', '127.0.0.1', '[::1]:80', 'LOCALHOST'])('opens under the name %s', async (host) => {
    const { port } = await start()

    expect((await ask(port, { headers: { host } })).status).toBe(200)
  })

  it('opens under any number, but no name, where it was bound to more than this machine', async () => {
    const { port, url } = await start('0.0.0.0')
    const status = async (host: string) => (await ask(port, { headers: { host } })).status

    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=/)
    expect(await status('192.168.1.5:80')).toBe(200)
    expect(await status('[fd00::1]')).toBe(200)
    expect(await status('localhost')).toBe(200)
    expect(await status('evil.example')).toBe(403)
  })

  it('learns whether its token is right, by that header alone', async () => {
    const { port } = await start()
    const status = async (request: Ask) => (await ask(port, { path: '/api', ...request })).status

    expect(await status({ headers: bearer })).toBe(200)
    for (const wrong of [
      {},
      { headers: { authorization: token } },
      { headers: { authorization: 'Bearer ' } },
      { headers: { authorization: `Bearer ${token}x` } },
      { headers: { authorization: `Bearer ${token.slice(0, -1)}` } },
      { headers: { authorization: `Basic ${token}` } },
      { headers: { cookie: `token=${token}; switchhook=${token}` } },
      { path: `/api?token=${token}` },
    ])
      expect(await status(wrong)).toBe(401)
  })

  it('knows GET and HEAD only, and no file outside of its folder', async () => {
    const { port } = await start()

    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE'])
      expect((await ask(port, { method, headers: bearer })).status).toBe(405)
    expect(await ask(port, { method: 'HEAD' })).toMatchObject({ status: 200, body: '' })
    for (const path of [
      '/nothing.js',
      '/../package.json',
      '/..%2f..%2fpackage.json',
      '/%2e%2e/package.json',
      '/..\\package.json',
      '/index.html%00.js',
      '//etc/passwd',
      '/assets/../../package.json',
    ])
      expect([path, (await ask(port, { path })).status]).toEqual([path, 404])
  })

  it('survives requests that no browser sends', async () => {
    const { port } = await start()
    for (const line of ['GET http://[ HTTP/1.1', 'GET * HTTP/1.1', 'GARBAGE', 'GET /%ff%00 HTTP/1.1']) {
      const socket = connect(port, '127.0.0.1')
      socket.write(`${line}\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
      expect(await text(socket)).toMatch(/^HTTP\/1\.1 40\d/)
    }

    expect((await ask(port)).status).toBe(200)
  })
})

describe('the WebSocket', () => {
  const open = async (port: number) => {
    const headers = { origin: `http://127.0.0.1:${port}` }
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api`, [apiProtocol, token], { headers })
    onTestFinished(() => socket.terminate())
    await once(socket, 'open')
    return socket
  }
  const closeCode = (socket: WebSocket) => once(socket, 'close').then(([code]) => code as number)

  it('opens for our own page, and does not say the token again', async () => {
    const { port, channels } = await start()
    const socket = await open(port)

    socket.send('hello')

    expect(String((await once(socket, 'message'))[0])).toBe('echo hello')
    expect(socket.protocol).toBe(apiProtocol)
    channels[0]?.close()
    await once(socket, 'close')
  })

  it('is refused to other pages, to strangers and on other paths', async () => {
    const { port } = await start()
    const origin = `http://127.0.0.1:${port}`

    expect(await upgrade(port, { origin })).toBe(101)
    for (const other of [
      'http://evil.example',
      `http://localhost:${port}`,
      `http://127.0.0.1:${port + 1}`,
      `https://127.0.0.1:${port}`,
      `http://127.0.0.1:${port}.evil.example`,
      'null',
      'file://',
    ])
      expect([other, await upgrade(port, { origin: other })]).toEqual([other, 403])
    expect(await upgrade(port, {})).toBe(403)
    // A name that was rebound to this machine.
    expect(await upgrade(port, { host: 'evil.example', origin: 'http://evil.example' })).toBe(403)
    expect(await upgrade(port, { host: `evil.example:${port}`, origin: `http://evil.example:${port}` })).toBe(403)
    for (const protocols of [
      [],
      [apiProtocol],
      [token],
      [token, apiProtocol],
      [apiProtocol, `${token}x`],
      [apiProtocol, 'guess', token],
    ])
      expect([protocols, await upgrade(port, { origin }, { protocols })]).toEqual([protocols, 401])
    expect(await upgrade(port, { origin, cookie: `token=${token}` }, { protocols: [] })).toBe(401)
    expect(await upgrade(port, { origin }, { path: '/other' })).toBe(404)
    expect(await upgrade(port, { origin }, { path: `/api?token=${token}` })).toBe(404)
  })

  it('is cut off on a binary message, and ends when the host closes', async () => {
    const host = await start()
    const binary = await open(host.port)
    binary.send(Buffer.from('x'))
    expect(await closeCode(binary)).toBe(1008)

    const idle = await open(host.port)
    const ended = once(idle, 'close')
    await host.close()
    await ended
  })

  it.each([
    ['a frame that is not masked', Buffer.from([0x81, 1, 0x78])],
    ['a frame with reserved bits', Buffer.from([0xf1, 0x80, 0, 0, 0, 0])],
    ['an unknown kind of frame', Buffer.from([0x83, 0x80, 0, 0, 0, 0])],
    ['text that is no UTF-8', Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0xff])],
    ['a control frame in pieces', Buffer.from([0x09, 0x80, 0, 0, 0, 0])],
    ['a continuation of nothing', Buffer.from([0x80, 0x80, 0, 0, 0, 0])],
    ['a frame of 8 EB', Buffer.from([0x81, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0])],
    ['a frame above the longest message', Buffer.from([0x81, 0xff, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0])],
  ])('%s ends the connection and nothing else', async (_what, frame) => {
    const { port } = await start()
    const bystander = await open(port)
    const hostile = await open(port)
    const { _socket: raw } = hostile as unknown as { readonly _socket: Socket }
    const closed = once(raw, 'close')

    raw.write(frame)

    await closed
    bystander.send('still here')
    expect(String((await once(bystander, 'message'))[0])).toBe('echo still here')
  })

  it('takes so many windows at a time and no more', async () => {
    const { port } = await start()
    const origin = `http://127.0.0.1:${port}`
    const first = await Promise.all(Array.from({ length: 32 }, () => open(port)))

    expect(await upgrade(port, { origin })).toBe(503)
    first[0]?.close()
    await once(first[0]!, 'close')
    await expect.poll(() => upgrade(port, { origin })).toBe(101)
  })
})

it.each([
  ['nothing', ''],
  ['half a head', 'GET / HTTP/1.1\r\nHost:'],
  ['half a body', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nhalf'],
  ['an upgrade that was refused', 'GET /api HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n'],
])('closes though somebody has sent %s and keeps the connection', async (_, bytes) => {
  const host = await start()
  const socket = connect({ port: host.port, host: '127.0.0.1', allowHalfOpen: true }).resume()
  socket.on('error', () => undefined)
  onTestFinished(() => void socket.destroy())
  socket.write(bytes)
  await new Promise((resolve) => setTimeout(resolve, 50))

  await host.close()
})

it('names the option where its port is taken and no other may take its place', async () => {
  const blocker = createServer().listen(0, '127.0.0.1')
  await once(blocker, 'listening')
  onTestFinished(() => void blocker.close())
  const { port } = blocker.address() as AddressInfo

  await expect(start('127.0.0.1', port, true)).rejects.toMatchObject({
    code: 'conflict',
    message: `Port ${port} on 127.0.0.1 is in use by another program. Choose another with --ui-port.`,
  })
})

describe('the API over HTTP', () => {
  const path = '/api/v1/deliveries.page'

  it('is for those with the token, by POST', async () => {
    const { port, calls } = await start()

    expect((await ask(port, { path, method: 'POST', headers: bearer })).status).toBe(200)
    expect((await ask(port, { path, method: 'POST' })).status).toBe(401)
    expect((await ask(port, { path, method: 'POST', headers: { authorization: 'Bearer other' } })).status).toBe(401)
    expect((await ask(port, { path, method: 'GET', headers: bearer })).status).toBe(405)
    expect((await ask(port, { path, method: 'DELETE', headers: bearer })).status).toBe(405)
    expect(calls).toEqual(['deliveries.page'])
  })

  it('is not for pages of other origins or under other names, token or not', async () => {
    const { port, calls } = await start()
    const post = (headers: Record<string, string>) =>
      ask(port, { path, method: 'POST', headers: { ...bearer, ...headers } })

    expect((await post({ origin: 'https://evil.example' })).status).toBe(403)
    expect((await post({ origin: 'null' })).status).toBe(403)
    expect((await post({ host: 'evil.example' })).status).toBe(403)
    expect(calls).toEqual([])
    expect((await post({ origin: `http://127.0.0.1:${port}` })).status).toBe(200)
  })

  it('can be read about without a token', async () => {
    const { port } = await start()
    const page = await ask(port, { path: '/api/v1/' })
    const document = await ask(port, { path: '/api/v1/openapi.json' })

    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(page.body).toContain('openapi.json')
    expect(JSON.parse(document.body)).toMatchObject({ openapi: '3.1.0' })
  })
})

describe('MCP over HTTP', () => {
  const ours = (port: number) => ({ origin: `http://127.0.0.1:${port}` })

  it('is served to programs with the token, by every method', async () => {
    const { port, calls } = await start()
    for (const method of ['POST', 'GET', 'DELETE']) await ask(port, { path: '/mcp', method, headers: bearer })
    await ask(port, { path: '/mcp/?x', method: 'POST', headers: { ...bearer, ...ours(port) } })

    expect(calls).toEqual(['mcp POST', 'mcp GET', 'mcp DELETE', 'mcp POST'])
  })

  it.each([
    ['without the token', {}, 401],
    ['with another', { authorization: 'Bearer x' }, 401],
    ['from a page elsewhere', { ...bearer, origin: 'https://evil.example' }, 403],
    ['from a page without an origin', { ...bearer, origin: 'null' }, 403],
    ['by another name', { ...bearer, host: 'evil.example' }, 403],
  ])('is refused %s', async (_, headers: Record<string, string>, status) => {
    const { port, calls } = await start()

    for (const method of ['POST', 'GET', 'DELETE'])
      expect((await ask(port, { path: '/mcp', method, headers })).status).toBe(status)
    expect(calls).toEqual([])
  })

  it('nothing else lies there', async () => {
    const { port, calls } = await start()
    await ask(port, { path: '/mcp/other', method: 'POST', headers: bearer })
    await ask(port, { path: '/mcpx', method: 'POST', headers: bearer })

    expect(calls).toEqual([])
  })
})
