import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { keptLog } from '../../../support/kept-log.ts'
import { delivery, find, indexed, open, tempFolder } from './sample-store.ts'

/** Words that share few runs of three characters, so that the index grows. */
const words = (n: number) =>
  Array.from({ length: 60 }, (_, k) => ((n + 1) * (k + 7) * 2_654_435_761).toString(36)).join(' ')

test('damage that is met in a search is told and mended', { timeout: 30_000 }, async () => {
  const dataDir = tempFolder()
  const first = await open(dataDir)
  const inserts = Array.from({ length: 200 }, (_, n) => first.insertDelivery(delivery(`dlv_${n}`, { body: words(n) })))
  await Promise.all([...inserts, first.insertDelivery(delivery('last', { body: 'needle' }))])
  await indexed(first, 201)
  await first.close()
  const file = join(dataDir, 'search.db')
  const bytes = readFileSync(file)
  // Beyond the pages that are read when the index is opened.
  writeFileSync(file, bytes.fill(7, 4096 * 20))

  const log = keptLog()
  const second = await open(dataDir, log)
  onTestFinished(() => second.close())
  const refusals: string[] = []
  const searched = async () => {
    try {
      return await find(second, 'needle')
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      refusals.push(error.message)
      return []
    }
  }
  await expect.poll(searched, { timeout: 20_000 }).toEqual(['last'])
  expect(refusals).toEqual(['The search index was damaged and is being made anew. Search again in a while.'])
  expect(log.lines.map(({ message }) => message)).toEqual(['The search index is damaged and is made anew'])
  expect((await second.count('')).count).toBe(201)
})

test('damage that the indexer meets is mended behind the scenes', { timeout: 30_000 }, async () => {
  const dataDir = tempFolder()
  const first = await open(dataDir)
  const inserts = Array.from({ length: 200 }, (_, n) => first.insertDelivery(delivery(`dlv_${n}`, { body: words(n) })))
  await Promise.all(inserts)
  await indexed(first, 200)
  await first.close()
  const file = join(dataDir, 'search.db')
  writeFileSync(file, readFileSync(file).fill(7, 4096 * 20))

  const second = await open(dataDir)
  onTestFinished(() => second.close())
  await Promise.all(
    Array.from({ length: 600 }, (_, n) => second.insertDelivery(delivery(`new_${n}`, { body: words(n + 500) }))),
  )
  await indexed(second, 800)
  await expect.poll(() => second.indexedThrough(), { timeout: 20_000 }).toBe(800)
})
