import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../../../src/main/engine/lib/database.ts'
import { LogDamage } from '../../../../src/main/engine/log/log-database.ts'
import type { Projection } from '../../../../src/main/engine/projections/projection.ts'
import {
  createProjector,
  type ProjectorOptions,
  type ViewsChange,
} from '../../../../src/main/engine/projections/projector.ts'
import { projections } from '../../../../src/main/engine/projections/registry.ts'
import { eventfulEntries } from '../../../support/eventful-log.ts'
import { delivery, examination, fakeLog } from '../../../support/fake-log.ts'
import { keptLog } from '../../../support/kept-log.ts'
import { tempDir } from '../../../support/temp-dir.ts'
import { sampleViews } from '../reading/sample-views.ts'

async function setUp(
  options: Partial<Pick<ProjectorOptions, 'projections' | 'onChange'>> & { log?: ReturnType<typeof fakeLog> } = {},
) {
  const path = join(await tempDir(), 'views.db')
  const log = options.log ?? fakeLog()
  const messages = keptLog()
  const changes: ViewsChange[] = []
  const projector = createProjector({
    ...{ path, log, messages, projections, onChange: (change: ViewsChange) => changes.push(change) },
    releaseReaders: async () => undefined,
    ...options,
  })
  onTestFinished(() => projector.close())
  return { path, log, messages, changes, projector }
}

function rowsIn(path: string): number {
  const db = openDatabase(path, { readonly: true })
  try {
    return db.prepare('SELECT count(*) FROM deliveries').pluck().get() as number
  } finally {
    db.close()
  }
}

test('says how far it is', async () => {
  const { log, projector } = await setUp()
  for (const entry of eventfulEntries(1500)) log.add(entry)
  await projector.open()
  expect(projector.status()).toEqual({ state: 'rebuilding', behind: 1500, progress: 0, problem: null })
  await projector.catchUp()
  expect(projector.status()).toEqual({ state: 'current', behind: 0, progress: 1, problem: null })
  log.add(delivery())
  expect(projector.status()).toMatchObject({ state: 'current', behind: 1 })
})

test.each([
  ['deleted', (path: string) => rmSync(path)],
  ['moved away', (path: string) => renameSync(path, `${path}.old`)],
  [
    'replaced',
    (path: string) => {
      rmSync(path)
      writeFileSync(path, 'something else')
    },
  ],
])('views that are %s while running are built again', async (_, harm) => {
  const views = sampleViews()
  for (let n = 0; n < 20; n++) views.log.add(delivery({ body: 'needle' }))
  await views.catchUp()
  expect(views.find('needle')).toHaveLength(20)
  harm(views.path)
  views.log.add(delivery())
  await views.catchUp()
  expect(views.find('needle')).toHaveLength(20)
  expect(views.find('')).toHaveLength(21)
  expect(views.messages.lines.map(({ level }) => level)).toEqual(['warn'])
})

test('a file that is no database, or a damaged one, is built again at the start', async () => {
  for (const content of ['garbage '.repeat(2000), '']) {
    const { path, log, projector } = await setUp()
    writeFileSync(path, content)
    log.add(delivery())
    await projector.catchUp()
    expect(rowsIn(path)).toBe(1)
  }
})

/** Overwrites the pages of the tables named, but for the first 4096 bytes of the file. */
function damage(path: string, table: string): void {
  const db = openDatabase(path)
  db.pragma('wal_checkpoint(TRUNCATE)')
  const pages = db.prepare('SELECT pageno FROM dbstat WHERE name = ?').pluck().all(table) as number[]
  db.close()
  const file = readFileSync(path)
  for (const page of pages) file.fill(7, (page - 1) * 4096, page * 4096)
  writeFileSync(path, file)
}

test.each(['deliveries', 'lines', 'tally', 'words_0_data'])(
  'damage of %s that is met while running is mended',
  async (table) => {
    const views = sampleViews()
    const random = (n: number) =>
      Array.from({ length: 40 }, (_, k) => ((n + 1) * (k + 7) * 2_654_435_761).toString(36)).join(' ')
    for (let n = 0; n < 300; n++) views.log.add(delivery({ body: `needle ${random(n)}` }))
    await views.catchUp()
    views.projector.close()
    views.reader.release()
    damage(views.path, table)

    const { openSampleViews } = await import('../reading/sample-views.ts')
    const second = openSampleViews(join(views.path, '..'), views.log)
    onTestFinished(() => second.close())
    let refusals = 0
    for (let tries = 0; tries < 4; tries++) {
      await second.catchUp()
      try {
        const found = second.reader.page({ query: 'needle type:call.ended', limit: 500 }, 0)
        if (second.count('type:call.ended').count === 300 && found.length === 300) break
      } catch (error) {
        expect(error).toMatchObject({ code: 'unavailable' })
        refusals += 1
      }
      // What the host does when a reader tells of damage.
      for (const code of second.damage.splice(0))
        second.projector.rebuild(code === 'SQLITE_CORRUPT_VTAB' ? ['search'] : undefined)
      second.log.add(delivery({ facts: { eventType: 'other' } }))
    }
    expect(second.reader.page({ query: 'needle type:call.ended', limit: 500 }, 0)).toHaveLength(300)
    expect(refusals).toBeLessThan(3)
  },
)

