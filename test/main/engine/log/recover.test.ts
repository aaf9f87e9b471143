import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeEach, describe, expect, it } from 'vitest'
import { tidyBodyFiles } from '../../../../src/main/engine/log/body-files.ts'
import { logCodeOf } from '../../../../src/main/engine/log/delivery-id.ts'
import { logPaths } from '../../../../src/main/engine/log/log-paths.ts'
import { markForRecovery, recoverIfDamaged } from '../../../../src/main/engine/log/recover.ts'
import { logDir, openTestLog } from './log-support.ts'

let dir: string
beforeEach(async () => {
  dir = logDir()
  const log = openTestLog(dir)
  for (let n = 0; n < 3000; n += 1) void log.add(`{"n":${n},"text":"${'abc '.repeat(100)}"}`)
  await expect.poll(() => log.reader.through()).toBe(3000)
  await log.writer.writeState((db) =>
    db.prepare('INSERT INTO settings VALUES (\'settings\', \'{"theme":"dark"}\')').run(),
  )
  log.close()
})
const paths = () => logPaths(dir)

function overwrite(from: number, size: number): void {
  const file = openSync(paths().database, 'r+')
  writeSync(file, Buffer.alloc(size, 0x5a), 0, size, from)
  closeSync(file)
}

const readable = () => {
  const log = openTestLog(dir)
  const seqs: number[] = []
  for (let next = log.reader.after(0, 500); next.length > 0; next = log.reader.after(seqs.at(-1)!, 500)) {
    for (const { seq } of next) seqs.push(seq)
  }
  const { identity } = log.reader
  log.close()
  return { seqs, identity }
}

describe('a log that is whole', () => {
  it('is left alone', () => {
    const before = statSync(paths().database).mtimeMs
    expect(recoverIfDamaged(paths())).toBeNull()
    expect(statSync(paths().database).mtimeMs).toBe(before)
  })

  it('is copied where damage was met while it was read', () => {
    const { identity } = readable()
    markForRecovery(paths())

    expect(recoverIfDamaged(paths())).toMatchObject({ entries: 3000 })
    const after = readable()
    expect(after.seqs).toEqual(Array.from({ length: 3000 }, (_, n) => n + 1))
    expect(logCodeOf(after.identity)).toBe(logCodeOf(identity))
    // Views of the damaged log may be ahead of this one.
    expect(after.identity).not.toBe(identity)
    expect(recoverIfDamaged(paths())).toBeNull()
  })
})

