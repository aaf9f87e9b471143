import { once } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { maxMessageLength } from '#shared/api/channel.ts'
import { serveChannel } from '../../../src/main/api/serve-channel.ts'
import { createService } from '../../../src/main/api/service.ts'
import { keptLog } from '../../support/kept-log.ts'
import { portChannel } from '../../support/port-channel.ts'

const None = z.strictObject({})
const contract = {
  calls: { ping: { input: None, output: None } },
  streams: { never: { input: None, item: None } },
} as const
const handlers = {
  calls: { ping: () => ({}) },
  streams: {
    async *never(): AsyncGenerator<Record<string, never>> {
      await new Promise(() => undefined)
    },
  },
}

const open: { close(): void }[] = []
afterEach(() => {
  for (const each of open.splice(0)) each.close()
})

/** A client that writes the wire by hand. */
function rawClient() {
  const { port1, port2 } = new MessageChannel()
  open.push(serveChannel({ channel: portChannel(port1), service: createService(contract, handlers), log: keptLog() }))
  const received: unknown[] = []
  port2.on('message', (text: string) => received.push(JSON.parse(text)))
  return {
    send: (message: unknown) => port2.postMessage(typeof message === 'string' ? message : JSON.stringify(message)),
    sendRaw: (message: unknown) => port2.postMessage(message),
    async next(): Promise<unknown> {
      if (received.length === 0) await once(port2, 'message')
      return received.shift()
    },
    closed: once(port2, 'close'),
  }
}

describe('a client that keeps no rules', () => {
  it.each([
    ['no JSON', '{'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a request without a name', '{"t":"q","a":[]}'],
    ['a request without arguments', '{"t":"q","m":"call"}'],
    ['arguments that are no list', '{"t":"q","m":"call","a":{"length":99999999}}'],
  ])('is cut off on %s', async (_what, text) => {
    const client = rawClient()

    client.send(text)

    await client.closed
  })

  it('is cut off on a message over the limit, and on one that is no text', async () => {
    const tooLong = rawClient()
    tooLong.send(`"${'x'.repeat(maxMessageLength)}"`)
    await tooLong.closed

    const noText = rawClient()
    noText.sendRaw({ t: 'q', m: 'call', a: ['ping', {}], i: '1' })
    await noText.closed
  })

  it.each(['__proto__', 'constructor', 'valueOf', 'push'])('cannot reach the function %s', async (name) => {
    const client = rawClient()

    client.send({ t: 'q', m: name, a: ['ping', {}], i: '1' })

    expect(await client.next()).toMatchObject({ t: 's', i: '1', e: {} })
  })

  it.each([[[]], [[null]], [[{}, {}]], [['ping']], [[['ping'], {}]]])(
    'gets an error for the arguments %j',
    async (args) => {
      const client = rawClient()

      client.send({ t: 'q', m: 'call', a: args, i: '1' })

      expect(await client.next()).toMatchObject({
        t: 's',
        i: '1',
        r: { error: { code: expect.stringMatching(/^(unknown-call|bad-input)$/) } },
      })
    },
  )

  it('may not open one stream id twice; the first stream goes on', async () => {
    const client = rawClient()

    client.send({ t: 'q', m: 'open', a: [1, 'never', {}] })
    client.send({ t: 'q', m: 'open', a: [1, 'never', {}] })

    expect(await client.next()).toMatchObject({ m: 'end', a: [1, { code: 'conflict' }] })
    client.send({ t: 'q', m: 'stop', a: [1] })
    expect(await client.next()).toMatchObject({ m: 'end', a: [1, null] })
  })

  it.each([['1'], [null], [1.5]])('may not name a stream %j', async (id) => {
    const client = rawClient()

    client.send({ t: 'q', m: 'open', a: [id, 'never', {}] })

    expect(await client.next()).toMatchObject({ m: 'end', a: [id, { code: 'bad-input' }] })
  })
})
