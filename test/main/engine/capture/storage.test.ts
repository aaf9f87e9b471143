import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { logPaths } from '../../../../src/main/engine/log/log-paths.ts'
import { replicerRequest, sampleBody } from '../../../support/provider-requests.ts'
import { RawConnection } from '../../../support/raw-http.ts'
import { dataFolder, endpoint, openTestCapture, requestBytes, secret, snapshotOf } from './open-test-capture.ts'

const signed = () => replicerRequest(sampleBody('replicer', 'call.ended'), secret.value)
const large = randomBytes(1_500_000)
const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0)

describe('body files', () => {
  const files = (dataDir: string) => readdirSync(logPaths(dataDir).bodies)

  it('are there under their lasting name, byte for byte, when the answer comes, and go with their delivery', async () => {
    const { send, reader, dataDir, functions } = await openTestCapture()
    expect((await send({ body: large })).status).toBe(200)

    const { body } = reader.delivery(1)!
    if (body.kind !== 'file') throw new Error('not a file')
    expect(files(dataDir)).toEqual([body.name])
    expect(body.size).toBe(large.length)
    expect(readFileSync(reader.bodyPath(body.name)).equals(large)).toBe(true)

    await send(signed())
    expect(await functions.remove([1, 999])).toEqual([1])
    expect(reader.delivery(1)).toBeNull()
    expect(files(dataDir)).toEqual([])
  })

  it('of an upload that the sender gave up hold what had arrived', async () => {
    const { port, reader, dataDir, notices } = await openTestCapture()
    const sender = await RawConnection.open(port())
    await sender.write(requestBytes({ body: large }).subarray(0, -1000))
    await expect.poll(() => files(dataDir).length).toBe(1)
    sender.close()

    await expect.poll(() => reader.through()).toBe(1)
    const { head, body } = reader.delivery(1)!
    if (body.kind !== 'file') throw new Error('not a file')
    expect(head.request).toMatchObject({ aborted: true, bodySize: large.length - 1000 })
    expect(head.reply).toBeNull()
    expect(readFileSync(reader.bodyPath(body.name)).equals(large.subarray(0, -1000))).toBe(true)
    await expect.poll(() => notices[0]?.arrived).toEqual({ end_1: 1 })
  })

  it('of uploads that were too large or silent for too long are gone', async () => {
    const { send, dataDir, port, reader } = await openTestCapture({
      data: { limits: { idleTimeoutMs: 300 }, snapshot: snapshotOf([endpoint], { bodyLimit: 2_000_000 }) },
    })
    const chunked = `POST /in/${endpoint.token} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n`
    const tooLarge = await RawConnection.open(port())
    await tooLarge.write(Buffer.concat([Buffer.from(`${chunked}2625a0\r\n`), Buffer.alloc(2_500_000)]))
    expect((await tooLarge.answer()).status).toBe(413)
    tooLarge.close()

    const silent = await RawConnection.open(port())
    await silent.write(requestBytes({ body: large }).subarray(0, -1000))
    expect((await silent.answer()).status).toBe(408)
    silent.close()

    expect((await send({})).status).toBe(200)
    expect(reader.through()).toBe(1)
    expect(files(dataDir)).toEqual([])
  })

  it('that the log does not know are put aside at the next start, and the start says so', async () => {
    const dataDir = dataFolder()
    mkdirSync(logPaths(dataDir).bodies)
    writeFileSync(join(logPaths(dataDir).bodies, 'stranger'), 'x')

    const { functions } = await openTestCapture({ dataDir })

    expect(functions.started().warnings).toEqual([expect.stringContaining('1 body file belongs to no delivery')])
    expect(readdirSync(logPaths(dataDir).putAside)).toEqual(['stranger'])
  })
})

