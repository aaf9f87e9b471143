import { expect, onTestFinished, test } from 'vitest'
import { startThread, type ThreadOptions } from '../../../../src/main/engine/lib/thread.ts'
import type { TestThreadData, TestThreadFunctions } from '../../../support/thread-entry.ts'

const url = new URL('../../../support/thread-entry.ts', import.meta.url)

/** A real thread. `opening` tells how each of its starts goes, from the first one on; later ones go well. */
async function start(opening: readonly TestThreadData['opening'][] = [], over: Partial<ThreadOptions> = {}) {
  const told: string[] = []
  const errors: unknown[] = []
  let starts = 0
  const thread = startThread<TestThreadFunctions>({
    url,
    name: 'The test thread',
    data: (): TestThreadData => {
      const how = opening[starts]
      starts += 1
      return { start: starts, ...(how && { opening: how }) }
    },
    own: { double: (n: number) => n * 2, closed: (n: number) => void told.push(`closed ${n}`) },
    log: { info: () => undefined, warn: () => undefined, error: (_, fields) => void errors.push(fields) },
    onDeath: () => told.push('death'),
    onRestart: () => told.push('restart'),
    onGiveUp: (reason) => told.push(`gave up: ${reason}`),
    ...over,
  })
  onTestFinished(() => thread.close())
  return { thread, told, errors, starts: () => starts }
}

const stopped = {
  code: 'unavailable',
  message: 'The test thread stopped unexpectedly and is being started again. Try again in a moment.',
}

test('a thread is called, and calls', async () => {
  const { thread } = await start()
  await thread.ready

  expect(await thread.remote.echo({ a: [1, null] })).toEqual({ a: [1, null] })
  expect(await thread.remote.doubleByHost(21)).toBe(42)
  expect(await thread.remote.bytes(5)).toEqual(new Uint8Array(5).fill(7))
})

test('faults of its functions are told and do it no harm', async () => {
  const { thread, told } = await start()

  await expect(thread.remote.refuse()).rejects.toMatchObject({
    code: 'bad-input',
    issues: [{ path: ['a', 1], message: 'why' }],
  })
  await expect(thread.remote.bug()).rejects.toMatchObject({
    code: 'internal',
    message: expect.stringContaining('RangeError: a bug'),
  })
  await expect(thread.remote.uncloneable()).rejects.toMatchObject({ code: 'internal' })
  expect(await thread.remote.start()).toBe(1)
  expect(told).toEqual([])
})

test.each([
  ['die', /Error: out of luck/],
  ['exit', /^exit code 3$/],
] as const)(
  'after its death (%s) it is started again with fresh data; later calls wait for that',
  async (how, reason) => {
    const { thread, told, errors } = await start()
    await thread.ready
    const underWay = expect(thread.remote.never()).rejects.toMatchObject(stopped)

    await thread.remote[how]().catch(() => undefined)
    await underWay

    expect(await thread.remote.start()).toBe(2)
    expect(told).toEqual(['death', 'restart'])
    expect(errors).toEqual([{ reason: expect.stringMatching(reason), deaths: 1 }])
  },
)

test('killed in the middle of a loop without end, it works again, and no death is counted', async () => {
  const { thread, told, errors } = await start()
  await thread.ready
  for (let round = 1; round <= 8; round += 1) {
    const spinning = expect(thread.remote.spin()).rejects.toMatchObject(stopped)
    const behind = expect(thread.remote.echo(1)).rejects.toMatchObject(stopped)
    await new Promise((resolve) => setTimeout(resolve, 10))
    thread.kill()
    thread.kill()
    await Promise.all([spinning, behind])
    // Between death and start.
    thread.kill()
    expect(await thread.remote.start()).toBe(round + 1)
  }

  expect(errors).toEqual([])
  expect(told.filter((event) => event === 'death')).toHaveLength(8)
})

