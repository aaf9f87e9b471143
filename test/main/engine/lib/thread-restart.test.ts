import { expect, onTestFinished, test } from 'vitest'
import { startThread } from '../../../../src/main/engine/lib/thread.ts'
import { keptLog } from '../../../support/kept-log.ts'

type Flaky = { readonly ping: () => string; readonly die: () => void }

/** `fails`: by the number of the start, from 0. */
function start(fails: (start: number) => boolean) {
  let starts = 0
  let reason: string | null = null
  const thread = startThread<Flaky>({
    url: new URL('../../../support/flaky-thread.ts', import.meta.url),
    name: 'The flaky thread',
    data: () => ({ fails: fails(starts++) }),
    log: keptLog(),
    onGiveUp: (why) => {
      reason = why
    },
  })
  onTestFinished(() => thread.close())
  return { thread, starts: () => starts, reason: () => reason }
}

test('a thread that cannot open what it needs when it is started again is tried again', async () => {
  const { thread, starts } = start((n) => n === 1 || n === 2)
  await thread.ready
  await thread.remote.die().catch(() => undefined)

  await expect.poll(() => thread.remote.ping().catch(() => 'not yet')).toBe('pong')
  expect(starts()).toBe(4)
})

test('it is given up, with the reason, where it never can', async () => {
  const { thread, reason } = start((n) => n > 0)
  await thread.ready
  await thread.remote.die().catch(() => undefined)

  await expect.poll(reason).toContain('the port is taken')
  await expect(thread.remote.ping()).rejects.toMatchObject({ code: 'unavailable' })
})
