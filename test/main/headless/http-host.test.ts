import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import type { Channel } from '#shared/api/channel.ts'
import { signInCookie } from '../../../src/main/headless/access.ts'
import { startHttpHost } from '../../../src/main/headless/http-host.ts'
import { keptLog } from '../../support/kept-log.ts'
import { tempDir } from '../../support/temp-dir.ts'

const token = 'Zm9yIHRoZSB0ZXN0cyBvbmx5IG5vdCBzZWNyZXQ'
const cookie = signInCookie(token).split(';')[0] ?? ''

async function start(bindTo = '127.0.0.1', port = 0, strictPort = false) {
  const rendererDir = await tempDir()
  await writeFile(join(rendererDir, 'index.html'), '<p>the app</p>')
  const channels: Channel[] = []
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
    log: keptLog(),
  })
  onTestFinished(() => host.close())
  return { ...host, channels }
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
async function upgrade(port: number, headers: Record<string, string>, path = '/api'): Promise<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers })
  onTestFinished(() => socket.terminate())
  const refused = once(socket, 'unexpected-response').then(([, response]) => response.statusCode as number)
  socket.on('error', () => undefined)
  return Promise.race([once(socket, 'open').then(() => 101), refused])
}

describe('the page', () => {
  it('opens by the printed URL, and by its cookie afterwards', async () => {
    const { url, port } = await start()

    const first = await fetch(url, { redirect: 'manual' })
    const setCookie = first.headers.get('set-cookie') ?? ''
    const page = await ask(port, { headers: { cookie: `theme=dark; ${setCookie.split(';')[0]}` } })

    expect(first.status).toBe(303)
    expect(first.headers.get('location')).toBe('/')
    expect(setCookie).toMatch(/; HttpOnly; SameSite=Strict$/)
    expect(page).toMatchObject({ status: 200, body: '<p>the app</p>' })
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
  })

  it.each([
    ['nothing', {}],
    ['a wrong token', { path: '/?token=wrong' }],
    ['an empty token', { path: '/?token=' }],
    ['a token on another path', { path: `/index.html?token=${token}` }],
    ['a wrong cookie', { headers: { cookie: `${cookie}x` } }],
    ['a cookie of another instance', { headers: { cookie: `switchhook-0=${token}` } }],
  ])('tells who brings %s what to do', async (_what, request: Ask) => {
    const { port } = await start()

    const answer = await ask(port, request)

    expect(answer).toMatchObject({ status: 401, body: expect.stringContaining('Open the URL that Switchhook printed') })
    expect(answer.body).not.toContain('the app')
  })

  it.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', 'localhost.evil.example', '192.168.1.5'])(
    'is refused under the name %j, token or not',
    async (host) => {
      const { port } = await start()

      const answer = await ask(port, { path: `/?token=${token}`, headers: { host, cookie } })

      expect(answer.status).toBe(403)
      expect(answer.headers['set-cookie']).toBeUndefined()
    },
  )

  it.each(['localhost:9999', '127.0.0.1', '[::1]:80', 'LOCALHOST'])('opens under the name %s', async (host) => {
    const { port } = await start()

    expect((await ask(port, { headers: { host, cookie } })).status).toBe(200)
  })

  it('opens under any number, but no name, where it was bound to more than this machine', async () => {
    const { port, url } = await start('0.0.0.0')
    const status = async (host: string) => (await ask(port, { headers: { host, cookie } })).status

    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=/)
    expect(await status('192.168.1.5:80')).toBe(200)
    expect(await status('[fd00::1]')).toBe(200)
    expect(await status('localhost')).toBe(200)
    expect(await status('evil.example')).toBe(403)
  })

  it('knows GET and HEAD only', async () => {
    const { port } = await start()

    expect((await ask(port, { method: 'POST', headers: { cookie } })).status).toBe(405)
    expect(await ask(port, { method: 'HEAD', headers: { cookie } })).toMatchObject({ status: 200, body: '' })
    expect((await ask(port, { path: '/nothing.js', headers: { cookie } })).status).toBe(404)
  })

  it('survives requests that no browser sends', async () => {
    const { port } = await start()
    for (const line of ['GET http://[ HTTP/1.1', 'GET * HTTP/1.1', 'GARBAGE', 'GET /%ff%00 HTTP/1.1']) {
      const socket = connect(port, '127.0.0.1')
      socket.write(`${line}\r\nHost: localhost\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`)
      expect(await text(socket)).toMatch(/^HTTP\/1\.1 40\d/)
    }

    expect((await ask(port, { headers: { cookie } })).status).toBe(200)
  })
})

describe('the WebSocket', () => {
  it('opens for our own page', async () => {
    const { port, channels } = await start()
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api`, {
      headers: { cookie, origin: `http://127.0.0.1:${port}` },
    })
    await once(socket, 'open')

    socket.send('hello')

    expect(String((await once(socket, 'message'))[0])).toBe('echo hello')
    channels[0]?.close()
    await once(socket, 'close')
  })

  it('is refused to other pages, to strangers and on other paths', async () => {
    const { port } = await start()
    const origin = `http://127.0.0.1:${port}`

    expect(await upgrade(port, { cookie, origin })).toBe(101)
    expect(await upgrade(port, { cookie, origin: 'http://evil.example' })).toBe(403)
    expect(await upgrade(port, { cookie, origin: `http://localhost:${port}` })).toBe(403)
    expect(await upgrade(port, { cookie, origin: 'null' })).toBe(403)
    expect(await upgrade(port, { cookie })).toBe(403)
    expect(await upgrade(port, { cookie, host: 'evil.example', origin: 'http://evil.example' })).toBe(403)
    expect(await upgrade(port, { origin })).toBe(401)
    expect(await upgrade(port, { cookie, origin }, '/other')).toBe(404)
  })

  it('is cut off on a binary message, and ends when the host closes', async () => {
    const host = await start()
    const open = async () => {
      const headers = { cookie, origin: `http://127.0.0.1:${host.port}` }
      const socket = new WebSocket(`ws://127.0.0.1:${host.port}/api`, { headers })
      await once(socket, 'open')
      return socket
    }
    const binary = await open()
    binary.send(Buffer.from('x'))
    await expect(once(binary, 'close').then(([code]) => code)).resolves.toBe(1008)

    const idle = await open()
    const ended = once(idle, 'close')
    await host.close()
    await ended
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