test('a kill between a death and the next start does not hide the next death', async () => {
  const { thread, errors } = await start()
  await thread.ready
  const underWay = thread.remote.never().catch(() => thread.kill())
  await thread.remote.exit().catch(() => undefined)
  await underWay

  await thread.remote.exit().catch(() => undefined)

  expect(await thread.remote.start()).toBe(3)
  expect(errors).toHaveLength(2)
})

test('one that cannot open says why, and is not tried again', async () => {
  const { thread, starts } = await start(['refuse'])

  await expect(thread.ready).rejects.toMatchObject({
    name: 'AppError',
    code: 'conflict',
    message: 'The port is taken.',
  })
  await expect(thread.remote.start()).rejects.toMatchObject({ code: 'conflict' })
  await thread.close()
  expect(starts()).toBe(1)
})

test('one that dies while it opens rejects `ready`', async () => {
  const { thread } = await start(['die'])

  await expect(thread.ready).rejects.toMatchObject({ code: 'unavailable' })
})

test('a file that cannot be loaded rejects `ready`', async () => {
  const { thread } = await start([], { url: new URL('file:///nowhere/thread.ts') })

  await expect(thread.ready).rejects.toMatchObject({ code: 'unavailable' })
})

test('what cannot open again after a death is tried again: what was in its way may be gone by then', async () => {
  const { thread, told } = await start([undefined, 'refuse', 'refuse'])
  await thread.ready
  await thread.remote.die()

  await expect.poll(() => thread.remote.start().catch(() => null)).toBe(4)
  expect(told).toEqual(['death', 'death', 'death', 'restart'])
})

test('one that keeps dying is given up, with the reason', async () => {
  const { thread, told, starts } = await start([undefined, 'refuse', 'die', 'die', 'die', 'refuse'])
  await thread.ready
  await thread.remote.die()

  await expect.poll(() => told.at(-1)).toBe('gave up: The port is taken.')
  const gone = {
    code: 'unavailable',
    message: 'The test thread keeps stopping (The port is taken.). Start Switchhook again.',
  }
  await expect(thread.remote.start()).rejects.toMatchObject(gone)
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(starts()).toBe(6)
  await thread.close()
})

test('closing runs its close once and refuses later calls', async () => {
  const { thread, told } = await start()
  await thread.ready

  await Promise.all([thread.close(), thread.close()])

  expect(told).toEqual(['closed 1'])
  await expect(thread.remote.start()).rejects.toMatchObject({ code: 'closed' })
})

test('closing rejects what is under way and starts nothing again', async () => {
  const { thread, told, starts } = await start()
  await thread.ready
  const underWay = expect(thread.remote.never()).rejects.toMatchObject({ code: 'closed' })

  await thread.close()
  await underWay

  expect(told).toEqual(['closed 1'])
  expect(starts()).toBe(1)
})

test('closing right after a death leaves nothing behind', async () => {
  const { thread, told, starts } = await start()
  await thread.ready
  const underWay = thread.remote.never().catch(() => thread.close())
  await thread.remote.exit().catch(() => undefined)
  await underWay

  expect(told).not.toContain('restart')
  expect(starts()).toBe(1)
})

test('killed in the middle of what must not be cut off, it ends after that, and before the next such thing', async () => {
  const { thread } = await start()
  await thread.ready
  const places = new Int32Array(new SharedArrayBuffer(12))
  const cut = expect(thread.remote.spinTwice(places)).rejects.toMatchObject(stopped)
  await expect.poll(() => Atomics.load(places, 0), { interval: 1 }).toBe(1)

  thread.kill()
  expect(Atomics.load(places, 1)).toBe(0)

  await cut
  expect([...places]).toEqual([1, 1, 0])
  expect(await thread.remote.start()).toBe(2)
})

test('a thread in a loop without end can be closed all the same', async () => {
  const { thread } = await start()
  await thread.ready
  const spinning = expect(thread.remote.spin()).rejects.toMatchObject({ code: 'closed' })

  await thread.close()
  await spinning
})
