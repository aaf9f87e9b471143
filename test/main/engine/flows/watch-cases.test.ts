import { MessageChannel } from 'node:worker_threads'
import { afterAll, beforeAll } from 'vitest'
import { type AppContract, contract } from '#shared/api/contract.ts'
import { serveChannel } from '../../../../src/main/api/serve-channel.ts'
import { createService } from '../../../../src/main/api/service.ts'
import { connectChannel } from '../../../../src/renderer/src/client/connect-channel.ts'
import { portChannel } from '../../../support/port-channel.ts'
import { replicerRequest, sampleBody } from '../../../support/provider-requests.ts'
import { silentLog, startApp, startTestEngine, type TestEngine } from '../../../support/start-engine.ts'
import { watchCases } from '../../../support/watch-cases.ts'

let t: TestEngine
let app: Awaited<ReturnType<typeof startApp>>
let url: string
beforeAll(async () => {
  t = await startTestEngine()
  app = await startApp()
  const endpoint = await t.endpoint('replicer', ['live', 's3cret'])
  await t.engine.endpoints.update(endpoint.id, { target: app.url })
  url = endpoint.url
})
afterAll(async () => {
  await t.remove()
  await app.close()
})

/** One engine for all cases, since it takes a while to start: it is emptied after each. */
watchCases('the real engine', async () => {
  const { port1, port2 } = new MessageChannel()
  const server = serveChannel({ channel: portChannel(port1), service: createService(contract, t.api), log: silentLog })
  const connection = connectChannel<AppContract>(portChannel(port2), () => undefined)
  return {
    client: connection.client,
    deliver: (signature) =>
      t.send(url, replicerRequest(sampleBody('replicer', 'call.ended'), signature === 'verified' ? 's3cret' : 'other')),
    async replay(id) {
      await t.engine.replays.send({ id, approve: true })
    },
    async close() {
      connection.close('the test is over')
      server.close()
      await t.engine.settled()
      const rows = await t.engine.deliveries.page({ query: '', limit: 500 })
      await t.engine.deliveries.remove(rows.map(({ id }) => id))
      await t.engine.settled()
    },
  }
})
