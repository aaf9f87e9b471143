import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { BodySink, createBodyMemory, readBody } from '../../../../src/main/engine/capture/body-sink.ts'
import { partialName, removeBodyFiles, tidyBodyFiles } from '../../../../src/main/engine/log/body-files.ts'
import { logDir, openTestLog, type TestLog } from './log-support.ts'

/** What was asked of the file system, in order: the names that are seen by its callers, with the work really done. */
const calls = vi.hoisted((): string[] => [])
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>()
  const seen = (path: unknown) => String(path).split('/').at(-1)
  return {
    ...real,
    async open(...args: Parameters<typeof real.open>): Promise<FileHandle> {
      const handle = await real.open(...args)
      const sync = handle.sync.bind(handle)
      const append = handle.appendFile.bind(handle)
      handle.appendFile = (...data: Parameters<typeof append>) => {
        if ((data[0] as Uint8Array).length > 0) calls.push(`write ${seen(args[0])}`)
        return append(...data)
      }
      handle.sync = async () => {
        await sync()
        calls.push(`sync ${seen(args[0])}`)
      }
      return handle
    },
    async rename(from: string, to: string) {
      await real.rename(from, to)
      calls.push(`rename ${seen(from)} ${seen(to)}`)
    },
  }
})

let dir: string
let log: TestLog
beforeEach(() => {
  dir = logDir()
  log = openTestLog(dir)
  mkdirSync(log.paths.bodies)
  calls.length = 0
})
afterEach(() => log.close())

const large = randomBytes(3_000_000)
const memory = (limit = 2 ** 26) => createBodyMemory(limit)

describe('a body that is spooled', () => {
  async function spool(bytes: Uint8Array, piece: number): Promise<BodySink> {
    const sink = new BodySink(log.paths.bodies, memory())
    for (let at = 0; at < bytes.length; at += piece) await sink.write(Uint8Array.from(bytes.subarray(at, at + piece)))
    return sink
  }

  it('is on the disk before it has its lasting name, and the name is before anybody hears of it', async () => {
    const sink = await spool(large, 64 * 1024)
    const body = await sink.finish()

    if (body.kind !== 'file') throw new Error('not spooled')
    const { name } = body
    const [writes, others] = [calls.filter((c) => c.startsWith('write')), calls.filter((c) => !c.startsWith('write'))]
    expect(new Set(writes)).toEqual(new Set([`write ${partialName(name)}`]))
    expect(calls.slice(0, writes.length)).toEqual(writes)
    expect(others).toEqual([`sync ${partialName(name)}`, `rename ${partialName(name)} ${name}`, 'sync bodies'])
    expect(readFileSync(join(log.paths.bodies, name)).equals(large)).toBe(true)
    expect(body.size).toBe(large.length)
  })

  it.each([1000, 64 * 1024, 1024 * 1024 + 1, 3_000_000])('is the same bytes in pieces of %i', async (piece) => {
    const body = await (await spool(large, piece)).finish()

    if (body.kind !== 'file') throw new Error('not spooled')
    expect(readFileSync(join(log.paths.bodies, body.name)).equals(large)).toBe(true)
  })

  it('stays in memory up to the limit, without a call to the disk', async () => {
    const bytes = large.subarray(0, 1024 * 1024)
    const body = await (await spool(bytes, 10_000)).finish()

    if (body.kind !== 'memory') throw new Error('spooled')
    expect(Buffer.compare(body.bytes, bytes)).toBe(0)
    expect(calls).toEqual([])
  })

  it('is spooled early where all bodies together take their memory, and gives its own back', async () => {
    const shared = memory(2_000_000)
    const bytes = large.subarray(0, 1024 * 1024)
    const sinks = Array.from({ length: 10 }, () => new BodySink(log.paths.bodies, shared))
    for (let at = 0; at < bytes.length; at += 50_000)
      for (const sink of sinks) await sink.write(Uint8Array.from(bytes.subarray(at, at + 50_000)))

    expect(shared.used).toBeLessThanOrEqual(2_000_000 + sinks.length * 64 * 1024)
    const bodies = await Promise.all(sinks.map((sink) => sink.finish()))
    expect(new Set(bodies.map(({ kind }) => kind))).toEqual(new Set(['memory', 'file']))
    for (const body of bodies) {
      const there = body.kind === 'file' ? readFileSync(join(log.paths.bodies, body.name)) : body.bytes
      expect(Buffer.compare(there, bytes)).toBe(0)
    }
    for (const sink of sinks) sink.release()
    expect(shared.used).toBe(0)
  })

  it('stays in memory where it is small, however little there is', async () => {
    const sink = new BodySink(log.paths.bodies, memory(0))
    for (let at = 0; at < 60_000; at += 1000) await sink.write(Uint8Array.from(large.subarray(at, at + 1000)))

    expect((await sink.finish()).kind).toBe('memory')
    expect(calls).toEqual([])
  })

  it('leaves nothing when it is discarded, before its end and after it', async () => {
    await (await spool(large, 100_000)).discard()
    const finished = await spool(large, 100_000)
    await finished.finish()
    await finished.discard()

    expect(readdirSync(log.paths.bodies)).toEqual([])
  })

  /** A request whose bytes are there, whose sender has left. */
  function left(pieces: readonly Uint8Array[], complete: boolean) {
    const req = Object.assign(new Readable({ read: () => undefined, highWaterMark: 100_000_000 }), { complete })
    for (const piece of pieces) req.push(piece)
    return req as unknown as import('node:http').IncomingMessage & Readable
  }

  it('loses nothing of what arrived before the sender left while the disk was waited for', async () => {
    const pieces = Array.from({ length: 12 }, (_, n) => large.subarray(n * 250_000, (n + 1) * 250_000))
    const req = left(pieces, false)
    const sink = new BodySink(log.paths.bodies, memory())
    const end = readBody(req, sink, 100_000_000, new AbortController().signal)
    req.once('data', () => req.destroy())

    expect(await end).toBe('stopped')
    const body = await sink.finish()
    if (body.kind !== 'file') throw new Error('not spooled')
    expect(readFileSync(join(log.paths.bodies, body.name)).equals(large)).toBe(true)
  })

  it('loses nothing where the sender was gone before its turn came', async () => {
    const pieces = Array.from({ length: 12 }, (_, n) => large.subarray(n * 250_000, (n + 1) * 250_000))
    const req = left([], true)
    req.destroy()
    req.read = () => pieces.shift() ?? null
    const sink = new BodySink(log.paths.bodies, memory())

    expect(await readBody(req, sink, 100_000_000, new AbortController().signal)).toBe('complete')
    const body = await sink.finish()
    if (body.kind !== 'file') throw new Error('not spooled')
    expect(readFileSync(join(log.paths.bodies, body.name)).equals(large)).toBe(true)
  })

  it('is too large where what the sender left behind is, and nothing more is read', async () => {
    const pieces = Array.from({ length: 12 }, () => large.subarray(0, 250_000))
    const req = left([], true)
    req.destroy()
    req.read = () => pieces.shift() ?? null

    const sink = new BodySink(log.paths.bodies, memory())
    expect(await readBody(req, sink, 600_000, new AbortController().signal)).toBe('too-large')
    expect(pieces).toHaveLength(9)
    await sink.discard()
  })
})