describe('a damaged log', () => {
  it('overwritten in the middle: the rest is there, under the same ids, and the old file is set aside', () => {
    const { identity } = readable()
    overwrite(Math.floor(statSync(paths().database).size / 2), 100_000)
    markForRecovery(paths())

    const recovery = recoverIfDamaged(paths())!

    expect(recovery.entries).toBeGreaterThan(2000)
    expect(recovery.entries).toBeLessThan(3000)
    expect(existsSync(recovery.setAside)).toBe(true)
    expect(recovery.sentence).toContain('switchhook.damaged-1.db')
    const after = readable()
    expect(logCodeOf(after.identity)).toBe(logCodeOf(identity))
    expect(after.seqs).toHaveLength(recovery.entries)
  })

  it('truncated: what stands before the cut is there', () => {
    truncateSync(paths().database, Math.floor(statSync(paths().database).size / 3 / 8192) * 8192)

    let recovery = recoverIfDamaged(paths())
    if (recovery === null) {
      // The start did not meet the damage, a read does.
      markForRecovery(paths())
      recovery = recoverIfDamaged(paths())
    }

    expect(recovery?.entries).toBeGreaterThan(500)
    expect(readable().seqs[0]).toBe(1)
  })

  it.each([
    ['of 0 bytes', () => writeFileSync(paths().database, '')],
    ['that begins like no database', () => overwrite(0, 200)],
  ])('%s: a new one is begun, the old one is set aside, byte for byte', (_, damage) => {
    damage()
    const before = readFileSync(paths().database)

    const recovery = recoverIfDamaged(paths())!

    expect(recovery.entries).toBe(0)
    expect(readFileSync(recovery.setAside)).toEqual(before)
    expect(recovery.sentence).toContain('nothing of it could be recovered')
    expect(readable().seqs).toEqual([])
  })

  it('a second time: neither of the files that were set aside is touched', () => {
    writeFileSync(paths().database, '')
    recoverIfDamaged(paths())
    writeFileSync(paths().database, 'x')
    expect(recoverIfDamaged(paths())!.setAside).toContain('damaged-2')
  })

  it('a recovery that ended halfway begins again; one that was complete takes its place', () => {
    markForRecovery(paths())
    writeFileSync(join(dir, 'switchhook.recovering.db'), 'half of it')

    expect(recoverIfDamaged(paths())!.entries).toBe(3000)
    expect(readdirSync(dir)).not.toContain('switchhook.recovering.db')

    renameSync(paths().database, join(dir, 'switchhook.recovered.db'))
    expect(recoverIfDamaged(paths())).toBeNull()
    expect(readable().seqs).toHaveLength(3000)
  })

  it.each([
    ['its end is lost', () => truncateSync(paths().database, Math.floor(statSync(paths().database).size / 2))],
    ['all of it is lost', () => writeFileSync(paths().database, '')],
    [
      'its end and the note of the numbers are lost',
      () => {
        truncateSync(paths().database, Math.floor(statSync(paths().database).size / 2))
        rmSync(paths().numbers)
      },
    ],
    [
      'its end is lost and the note is damaged',
      () => {
        truncateSync(paths().database, Math.floor(statSync(paths().database).size / 2))
        writeFileSync(paths().numbers, '0000000000000007\n')
      },
    ],
  ])('%s: no number is given a second time', async (_, damage) => {
    damage()
    markForRecovery(paths())
    recoverIfDamaged(paths())

    const log = openTestLog(dir)
    expect(await log.add('{}')).toBeGreaterThan(3000)
    log.close()
    const again = openTestLog(dir)
    expect(await again.add('{}')).toBe(again.writer.through())
    again.close()
  })

  it('settings come along', () => {
    markForRecovery(paths())
    recoverIfDamaged(paths())
    const db = new Database(paths().database, { readonly: true })
    expect(db.prepare('SELECT value FROM settings').pluck().get()).toBe('{"theme":"dark"}')
    db.close()
  })
})

describe('another program’s file', () => {
  it('is refused and stays as it is', () => {
    const other = logPaths(logDir())
    const db = new Database(other.database)
    db.exec('CREATE TABLE t (a)')
    db.close()
    const before = readFileSync(other.database)

    expect(() => recoverIfDamaged(other)).toThrow(/another program/)
    expect(readFileSync(other.database)).toEqual(before)
  })

  it.each([
    [2, /early preview/],
    [12, /newer Switchhook/],
  ])('so is ours in format %i', (version, message) => {
    const db = new Database(paths().database)
    db.pragma(`user_version = ${version}`)
    db.pragma('wal_checkpoint(TRUNCATE)')
    db.close()
    const before = readFileSync(paths().database)

    expect(() => recoverIfDamaged(paths())).toThrow(message)
    expect(readFileSync(paths().database)).toEqual(before)
    expect(readdirSync(dir)).not.toContain('switchhook.damaged-1.db')
  })
})

describe('body files at a start', () => {
  it('of known deliveries stay, half-written ones go, and strangers are put aside with their bytes', async () => {
    const log = openTestLog(dir)
    await log.add('', { file: { name: 'known', size: 1 } })
    const gone = await log.add('', { file: { name: 'removed', size: 1 } })
    await log.writer.remove([gone])
    log.close()
    await mkdir(paths().bodies)
    for (const name of ['known', 'removed', 'late.part', 'stranger']) appendFileSync(join(paths().bodies, name), name)

    expect(tidyBodyFiles(paths())).toMatch(/^1 body file belongs to no delivery of this log and was put aside/)
    expect(readdirSync(paths().bodies)).toEqual(['known'])
    expect(readFileSync(join(paths().putAside, 'stranger'), 'utf8')).toBe('stranger')
    expect(tidyBodyFiles(paths())).toBeNull()
  })

  it('survive the advice to move the database away', async () => {
    const log = openTestLog(dir)
    await log.add('', { file: { name: 'large', size: 1 } })
    log.close()
    await mkdir(paths().bodies)
    writeFileSync(join(paths().bodies, 'large'), 'precious')
    writeFileSync(paths().database, 'moved away, and something else put here')
    recoverIfDamaged(paths())

    tidyBodyFiles(paths())

    expect(readFileSync(join(paths().putAside, 'large'), 'utf8')).toBe('precious')
  })
})
