import { randomBytes } from 'node:crypto'
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import { integrityProblems } from '../chaos/check.ts'
import type { Ledger } from '../chaos/load.ts'
import { type BuiltHost, type BuiltHostOptions, startBuiltHost } from '../support/built-host.ts'
import { temporaryFolder } from '../support/headless-host.ts'
import { hostStatus, untilCurrent } from '../support/host-api.ts'
import { anyConfig, createSender, digestsIn, refusal, stored } from '../support/stored-deliveries.ts'
import { mountTinyDisk } from '../support/tiny-disk.ts'
import { openWire } from '../support/wire-client.ts'

/** What the built host does where disk, files, folder or clock let it down. */

const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})
const later = <T>(value: T, end: () => unknown): T => {
  endings.push(end)
  return value
}

function freshFolder(): string {
  const folder = temporaryFolder()
  return later(join(folder.path, 'data'), folder.remove)
}

async function start(options: BuiltHostOptions): Promise<BuiltHost> {
  const host = await startBuiltHost({ config: anyConfig, ...options })
  return later(host, host.stop)
}

const noMount = 'a file system of its own can be mounted by root only, and not in every container'
const large = 1_500_000

test('a full disk: 503 and nothing acknowledged that is not there; once there is space it goes on', async ({
  skip,
}) => {
  const disk = mountTinyDisk(24)
  if (!disk) return skip(noMount)
  later(disk, disk.remove)
  const filler = join(disk.path, 'filler')
  writeFileSync(filler, Buffer.alloc(8 * 1024 * 1024))
  const data = join(disk.path, 'data')
  const host = await start({ data })
  const { ledger, send } = createSender()

  const statuses: number[] = []
  while (statuses.length < 600 && statuses.at(-1) !== 503) statuses.push(await send(host, randomBytes(60_000)))
  const spooled = await send(host, randomBytes(large))

  expect(statuses.length).toBeGreaterThan(10)
  expect(new Set(statuses)).toEqual(new Set([200, 503]))
  expect(spooled).toBe(503)
  rmSync(filler)
  await expect.poll(() => send(host, randomBytes(1000))).toBe(200)
  await expect.poll(() => send(host, randomBytes(large))).toBe(200)
  expect((await stored(host, ledger)).problems).toEqual([])
  await host.stop()
  expect(integrityProblems(join(data, 'switchhook.db'))).toEqual([])
  expect((await stored(await start({ data }), ledger)).problems).toEqual([])
}, 120_000)

test('a disk that is full at the first start: one clear line, code 1', async ({ skip }) => {
  const disk = mountTinyDisk(1)
  if (!disk) return skip(noMount)
  later(disk, disk.remove)
  const data = join(disk.path, 'data')
  writeFileSync(join(disk.path, 'filler'), Buffer.alloc(1024 * 1024 - 64 * 1024))

  const { code, stderr } = await refusal({ data })

  expect(code).toBe(1)
  expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(/full|no space/i)])
})

test('a read-only folder: one clear line, code 1', async ({ skip }) => {
  const disk = mountTinyDisk(16)
  if (!disk) return skip(noMount)
  later(disk, disk.remove)
  const data = join(disk.path, 'data')
  const host = await start({ data })
  await host.stop()
  disk.makeReadOnly()

  for (const folder of [data, join(disk.path, 'another')]) {
    const { code, stderr } = await refusal({ data: folder })
    expect(code).toBe(1)
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining(folder)])
  }
})

const filled = temporaryFolder()
afterAll(filled.remove)
let filling: Promise<Ledger> | undefined

/** Done once, and copied for each test. */
async function fill(data: string): Promise<Ledger> {
  const host = await startBuiltHost({ config: anyConfig, data })
  const { ledger, send } = createSender()
  for (let i = 0; i < 200; i++) await send(host, randomBytes(5000))
  await send(host, randomBytes(large))
  await stored(host, ledger)
  await host.stop()
  return ledger
}

async function filledFolder() {
  const whole = join(filled.path, 'data')
  filling ??= fill(whole)
  const sender = createSender(await filling)
  const data = freshFolder()
  cpSync(whole, data, { recursive: true })
  return { data, ...sender }
}

test.each([
  ['truncated', 20, (file: Buffer) => file.subarray(0, Math.floor(file.length * 0.6))],
  [
    'overwritten in the middle',
    20,
    (file: Buffer) => file.fill(0xff, Math.floor(file.length / 2), Math.floor(file.length / 2) + 20_000),
  ],
  ['without its first page', 0, (file: Buffer) => file.fill(0, 0, 4096)],
])(
  'a log that is %s: what can be read is recovered, the old file stays, the screen says so',
  async (_, least, damage) => {
    const { data, ledger, send } = await filledFolder()
    const file = join(data, 'switchhook.db')
    const damaged = damage(readFileSync(file))
    writeFileSync(file, damaged)
    const digest = digestsIn(data).get('switchhook.db')

    const host = await start({ data })

    // Damage inside a delivery is found when that is read.
    const read = () => stored(host, ledger)
    await expect.poll(() => read().then(Boolean, String), { timeout: 40_000 }).toBe(true)
    const api = await host.api()
    const warnings = () => hostStatus(api).then((status) => status.warnings, String)
    await expect.poll(warnings).toContainEqual(expect.stringMatching(/recover/i))
    api.close()
    expect([...digestsIn(data).values()]).toContain(digest)
    expect(await send(host, randomBytes(1000))).toBe(200)
    const { problems, found } = await read()
    expect(problems.filter((problem) => !/is lost|count says/.test(problem))).toEqual([])
    expect(found.length).toBeGreaterThan(least)
    await host.stop()
    expect(integrityProblems(file)).toEqual([])
  },
)

