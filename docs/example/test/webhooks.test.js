import 'switchhook/testing/vitest'
import { once } from 'node:events'
import { send, startReceiver } from 'switchhook/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApp } from '../src/app.js'

const secret = 'rpl_test_secret'
let app
let chat
let to

beforeAll(async () => {
  chat = await startReceiver()
  app = createApp({ secret, notifyUrl: chat.url }).listen(0, '127.0.0.1')
  await once(app, 'listening')
  to = `http://127.0.0.1:${app.address().port}/hooks`
})

afterAll(async () => {
  app.close()
  await chat.close()
})

test('takes a call.ended in time', async () => {
  const { status, onTime } = await send('replicer', 'call.ended', { to, secret })

  expect(status).toBe(204)
  expect(onTime).toBe(true)
})

test.each(['wrong-secret', 'body-changed', 'header-missing'])('refuses one with the fault %s', async (fault) => {
  expect((await send('replicer', 'call.ended', { to, secret, fault })).status).toBe(401)
})

test('tells the chat of a call that failed', async () => {
  const [told] = await chat.captureDuring(() =>
    send('replicer', 'call.ended', { to, secret, set: { '/data/status': 'failed', '/data/callId': 'call-7' } }),
  )

  expect(told).toHaveHeader('content-type', 'application/json')
  expect(told).toHaveJson('/callId', 'call-7')
  expect(told).toHaveJson('/text', /failed/)
})

test('tells nothing of a call that went well', async () => {
  expect(await chat.captureDuring(() => send('replicer', 'call.ended', { to, secret }))).toEqual([])
})