describe('tidying at a start', () => {
  const put = (name: string, text = 'x') => writeFileSync(join(log.paths.bodies, name), text)
  const bodies = () => readdirSync(log.paths.bodies).toSorted()

  it('leaves what the log knows, deletes what was never acknowledged and what was removed', async () => {
    for (const name of ['known', 'removed', 'half.part']) put(name)
    await log.add('', { file: { name: 'known', size: 1 } })
    const seq = await log.add('', { file: { name: 'removed', size: 1 } })
    // A crash between the commit and the deletion of the file.
    await log.writer.remove([seq])

    expect(tidyBodyFiles(log.paths)).toBeNull()

    expect(bodies()).toEqual(['known'])
    expect(existsSync(log.paths.putAside)).toBe(false)
  })

  it('puts aside what the log does not know, never over another file, and says so', () => {
    put('stranger', 'first')
    expect(tidyBodyFiles(log.paths)).toBe(
      `1 body file belongs to no delivery of this log and was put aside in ${log.paths.putAside}. Nothing was deleted.`,
    )
    put('stranger', 'second')
    put('other')
    expect(tidyBodyFiles(log.paths)).toMatch(/^2 body files belong/)

    expect(bodies()).toEqual([])
    const aside = (name: string) => readFileSync(join(log.paths.putAside, name), 'utf8')
    expect([aside('stranger'), aside('stranger.1'), aside('other')]).toEqual(['first', 'second', 'x'])
  })

  it('deletes the files of deliveries by name, also where one is missing', async () => {
    put('a')
    put('b')
    await removeBodyFiles(log.paths, ['a', 'missing', 'b'])
    expect(bodies()).toEqual([])
  })
})
