import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { openDatabase } from '../../../../src/main/engine/store/database.ts'
import { isDamage } from '../../../../src/main/engine/store/store-faults.ts'
import { keptLog } from '../../../support/kept-log.ts'
import { delivery, find, indexed, open, tempFolder } from './sample-store.ts'

/** Words that share few runs of three characters, so that the index grows. */
const words = (n: number) =>
  Array.from({ length: 60 }, (_, k) => ((n + 1) * (k + 7) * 2_654_435_761).toString(36)).join(' ')

/** Overwrites a page of the index that only a search for "needle" reads, not the opening. */
function damageNeedle(file: string): void {
  const whole = readFileSync(file)
  for (let at = 4096; at < whole.length; at += 4096) {
    writeFileSync(file, Buffer.from(whole).fill(7, at, at + 4096))
    if (search(file, '"   "') && !search(file, '"needle"')) return
  }
  throw new Error('no page is read by the search alone')
}

function search(file: string, match: string): boolean {
  const db = openDatabase(file)
  try {
    db.prepare('SELECT * FROM progress').get()
    db.prepare('SELECT rowid FROM entries WHERE entries MATCH ?').all(match)
    return true
  } catch (error) {
    if (!isDamage(error)) throw error
    return false
  } finally {
    db.close()
  }
}

test('damage that is met in a search is told and mended', { timeout: 30_000 }, async () => {
  const dataDir = tempFolder()
  const first = await open(dataDir)
  const bodies = Array.from({ length: 200 }, (_, n) => `${words(n)} needle`)
  await Promise.all(bodies.map((body, n) => first.insertDelivery(delivery(`dlv_${n}`, { body }))))
  await indexed(first, 200)
  await first.close()
  damageNeedle(join(dataDir, 'search.db'))

  const log = keptLog()
  const second = await open(dataDir, log)
  onTestFinished(() => second.close())
  const refusals: string[] = []
  const searched = async () => {
    try {
      return (await find(second, 'needle')).length
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      refusals.push(error.message)
      return null
    }
  }
  await expect.poll(searched, { timeout: 20_000 }).toBe(200)
  expect(refusals).toEqual(['The search index was damaged and is being made anew. Search again in a while.'])
  expect(log.lines.map(({ message }) => message)).toEqual(['The search index is damaged and is made anew'])
  expect((await second.count('')).count).toBe(200)
})

test('damage that the indexer meets is mended behind the scenes', { timeout: 30_000 }, async () => {
  const dataDir = tempFolder()
  const log = keptLog()
  const store = await open(dataDir, log)
  onTestFinished(() => store.close())
  await indexed(store, (await store.insertDelivery(delivery('old', { body: 'needle' }))).seq)
  const db = openDatabase(join(dataDir, 'search.db'))
  db.unsafeMode(true)
  db.exec("UPDATE entries_data SET block = x'07070707'")
  db.close()

  await store.insertDelivery(delivery('new', { body: 'needle' }))
  await indexed(store, 2)
  expect(await find(store, 'needle')).toEqual(['new', 'old'])
  expect(log.lines.map(({ message }) => message)).toEqual(['The search index is damaged and is made anew'])
})