test('a log that was moved away: no body file of it is deleted', async () => {
  const { data } = await filledFolder()
  const bodies = [...digestsIn(join(data, 'bodies')).values()]
  expect(bodies.length).toBeGreaterThan(0)
  renameSync(join(data, 'switchhook.db'), `${data}.moved`)

  const host = await start({ data })
  const { ledger, send } = createSender()
  expect(await send(host, randomBytes(large))).toBe(200)
  expect((await stored(host, ledger)).problems).toEqual([])
  await host.stop()

  expect([...digestsIn(data).values()]).toEqual(expect.arrayContaining(bodies))
})

const viewFiles = (data: string) => ['', '-wal', '-shm'].map((end) => join(data, `views.db${end}`))

test.each([
  ['deleted', (file: string) => rmSync(file, { force: true })],
  ['overwritten', (file: string) => existsSync(file) && writeFileSync(file, randomBytes(100_000))],
])('views that were %s while the host was stopped are built again', async (_, spoil) => {
  const { data, ledger } = await filledFolder()
  expect(existsSync(join(data, 'views.db'))).toBe(true)
  for (const file of viewFiles(data)) spoil(file)

  const host = await start({ data })

  expect((await stored(host, ledger)).problems).toEqual([])
})

test('views that are deleted while the host runs: it goes on, and the next start has all', async () => {
  const { data, ledger, send } = await filledFolder()
  const host = await start({ data })
  expect((await stored(host, ledger)).problems).toEqual([])
  expect(existsSync(join(data, 'views.db'))).toBe(true)
  for (const file of viewFiles(data)) rmSync(file, { force: true })

  for (let i = 0; i < 20; i++) expect(await send(host, randomBytes(1000))).toBe(200)
  expect((await stored(host, ledger)).problems).toEqual([])
  await host.stop()

  expect((await stored(await start({ data }), ledger)).problems).toEqual([])
})

test('a body file that is missing: a clear error for that body, all else as before', async () => {
  const { data, ledger } = await filledFolder()
  const [name] = digestsIn(join(data, 'bodies')).keys()
  rmSync(join(data, 'bodies', name ?? 'none'))
  const host = await start({ data })
  const api = await host.api()
  await untilCurrent(api)
  const { rows } = await api.call('deliveries.page', { query: 'size:>1mb' })

  const id = rows[0]?.id ?? ''
  expect((await api.call('deliveries.get', { id })).size).toBe(large)
  await expect(api.call('deliveries.body', { id })).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining(name ?? 'none'),
  })
  api.close()
  expect((await stored(host, ledger)).problems).toEqual([expect.stringMatching(/^the body of s200 cannot be read/)])
})

test('a clock that is set back: order, paging and times stay right', async () => {
  const data = freshFolder()
  const switchFile = `${data}.shifted`
  const clock = {
    nodeArgs: ['--import', resolve(import.meta.dirname, '../support/shift-clock.mjs')],
    env: { SHIFT_CLOCK_FILE: switchFile },
  }
  const { ledger, send } = createSender()
  let host = await start({ data, ...clock })
  for (let i = 0; i < 5; i++) await send(host, randomBytes(100))
  const { promise, resolve: answered } = Promise.withResolvers<number>()
  const url = host.url('Any')
  const wire = openWire(Number(url.port), { answer: ({ status }) => answered(status) })
  wire.write(`POST ${url.pathname}?chaos=half HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf `)
  await expect.poll(() => wire.socket.bytesWritten).toBeGreaterThan(50)
  await new Promise((done) => setTimeout(done, 200))
  writeFileSync(switchFile, '')
  wire.write('body.')
  expect(await promise).toBe(200)
  wire.destroy()
  for (let i = 0; i < 5; i++) await send(host, randomBytes(100))
  await host.stop()
  host = await start({ data, ...clock })
  for (let i = 0; i < 5; i++) await send(host, randomBytes(100))

  const { problems, found } = await stored(host, ledger)
  expect(problems).toEqual(['half is there and was never sent'])
  const order = [...found].sort((a, b) => a.row.seq - b.row.seq).map(({ sentId }) => sentId)
  expect(order).toEqual([
    's0',
    's1',
    's2',
    's3',
    's4',
    'half',
    ...[5, 6, 7, 8, 9, 10, 11, 12, 13, 14].map((n) => `s${n}`),
  ])
  const half = found.find(({ sentId }) => sentId === 'half')
  const api = await host.api()
  const { answerGiven } = await api.call('deliveries.get', { id: half?.row.id ?? '' })
  api.close()
  expect(answerGiven?.afterMs).toBeGreaterThan(100)
  expect(answerGiven?.afterMs).toBeLessThan(60_000)
  expect(answerGiven?.storedAfterMs).toBeGreaterThan(100)
})

test('a folder of the first edition: one clear line, code 1, and it stays as it is', async () => {
  const data = freshFolder()
  mkdirSync(data)
  copyFileSync(resolve(import.meta.dirname, '../fixtures/first-edition/switchhook.db'), join(data, 'switchhook.db'))
  const before = digestsIn(data)

  const { code, stderr } = await refusal({ data })

  expect(code).toBe(1)
  expect(stderr.trim().split('\n')).toEqual([expect.stringContaining(data)])
  expect(digestsIn(data).get('switchhook.db')).toBe(before.get('switchhook.db'))
  expect([...digestsIn(data).keys()].filter((name) => /\.db/.test(name))).toEqual(['switchhook.db'])
})
