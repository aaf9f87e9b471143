import { connect } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startHttpHost } from '../../../src/main/headless/http-host.ts'
import { keptLog } from '../../support/kept-log.ts'

async function start() {
  let documents = 0
  const host = await startHttpHost({
    host: '127.0.0.1',
    port: 0,
    strictPort: false,
    token: 'Zm9yIHRoZSB0ZXN0cyBvbmx5IG5vdCBzZWNyZXQ',
    rendererDir: import.meta.dirname,
    openChannel: (channel) => channel,
    api: { serve: async () => undefined },
    apiDocument() {
      documents += 1
      return { openapi: '3.1.0', info: { title: 'T', version: '1', description: '' }, paths: {} }
    },
    log: keptLog(),
  })
  onTestFinished(() => host.close())
  return { port: host.port, made: () => documents }
}

describe('who has no token', () => {
  it('has the document of the API made once', async () => {
    const { port, made } = await start()
    for (const path of ['/api/v1/', '/api/v1/openapi.json', '/api/v1/openapi.json'])
      expect((await fetch(`http://127.0.0.1:${port}${path}`)).status).toBe(200)

    expect(made()).toBe(1)
  })

  it('takes no more than a share of the descriptors', async () => {
    const { port } = await start()
    const sockets = Array.from({ length: 560 }, () => connect(port, '127.0.0.1').on('error', () => undefined))
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy()
    })

    await expect.poll(() => sockets.filter(({ closed }) => closed).length, { timeout: 10_000 }).toBe(560 - 512)
  })
})
