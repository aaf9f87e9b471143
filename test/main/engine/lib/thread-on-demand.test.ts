import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { createThreadOnDemand } from '../../../../src/main/engine/lib/thread-on-demand.ts'
import { keptLog } from '../../../support/kept-log.ts'
import type { TestThreadData, TestThreadFunctions } from '../../../support/thread-entry.ts'

/** A thread that is told from others by how many were started before it. */
function onDemand(idleAfterMs = 5000) {
  let starts = 0
  const closed: number[] = []
  const thread = createThreadOnDemand<TestThreadFunctions>(
    {
      url: new URL('../../../support/thread-entry.ts', import.meta.url),
      name: 'The test thread',
      data: (): TestThreadData => {
        starts += 1
        return { start: starts }
      },
      own: { double: (n: number) => n * 2, closed: (n: number) => void closed.push(n) },
      log: keptLog(),
    },
    idleAfterMs,
  )
  onTestFinished(() => thread.close())
  return { thread, closed, starts: () => starts, which: () => thread.use((remote) => remote.start()) }
}

test('it is started by the first who needs it, and serves all of them', async () => {
  const { thread, starts } = onDemand()
  expect(starts()).toBe(0)
  const answers = await Promise.all([1, 2, 3].map((n) => thread.use((remote) => remote.echo(n))))
  expect([answers, starts()]).toEqual([[1, 2, 3], 1])
})

test('it ends when it had nothing to do for a while, and the next one starts another', async () => {
  const { which, closed } = onDemand(1)
  expect(await which()).toBe(1)
  await expect.poll(() => closed).toEqual([1])
  expect(await which()).toBe(2)
})

test('it lives as long as somebody holds it, however long that takes', async () => {
  const { thread, closed, which } = onDemand(1)
  const held = thread.hold()
  await which()
  await delay(60)
  expect(closed).toEqual([])
  expect(await held.remote.start()).toBe(1)
  held.release()
  await expect.poll(() => closed).toEqual([1])
})

test('work that fails lets go of it, and its fault is told', async () => {
  const { thread, closed } = onDemand(1)
  await expect(thread.use((remote) => remote.refuse())).rejects.toMatchObject({ code: 'bad-input', message: 'No.' })
  await expect(thread.use(() => Promise.reject(new Error('not the thread’s')))).rejects.toThrow('not the thread’s')
  await expect.poll(() => closed).toEqual([1])
})

test('killed in the middle of a loop without end, it works again for the next', async () => {
  const { thread } = onDemand()
  const spinning = thread.use((remote) => remote.spin())
  await delay(20)
  thread.kill()
  await expect(spinning).rejects.toMatchObject({ code: 'unavailable' })
  expect(await thread.use((remote) => remote.echo('again'))).toBe('again')
})

test('after it was closed nothing begins, and what nobody started is closed at once', async () => {
  const { thread, starts } = onDemand()
  await thread.close()
  await expect(thread.use((remote) => remote.echo(1))).rejects.toMatchObject({ code: 'closed' })
  expect(() => thread.hold()).toThrow('Switchhook is closing.')
  expect(() => thread.kill()).not.toThrow()
  expect(starts()).toBe(0)
})
