import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import type { StopSignal } from '#shared/api/contract-types.ts'
import { AppError } from '#shared/api/errors.ts'
import { serveChannel } from '../../../src/main/api/serve-channel.ts'
import { createService } from '../../../src/main/api/service.ts'
import { connectChannel } from '../../../src/renderer/src/client/connect-channel.ts'
import { keptLog } from '../../support/kept-log.ts'
import { transports } from '../../support/transports.ts'

const None = z.strictObject({})
const contract = {
  calls: {
    add: { input: z.strictObject({ a: z.number(), b: z.number().default(1) }), output: z.object({ sum: z.number() }) },
    fail: {
      input: z.strictObject({ how: z.enum(['app', 'bug', 'leak', 'lie']) }),
      output: z.object({ ok: z.boolean() }),
    },
    wait: { input: None, output: None },
    nested: { input: z.strictObject({ list: z.array(z.strictObject({ n: z.number() })) }), output: None },
  },
  streams: {
    count: { input: z.strictObject({ to: z.number() }), item: z.object({ n: z.number() }) },
    breaks: { input: z.strictObject({ at: z.number() }), item: z.object({ n: z.number() }) },
    wait: { input: None, item: None },
    lie: { input: None, item: z.object({ n: z.number() }) },
  },
} as const

const produced = { count: 0, ended: 0, aborted: 0 }

async function* count(to: number) {
  try {
    for (let n = 0; n < to; n++) {
      produced.count++
      yield { n }
    }
  } finally {
    produced.ended++
  }
}

async function* waitForAbort(signal: StopSignal): AsyncGenerator<Record<string, never>> {
  await new Promise<void>((resolve) => signal.addEventListener('abort', resolve))
  produced.aborted++
}

const handlers = {
  calls: {
    add: ({ a, b }: { a: number; b: number }) => ({ sum: a + b }),
    fail: ({ how }: { how: string }) => {
      if (how === 'app') throw new AppError('conflict', 'taken', [{ path: ['name', 0], message: 'in use' }])
      if (how === 'bug') throw new TypeError('secret detail')
      if (how === 'leak') return { ok: true, secret: 'hidden' }
      return { ok: 'yes' } as unknown as { ok: boolean }
    },
    wait: () => new Promise<Record<string, never>>(() => undefined),
    nested: () => ({}),
  },
  streams: {
    count: ({ to }: { to: number }) => count(to),
    async *breaks({ at }: { at: number }) {
      yield* count(at)
      throw new AppError('not-found', 'gone')
    },
    wait: (_input: Record<string, never>, signal: StopSignal) => waitForAbort(signal),
    async *lie() {
      yield { n: 'one' } as unknown as { n: number }
    },
  },
}

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
  Object.assign(produced, { count: 0, ended: 0, aborted: 0 })
})

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

