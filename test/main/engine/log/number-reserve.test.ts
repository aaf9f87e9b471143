import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { type LogPaths, logPaths } from '../../../../src/main/engine/log/log-paths.ts'
import { numberAfterRecovery, openNumberReserve } from '../../../../src/main/engine/log/number-reserve.ts'
import { logDir } from './log-support.ts'

/** The disk refuses writes while this is set; all else is done for real. */
const disk = vi.hoisted(() => ({ fails: false }))
vi.mock('node:fs', async (original) => {
  const real = await original<typeof import('node:fs')>()
  return {
    ...real,
    writeSync(...args: Parameters<typeof real.writeSync>) {
      if (disk.fails) throw Object.assign(new Error('write failed'), { code: 'EIO' })
      return real.writeSync(...args)
    },
  }
})

let paths: LogPaths
let errors: unknown[]
beforeEach(() => {
  disk.fails = false
  paths = logPaths(logDir())
  errors = []
})
const open = () => openNumberReserve(paths, (error) => errors.push(error))
const file = () => readFileSync(paths.numbers, 'latin1')

describe('the reserve', () => {
  test('is above each number that is used, and is written once for many', () => {
    const reserve = open()
    reserve.use(1)
    const first = Number(file())
    expect(first).toBeGreaterThan(1000)
    disk.fails = true
    for (let seq = 2; seq <= first; seq += 1) reserve.use(seq)
    disk.fails = false
    expect(errors).toEqual([])
    reserve.use(first + 1)
    expect(Number(file())).toBeGreaterThan(first + 1)
  })

  test('always has the same length, in the same file: a full disk is no obstacle', () => {
    open().use(1)
    const { length } = file()
    const { ino } = statSync(paths.numbers)
    open().use(900_000_000_000)
    expect(file()).toHaveLength(length)
    expect(statSync(paths.numbers).ino).toBe(ino)
  })

  test('is for the user alone', () => {
    open().use(1)
    expect(statSync(paths.numbers).mode & 0o077).toBe(0)
  })

  test('that cannot be written is told once, and costs no delivery', () => {
    mkdirSync(paths.numbers)
    const reserve = open()
    for (let seq = 1; seq < 1000; seq += 1) reserve.use(seq)
    expect(errors).toHaveLength(1)
  })
})

describe('after a recovery', () => {
  test('numbers go on above all that were given, however many were lost', () => {
    const reserve = open()
    for (const seq of [1, 40_000, 70_000]) reserve.use(seq)
    expect(numberAfterRecovery(paths, 3)).toBeGreaterThanOrEqual(70_000)
  })

  test('a wide gap is left where the file is gone', () => {
    open().use(5)
    rmSync(paths.numbers)
    expect(numberAfterRecovery(paths, 5)).toBeGreaterThan(900_000)
  })

  test.each([
    ['empty', ''],
    ['half of it', '000000000006'],
    ['something else', 'seventy thousand'],
    ['a number without its line end', '0000000000065537'],
    ['a number that is not exact', `${'9'.repeat(16)}\n`],
  ])('and where it is %s', (_, text) => {
    writeFileSync(paths.numbers, text)
    expect(numberAfterRecovery(paths, 5)).toBeGreaterThan(900_000)
  })

  test('and where it says less than what can still be read: it is that of an older copy', () => {
    open().use(1)
    expect(numberAfterRecovery(paths, 5_000_000)).toBeGreaterThan(5_900_000)
  })

  test('no number is given twice though the file could not be written for the last ones', () => {
    const reserve = open()
    reserve.use(1)
    const before = Number(file())
    disk.fails = true
    reserve.use(before + 1)
    for (let seq = before + 2; seq < before + 3000; seq += 1) reserve.use(seq)
    disk.fails = false
    // The newest entries are lost with the damaged part of the log.
    expect(numberAfterRecovery(paths, before - 10)).toBeGreaterThanOrEqual(before + 3000)
  })
})
