import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { runWorker } from '../../../../../src/main/engine/store/workers/run-worker.ts'
import { tempFolder } from '../sample-store.ts'

type Calls = {
  echo(value: unknown): unknown
  bytes(size: number): Uint8Array
  slow(ms: number): Promise<string>
  fail(kind: string): never
  die(): never
  exit(): void
}

const serveCalls = new URL('../../../../../src/main/engine/store/workers/serve-calls.ts', import.meta.url)
const errors = new URL('../../../../../src/shared/api/errors.ts', import.meta.url)

/** A worker whose `start` does what is given. */
function worker(start = '') {
  const file = join(tempFolder(), 'worker.ts')
  writeFileSync(
    file,
    `import { serveCalls, transferring } from '${serveCalls}'
import { AppError } from '${errors}'
const calls = {
  echo: (value: unknown) => value,
  bytes(size: number) {
    const bytes = new Uint8Array(size).fill(7)
    return transferring(bytes, bytes.buffer)
  },
  slow: (ms: number) => new Promise((resolve) => setTimeout(() => resolve('late'), ms)),
  fail(kind: string) {
    if (kind === 'app') throw new AppError('bad-input', 'No.', [{ path: ['a', 1], message: 'why' }])
    if (kind === 'disk') throw Object.assign(new Error('write'), { code: 'ENOSPC' })
    throw new RangeError('a bug')
  },
  die() { setImmediate(() => { throw new Error('out of luck') }); return new Promise(() => undefined) },
  exit() { process.exit(3) },
}
serveCalls('/data/file.db', () => { ${start}; return { calls, close() {} } })
`,
  )
  const deaths: string[] = []
  const running = runWorker<Calls>(pathToFileURL(file), {
    name: 'test worker',
    data: null,
    onDeath: (reason) => deaths.push(reason),
  })
  onTestFinished(() => running.close())
  return { running, deaths }
}

test('values and buffers go both ways', async () => {
  const { running } = worker()
  await running.start()
  expect(await running.call('echo', [{ a: [1, null, 'x'] }])).toEqual({ a: [1, null, 'x'] })
  const bytes = new Uint8Array([1, 2, 3])
  expect(await running.call('echo', [bytes], [bytes.buffer])).toEqual(new Uint8Array([1, 2, 3]))
  expect(bytes.length).toBe(0)
  expect(await running.call('bytes', [5])).toEqual(new Uint8Array(5).fill(7))
})

test('faults come back as AppErrors', async () => {
  const { running } = worker()
  await running.start()
  await expect(running.call('fail', ['app'])).rejects.toMatchObject({
    name: 'AppError',
    code: 'bad-input',
    message: 'No.',
    issues: [{ path: ['a', 1], message: 'why' }],
  })
  await expect(running.call('fail', ['disk'])).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('The disk is full: /data/file.db'),
  })
  await expect(running.call('fail', ['bug'])).rejects.toMatchObject({
    code: 'internal',
    message: expect.stringContaining('RangeError: a bug'),
  })
  await expect(running.call('echo', [() => undefined])).rejects.toThrow('could not be cloned')
  expect(await running.call('echo', [1])).toBe(1)
})

test('a start that fails says why', async () => {
  const { running, deaths } = worker("throw new AppError('unavailable', 'Newer.')")
  await expect(running.start()).rejects.toMatchObject({ code: 'unavailable', message: 'Newer.' })
  await running.close()
  expect(deaths).toEqual([])
})

test.each([
  ['die', 'out of luck'],
  ['exit', 'exit code 3'],
] as const)('after its death (%s) nothing hangs', async (how, reason) => {
  const { running, deaths } = worker()
  await running.start()
  const died = {
    code: 'unavailable',
    message: `The test worker stopped unexpectedly (${reason}). Start Switchhook again.`,
  }
  const waiting = expect(running.call('slow', [60_000])).rejects.toMatchObject(died)
  await expect(running.call(how, [])).rejects.toMatchObject(died)
  await waiting
  await expect(running.call('echo', [1])).rejects.toMatchObject(died)
  expect(deaths).toEqual([reason])
  await running.close()
})

test('a file that cannot be loaded is a death', async () => {
  const deaths: string[] = []
  const url = new URL('file:///nowhere/worker.ts')
  const running = runWorker<Calls>(url, { name: 'test worker', data: null, onDeath: (reason) => deaths.push(reason) })
  await expect(running.start()).rejects.toMatchObject({ code: 'unavailable' })
  expect(deaths[0]).toContain('Cannot find module')
})

test('closing waits for calls under way and refuses new ones', async () => {
  const { running } = worker()
  await running.start()
  const slow = running.call('slow', [30])
  const closed = running.close()
  await expect(running.call('echo', [1])).rejects.toMatchObject({ code: 'closed' })
  expect(await slow).toBe('late')
  await closed
})