describe.each(transports)('the API over a %s', (_name, open) => {
  async function start() {
    const pair = await open()
    const log = keptLog()
    const server = serveChannel({ channel: pair.server, service: createService(contract, handlers), log })
    const closed = vi.fn()
    const connection = connectChannel<typeof contract>(pair.client, closed)
    cleanups.push(
      () => pair.close(),
      () => connection.close('test over'),
    )
    return { ...connection, pair, server, log, closed }
  }
  /** Names and inputs that the types forbid. */
  const loose = (client: unknown) =>
    client as {
      call(name: string, input: unknown): Promise<unknown>
      stream(name: string, input: unknown): AsyncIterable<unknown>
    }

  it('answers calls, fills in defaults, keeps concurrent answers apart', async () => {
    const { client } = await start()

    const sums = await Promise.all([1, 2, 3].map((a) => client.call('add', { a })))

    expect(sums).toEqual([{ sum: 2 }, { sum: 3 }, { sum: 4 }])
  })

  it('carries an AppError with code, message and issues', async () => {
    const { client, log } = await start()

    const error = await client.call('fail', { how: 'app' }).catch((e: unknown) => e)

    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({
      code: 'conflict',
      message: 'taken',
      issues: [{ path: ['name', 0], message: 'in use' }],
    })
    expect(log.lines).toEqual([])
  })

  it('tells a bug in general words and logs it once with its stack', async () => {
    const { client, log } = await start()

    const error = await client.call('fail', { how: 'bug' }).catch((e: unknown) => e)

    expect(error).toMatchObject({ code: 'internal', message: expect.not.stringContaining('secret detail') })
    expect(log.lines).toHaveLength(1)
    expect(log.lines[0]).toMatchObject({ level: 'error', message: 'call fail failed' })
    expect(log.lines[0]?.fields.error).toMatch(/secret detail\n.*transports\.test/s)
  })

  it('sends only what the contract names, and never what it does not allow', async () => {
    const { client } = await start()

    await expect(client.call('fail', { how: 'leak' })).resolves.toEqual({ ok: true })
    await expect(client.call('fail', { how: 'lie' })).rejects.toMatchObject({ code: 'internal' })
    await expect(collect(client.stream('lie', {}))).rejects.toMatchObject({ code: 'internal' })
  })

  it.each(['nope', '__proto__', 'constructor', 'toString', 'hasOwnProperty', ''])(
    'refuses the name %j',
    async (name) => {
      const { client } = await start()

      await expect(loose(client).call(name, {})).rejects.toMatchObject({ code: 'unknown-call' })
      await expect(collect(loose(client).stream(name, {}))).rejects.toMatchObject({ code: 'unknown-call' })
    },
  )

  it('refuses bad input with the path of each issue', async () => {
    const { client } = await start()
    const input = { list: [{ n: 1 }, { n: 'x' }, { n: 1, extra: true }] }

    const error = await loose(client)
      .call('nested', input)
      .catch((e: unknown) => e)

    expect(error).toMatchObject({
      code: 'bad-input',
      message: expect.stringContaining('list[1].n: '),
      issues: [{ path: ['list', 1, 'n'] }, { path: ['list', 2, 'extra'], message: 'unknown key' }],
    })
    await expect(collect(loose(client).stream('count', { to: 'x' }))).rejects.toMatchObject({
      code: 'bad-input',
      issues: [{ path: ['to'] }],
    })
  })

  it('streams every item in order and ends', async () => {
    const { client } = await start()

    const items = await collect(client.stream('count', { to: 5000 }))

    expect(items.map((item) => item.n)).toEqual(Array.from({ length: 5000 }, (_, n) => n))
    expect(produced.ended).toBe(1)
  })

  it('delivers what came before a stream fails, then the error', async () => {
    const { client } = await start()
    const seen: number[] = []

    const reading = (async () => {
      for await (const { n } of client.stream('breaks', { at: 300 })) seen.push(n)
    })()

    await expect(reading).rejects.toMatchObject({ code: 'not-found', message: 'gone' })
    expect(seen).toHaveLength(300)
  })

  it('holds the producer while the reader is slow, and stops it when the reader leaves', async () => {
    const { client } = await start()
    let read = 0

    for await (const _ of client.stream('count', { to: 1e12 })) {
      if (++read % 100 === 0) await sleep(1)
      if (read === 3000) {
        await sleep(50)
        break
      }
    }

    await vi.waitFor(() => expect(produced.ended).toBe(1))
    expect(produced.count).toBeLessThan(6000)
  })

  it('ends a stream that waits when the reader aborts', async () => {
    const { client } = await start()
    const controller = new AbortController()
    const reading = collect(client.stream('wait', {}, { signal: controller.signal }))
    await client.call('add', { a: 1 })

    controller.abort()

    await expect(reading).resolves.toEqual([])
    await vi.waitFor(() => expect(produced.aborted).toBe(1))
  })

  it('serves calls while streams are open', async () => {
    const { client } = await start()
    const stream = client.stream('count', { to: 1e12 })[Symbol.asyncIterator]()
    await stream.next()

    await expect(client.call('add', { a: 4, b: 5 })).resolves.toEqual({ sum: 9 })
    await stream.return?.()
  })

  it('rejects what is pending, ends streams and generators when the connection dies', async () => {
    const { client, pair, closed } = await start()
    const pending = client.call('wait', {}).catch((e: unknown) => e)
    const reading = collect(client.stream('wait', {})).catch((e: unknown) => e)
    await client.call('add', { a: 1 })

    pair.kill()

    expect(await pending).toMatchObject({ code: 'closed' })
    expect(await reading).toMatchObject({ code: 'closed' })
    await vi.waitFor(() => expect(produced.aborted).toBe(1))
    expect(closed).toHaveBeenCalledTimes(1)
    await expect(client.call('add', { a: 1 })).rejects.toMatchObject({ code: 'closed' })
  })

  it('ends the client when the engine closes the channel', async () => {
    const { client, server, closed } = await start()
    const pending = client.call('wait', {}).catch((e: unknown) => e)
    await client.call('add', { a: 1 })

    server.close()
    server.close()

    expect(await pending).toMatchObject({ code: 'closed' })
    await vi.waitFor(() => expect(closed).toHaveBeenCalledTimes(1))
  })

  it('refuses the 65th stream and takes one again after one ended', async () => {
    const { client } = await start()
    const controller = new AbortController()
    const waiting = Array.from({ length: 64 }, () => collect(client.stream('wait', {}, { signal: controller.signal })))
    await client.call('add', { a: 1 })

    await expect(collect(client.stream('count', { to: 1 }))).rejects.toMatchObject({ code: 'unavailable' })
    controller.abort()
    await Promise.all(waiting)
    await vi.waitFor(() => expect(produced.aborted).toBe(64))
    await expect(collect(client.stream('count', { to: 1 }))).resolves.toEqual([{ n: 0 }])
  })
})