describe('a log that cannot be written', () => {
  /** Every new entry is refused by the database while this holds. */
  function refuseEntries(dataDir: string): () => void {
    const db = new Database(logPaths(dataDir).database)
    db.exec("CREATE TRIGGER refuse BEFORE INSERT ON log BEGIN SELECT RAISE(ABORT, 'the disk says no'); END")
    return () => {
      db.exec('DROP TRIGGER refuse')
      db.close()
    }
  }

  it('is a 503 for the sender and a problem for the host, until a delivery is stored again', async () => {
    const { send, dataDir, notices, reader } = await openTestCapture()
    const allow = refuseEntries(dataDir)

    const answers = await Promise.all([send(signed()), send(signed()), send({ body: large })])

    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503])
    await expect.poll(() => sum(notices.map(({ refused }) => refused[503]?.count ?? 0))).toBe(3)
    expect(notices.at(-1)).toMatchObject({ problem: 'the disk says no', through: 0 })
    expect(reader.through()).toBe(0)
    expect(readdirSync(logPaths(dataDir).bodies)).toEqual([])

    allow()
    expect((await send(signed())).status).toBe(200)
    await expect.poll(() => notices.at(-1)).toMatchObject({ problem: null, through: expect.any(Number) })
    expect(sum(notices.map(({ arrived }) => arrived.end_1 ?? 0))).toBe(1)
  })

  it.runIf(canMount())('because its disk is full takes nothing, and goes on when there is room', async () => {
    const dataDir = tinyDisk('3m')
    const { send, notices, entries, reader } = await openTestCapture({ dataDir })
    writeFileSync(join(dataDir, 'ballast'), Buffer.alloc(1_300_000))
    const statuses: number[] = []
    const body = randomBytes(40_000)
    for (let n = 0; n < 60 && statuses.at(-1) !== 503; n += 1) statuses.push((await send({ body })).status)

    expect(statuses.at(-1)).toBe(503)
    expect(entries('delivery')).toHaveLength(statuses.filter((status) => status === 200).length)
    await expect
      .poll(() => notices.at(-1)!.problem)
      .toMatch(/^The disk is full: .*switchhook\.db could not be written\. Free some space;/)
    // One that would be spooled meets the same disk.
    expect((await send({ body: large })).status).toBe(503)
    expect(readdirSync(logPaths(dataDir).bodies)).toEqual([])

    rmSync(join(dataDir, 'ballast'))
    expect((await send(signed())).status).toBe(200)
    await expect.poll(() => notices.at(-1)!.problem).toBeNull()
    const stored = entries('delivery')
    expect(stored).toHaveLength(statuses.length)
    for (const { seq } of stored.slice(0, -1)) {
      expect(Buffer.compare((reader.delivery(seq)!.body as { bytes: Uint8Array }).bytes, body)).toBe(0)
    }
  })

  it('keeps a body that cannot be spooled from being acknowledged', async () => {
    const { send, dataDir, entries, notices } = await openTestCapture()
    const { bodies } = logPaths(dataDir)
    rmSync(bodies, { recursive: true })

    expect((await send({ body: large })).status).toBe(503)
    await expect.poll(() => notices.at(-1)?.problem).toMatch(/bodies cannot be opened for writing\./)
    expect((await send(signed())).status).toBe(200)
    await expect.poll(() => notices.at(-1)?.problem).toBeNull()
    expect(entries('delivery')).toHaveLength(1)
  })
})

describe('the tables beside the log', () => {
  it('change as told, all or nothing', async () => {
    const { functions, dataDir } = await openTestCapture()
    const rows = (sql: string) => {
      const db = new Database(logPaths(dataDir).database, { readonly: true })
      try {
        return db.prepare(sql).raw().all()
      } finally {
        db.close()
      }
    }
    const put = { endpointId: 'end_1', json: '{}', sealed: new Uint8Array([1, 2]) }
    await functions.writeState([
      { table: 'endpoints', id: 'end_1', json: '{"a":1}' },
      { table: 'secrets', id: 'sec_1', put },
      { table: 'secrets', id: 'sec_2', put },
      { table: 'settings', key: 'port', value: '1' },
    ])
    await functions.writeState([
      { table: 'secrets', id: 'sec_1', put: null },
      { table: 'settings', key: 'port', value: '2' },
    ])
    expect(rows('SELECT id, json FROM endpoints')).toEqual([['end_1', '{"a":1}']])
    expect(rows('SELECT id, sealed FROM secrets')).toEqual([['sec_2', Buffer.from([1, 2])]])
    expect(rows('SELECT key, value FROM settings')).toEqual([['port', '2']])

    const broken = { table: 'settings', key: null, value: 'x' } as unknown as {
      table: 'settings'
      key: string
      value: string
    }
    await expect(functions.writeState([{ table: 'endpoints', id: 'end_2', json: '{}' }, broken])).rejects.toThrow()
    await functions.writeState([{ table: 'endpoints', id: 'end_1', json: null }])
    expect([rows('SELECT * FROM endpoints'), rows('SELECT * FROM secrets')]).toEqual([[], []])
  })
})

/** Only root can make a disk that is full at once. */
function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  const dir = join('/tmp', `switchhook-mount-${process.pid}`)
  mkdirSync(dir, { recursive: true })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', dir], { stdio: 'ignore' })
    execFileSync('umount', [dir], { stdio: 'ignore' })
    return true
  } catch {
    return false
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

function tinyDisk(size: string): string {
  const dir = dataFolder()
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', dir])
  onTestFinished(() => void execFileSync('umount', ['-l', dir]))
  return dir
}
