import { once } from 'node:events'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { createPeer, type PeerChannel, transferring } from '../../../../src/main/engine/lib/peer.ts'

const channelOf = (port: MessagePort): PeerChannel => ({
  post: (message, transfer) => port.postMessage(message, transfer),
  listen: (receive) => void port.on('message', receive),
})

type Functions = Readonly<Record<string, (...args: never[]) => unknown>>

/** Two peers with a real message channel between them: `near` calls the functions of the far side, and the reverse. */
function peers<Near extends Functions, Far extends Functions>(near: Near, far: Far) {
  const { port1, port2 } = new MessageChannel()
  onTestFinished(() => port1.close())
  return { near: createPeer<Far>(channelOf(port1), near), far: createPeer<Near>(channelOf(port2), far), port: port1 }
}

const none = {}

test('both sides call', async () => {
  const { near, far } = peers(
    { add: (a: number, b: number) => a + b },
    { later: async (text: string) => `${text}!`, echo: (value: unknown) => value },
  )

  expect(await far.remote.add(2, 3)).toBe(5)
  expect(await near.remote.later('now')).toBe('now!')
  const value = { list: [1, null, 'x'], map: new Map([[1, 'one']]), bytes: new Uint8Array([0, 255]) }
  expect(await near.remote.echo(value)).toEqual(value)
  expect(await near.remote.echo(undefined)).toBeUndefined()
})

test('replies find their calls, in whatever order they come', async () => {
  const wait = (ms: number) => new Promise((resolve) => setTimeout(() => resolve(ms), ms))
  const { near } = peers(none, { wait })

  expect(await Promise.all([30, 1, 15].map((ms) => near.remote.wait(ms)))).toEqual([30, 1, 15])
})

test('an AppError stays one, with its code, its message and its issues', async () => {
  const { near } = peers(none, {
    refuse() {
      throw new AppError('conflict', 'No.', [{ path: ['a', 1], message: 'why' }])
    },
  })

  const refusal = near.remote.refuse()

  await expect(refusal).rejects.toBeInstanceOf(AppError)
  await expect(refusal).rejects.toMatchObject({
    code: 'conflict',
    message: 'No.',
    issues: [{ path: ['a', 1], message: 'why' }],
  })
})

test.each([
  ['an exception', new RangeError('a bug'), /RangeError: a bug\n +at /],
  ['anything thrown', 'just text', /^just text$/],
])('%s becomes `internal`, with the stack for the log', async (_, thrown, message) => {
  const { near } = peers(none, {
    async fail() {
      throw thrown
    },
  })

  await expect(near.remote.fail()).rejects.toMatchObject({
    name: 'AppError',
    code: 'internal',
    message: expect.stringMatching(message),
  })
})

test('a function that the other side does not have is `internal` too, not a call that hangs', async () => {
  const { near } = peers(none, { known: () => 1 } as Functions)

  for (const name of ['unknown', 'toString', '__proto__', 'constructor'])
    await expect(near.remote[name]!()).rejects.toMatchObject({
      name: 'AppError',
      code: 'internal',
      message: expect.stringContaining(`"${name}" not found`),
    })
})

test('what cannot be cloned, as an argument or as a result, fails its own call and nothing else', async () => {
  const { near } = peers(none, { echo: (value: unknown) => value, uncloneable: () => () => undefined })
  const fault = { name: 'AppError', code: 'internal', message: expect.stringContaining('could not be cloned') }

  await expect(near.remote.echo(() => undefined)).rejects.toMatchObject(fault)
  await expect(near.remote.uncloneable()).rejects.toMatchObject(fault)
  expect(await near.remote.echo(1)).toBe(1)
})

test('buffers of a result move where they are marked, and are copied where not', async () => {
  const given: Uint8Array[] = []
  const give = (mark: boolean) => {
    const bytes = new Uint8Array(1000).fill(7)
    given.push(bytes)
    return mark ? transferring({ bytes }, bytes.buffer) : { bytes }
  }
  const { near } = peers(none, { give })

  expect(await near.remote.give(true)).toEqual({ bytes: new Uint8Array(1000).fill(7) })
  expect(await near.remote.give(false)).toEqual({ bytes: new Uint8Array(1000).fill(7) })
  expect(given.map(({ length }) => length)).toEqual([0, 1000])
})

test('closing rejects what is under way and what is asked later, with the reason given', async () => {
  const { near, far } = peers({ echo: (n: number) => n }, { never: () => new Promise<void>(() => undefined) })
  const under = near.remote.never()
  const why = new AppError('unavailable', 'Gone.')

  near.close(why)
  near.close(new AppError('closed', 'Not this one.'))

  await expect(under).rejects.toMatchObject({ code: 'unavailable', message: 'Gone.' })
  await expect(near.remote.never()).rejects.toMatchObject({ code: 'unavailable', message: 'Gone.' })
  // Only the calls of the side that closed: it still answers.
  expect(await far.remote.echo(4)).toBe(4)
})

test('a reply that comes after the close is nobody’s', async () => {
  const releases: (() => void)[] = []
  const { near, port } = peers(none, { slow: () => new Promise<void>((resolve) => void releases.push(resolve)) })
  const slow = expect(near.remote.slow()).rejects.toMatchObject({ code: 'closed' })
  await expect.poll(() => releases.length).toBe(1)
  near.close(new AppError('closed', 'Closed.'))

  const reply = once(port, 'message')
  releases[0]!()
  await Promise.all([reply, slow])
})
