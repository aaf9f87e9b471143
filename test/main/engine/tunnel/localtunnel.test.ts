import { describe, expect, onTestFinished, test } from 'vitest'
import { registerTunnel } from '../../../../src/main/engine/tunnel/drivers/localtunnel.ts'
import type { TunnelRequest } from '../../../../src/main/engine/tunnel/tunnel-driver.ts'
import { listeningServer } from '../../../support/listening-server.ts'

const never = new AbortController().signal
const good = { id: 'my-phone', port: 4444, url: 'https://my-phone.example.com', max_conn_count: 10 }

async function serverAnswering(answer: unknown, status = 200) {
  const asked: (string | undefined)[] = []
  const server = await listeningServer(({ url }, response) => {
    asked.push(url)
    response.writeHead(status).end(typeof answer === 'string' ? answer : JSON.stringify(answer))
  })
  onTestFinished(() => server.close())
  const register = (request: Partial<TunnelRequest> = {}) =>
    registerTunnel(
      { port: 1, host: `http://localhost:${server.port}`, subdomain: null, ...request } as TunnelRequest,
      never,
    )
  return { asked, register, port: server.port }
}

describe('the name that is asked for', () => {
  test.each<[string, Partial<TunnelRequest>, string]>([
    ['any', {}, '/?new'],
    ['the one that is wished', { subdomain: 'my-phone' }, '/my-phone'],
    ['the one of before', { previousUrl: 'https://my-phone.example.com' }, '/my-phone'],
    [
      'the wished one before that of before',
      { subdomain: 'my-phone', previousUrl: 'https://other.example.com' },
      '/my-phone',
    ],
  ])('%s', async (_name, request, path) => {
    const { asked, register } = await serverAnswering(good)
    await register(request)
    expect(asked).toEqual([path])
  })

  test('a name that is taken is refused where it was wished, and another one taken where it was not', async () => {
    const { register, port } = await serverAnswering({ ...good, id: 'other' })
    await expect(register({ subdomain: 'my-phone' })).rejects.toThrow(
      `The subdomain "my-phone" is taken on localhost:${port}. Choose another one, or none.`,
    )
    await expect(register({ previousUrl: 'https://my-phone.example.com' })).resolves.toMatchObject({ id: 'other' })
  })
})

describe('the answer', () => {
  test('of a server on this machine leads to this machine', async () => {
    const { register } = await serverAnswering({ ...good, ip: '203.0.113.7' })
    expect(await register()).toEqual({ ...good, ip: '127.0.0.1' })
  })

  test.each([0, 1000, 'many', undefined])('with %s connections allows one', async (max_conn_count) => {
    const { register } = await serverAnswering({ ...good, max_conn_count })
    expect(await register()).toMatchObject({ max_conn_count: 1 })
  })

  test.each<[string, unknown]>([
    ['no JSON', '<html>Welcome</html>'],
    ['nothing', ''],
    ['a port that is none', { ...good, port: 70_000 }],
    ['a URL of another kind', { ...good, url: 'file:///etc/passwd' }],
    ['no name', { ...good, id: '' }],
  ])('that is %s is not that of a localtunnel server', async (_name, answer) => {
    const { register, port } = await serverAnswering(answer)
    await expect(register()).rejects.toThrow(`localhost:${port} did not answer like a localtunnel server.`)
  })

  test.each<[string, unknown, string]>([
    [
      'with a reason',
      { message: 'Invalid subdomain' },
      'refused with status 403 ("Invalid subdomain"). Try another host.',
    ],
    ['without one', 'go away', 'refused with status 403. Try another host.'],
    ['with a reason without end', { message: 'x'.repeat(201) }, 'refused with status 403. Try another host.'],
  ])('that refuses %s', async (_name, answer, words) => {
    const { register } = await serverAnswering(answer, 403)
    await expect(register()).rejects.toThrow(words)
  })
})

test('a server that is out of reach, and a wait that is ended', async () => {
  const gone = await listeningServer(() => undefined)
  await gone.close()
  const request = { port: 1, host: `http://localhost:${gone.port}`, subdomain: null, previousUrl: null }
  await expect(registerTunnel(request, never)).rejects.toThrow(
    /^The tunnel server is out of reach: .*Check the internet connection/,
  )
  await expect(registerTunnel(request, AbortSignal.abort(new Error('closed')))).rejects.toThrow('closed')
})