test('a rebuild that fails once is done when it is tried again', async () => {
  let failures = 1
  const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
  const failing = projections.map((projection) => ({
    ...projection,
    step: (batch: Parameters<Projection['step']>[0]) => {
      if (projection.name === 'search' && failures > 0) {
        failures -= 1
        throw full
      }
      return projection.step(batch)
    },
  }))
  const { path, log, projector } = await setUp({ projections: failing })
  for (let n = 0; n < 30; n++) log.add(delivery())
  await expect(projector.catchUp()).rejects.toMatchObject({ code: 'unavailable' })
  expect(projector.status()).toMatchObject({ state: 'failed', problem: expect.stringContaining('disk is full') })
  await projector.catchUp()
  expect(projector.status()).toMatchObject({ state: 'current', problem: null })
  expect(rowsIn(path)).toBe(30)
})

test('an entry that cannot be taken in, or not even be read, keeps no other from it', async () => {
  const plain = fakeLog()
  for (let n = 1; n <= 40; n++)
    plain.add(delivery({ body: 'needle', ...(n === 7 && { facts: { summary: undefined as never } }) }))
  const unreadable = 20
  const log = {
    ...plain,
    after(mark: number, limit: number) {
      const entries = plain.after(mark, limit)
      if (entries.some(({ seq }) => seq === unreadable)) throw new SyntaxError('Unexpected end of JSON input')
      return entries
    },
  }
  const { path, projector, messages } = await setUp({ log: log as typeof plain })
  await projector.catchUp()
  expect(rowsIn(path)).toBe(38)
  expect(messages.lines.map(({ level }) => level)).toEqual(['error', 'error'])
})

test('an entry that breaks a constraint, also after a rebuild, is passed over', async () => {
  const twice = projections.map((projection) => ({
    ...projection,
    step(batch: Parameters<Projection['step']>[0]) {
      const again = batch.entries.filter(({ seq }) => seq === 7 && projection.name === 'rows')
      const more = again.map(() => ({ sql: "INSERT INTO lines (seq, direction, text) VALUES (7, 0, '')", params: [] }))
      return [...projection.step(batch), ...more]
    },
  }))
  const { path, log, messages, projector } = await setUp({ projections: twice })
  for (let n = 0; n < 5; n++) log.add(delivery())
  await projector.catchUp()
  for (let n = 0; n < 5; n++) log.add(delivery())

  // It may be the views that are damaged: they are built again first.
  await expect(projector.catchUp()).rejects.toMatchObject({ code: 'conflict' })
  await projector.catchUp()

  expect(projector.status()).toMatchObject({ state: 'current', behind: 0 })
  expect(rowsIn(path)).toBe(9)
  expect(messages.lines.map(({ level }) => level)).toEqual(['warn', 'error'])
})

test('a view that is built again leaves the others as they are and current', async () => {
  const views = sampleViews()
  for (let n = 0; n < 700; n++) views.log.add(delivery({ body: `needle${n % 3}` }))
  await views.catchUp()
  views.changes.length = 0
  views.projector.rebuild(['search'])
  views.log.add(delivery({ body: 'needle1' }))
  await views.catchUp()
  expect(views.find('needle1')).toHaveLength(234)
  expect(views.changes).toEqual([
    { through: 701, changed: [701], removed: [] },
    { through: 701, changed: 'many', removed: [] },
  ])
})

test('what the log has is settled although more and more comes', async () => {
  const log = fakeLog()
  for (let n = 0; n < 20; n++) log.add(delivery())
  const { projector } = await setUp({ log, onChange: () => void log.add(delivery()) })
  let caughtUp = false
  const running = projector.catchUp().then(() => {
    caughtUp = true
  })

  await projector.settled()

  expect(caughtUp).toBe(false)
  projector.close()
  await running
})

test.each(['after', 'delivery'] as const)('damage of the log (%s) costs no views, and no entry', async (what) => {
  const log = fakeLog()
  const read = log[what] as (...args: unknown[]) => unknown
  let isDamaged = false
  Object.assign(log, {
    [what](...args: unknown[]) {
      if (!isDamaged) return read(...args)
      throw new LogDamage('switchhook.db', new Error('malformed'))
    },
  })
  const { path, projector, messages } = await setUp({ log })
  const first = log.add(delivery())
  await projector.catchUp()
  log.add({ kind: 'examined', about: first, examination: examination({ facts: { eventId: 'evt_2' } }) })
  isDamaged = true

  await expect(projector.catchUp()).rejects.toBeInstanceOf(LogDamage)

  expect(projector.status()).toMatchObject({ state: 'failed', behind: 1 })
  expect(rowsIn(path)).toBe(1)
  expect(messages.lines).toEqual([])
})
