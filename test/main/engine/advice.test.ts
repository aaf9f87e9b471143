import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { mkdtemp, rename } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { loadAccessToken } from '../../../src/main/headless/access.ts'
import { makeDataDir } from '../../../src/main/hosting/data-dir.ts'
import { openFileVault } from '../../../src/main/hosting/file-vault.ts'
import { plainRequest } from '../../support/provider-requests.ts'
import { startTestEngine, type TestEngine } from '../../support/start-engine.ts'
import { wholeExport } from '../../support/whole-export.ts'

/** What the product says to do, done word for word: nothing is lost by it. */

const large = Buffer.alloc(2_000_000, 'large ')

async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'switchhook-advice-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

async function started(dataDir: string): Promise<TestEngine> {
  const t = await startTestEngine({ dataDir })
  onTestFinished(() => t.close())
  return t
}

/** A folder with a small delivery and one whose body is a file. */
async function filled() {
  const dataDir = await folder()
  const t = await started(dataDir)
  const { url } = await t.endpoint(null)
  const ids = [await t.send(url, plainRequest(Buffer.from('{}'))), await t.send(url, plainRequest(large))]
  await t.close()
  return { dataDir, ids }
}

const bodyOf = async (t: TestEngine, id: string) => {
  const { size } = await t.engine.deliveries.body(id, 0, 1)
  return Buffer.from((await t.engine.deliveries.body(id, 0, size)).bytes)
}

test('"start with another data folder, or move this one away as a whole": it is whole where it is put', async () => {
  const { dataDir, ids } = await filled()
  const away = `${dataDir}-away`
  onTestFinished(() => rmSync(away, { recursive: true, force: true }))
  await rename(dataDir, away)

  mkdirSync(dataDir)
  const fresh = await started(dataDir)
  expect((await fresh.engine.deliveries.count({ query: '' })).count).toBe(0)

  const moved = await started(away)
  expect((await bodyOf(moved, ids[1]!)).equals(large)).toBe(true)
})

test('the log alone is moved away, and brought back: body files were put aside meanwhile, and fit again', async () => {
  const { dataDir, ids } = await filled()
  const away = await folder()
  for (const name of readdirSync(dataDir).filter((file) => file.startsWith('switchhook.db')))
    renameSync(join(dataDir, name), join(away, name))

  const without = await started(dataDir)
  const { warnings } = await without.engine.hostStatus()
  expect(warnings).toEqual([expect.stringMatching(/^1 body file belongs to no delivery .* Nothing was deleted\.$/)])
  await without.close()
  const aside = join(dataDir, 'put-aside')
  expect(readdirSync(aside).map((name) => readFileSync(join(aside, name)).equals(large))).toEqual([true])

  for (const name of readdirSync(dataDir).filter((file) => file.startsWith('switchhook.db')))
    rmSync(join(dataDir, name))
  for (const name of readdirSync(away)) renameSync(join(away, name), join(dataDir, name))
  for (const name of readdirSync(aside)) renameSync(join(aside, name), join(dataDir, 'bodies', name))
  const again = await started(dataDir)
  for (const id of ids) expect((await again.engine.deliveries.get(id)).id).toBe(id)
  expect((await bodyOf(again, ids[1]!)).equals(large)).toBe(true)
})

test.each([
  ['0 bytes', (file: string) => truncateSync(file, 0)],
  ['no database', (file: string) => writeFileSync(file, 'x'.repeat(5000))],
])('a log of %s is no empty one: "the damaged file is still there"', async (_what, damage) => {
  const { dataDir } = await filled()
  const file = join(dataDir, 'switchhook.db')
  damage(file)
  const before = readFileSync(file)

  const t = await started(dataDir)

  const { warnings } = await t.engine.hostStatus()
  expect(warnings).toContainEqual(expect.stringContaining('switchhook.damaged-1.db'))
  expect(readFileSync(join(dataDir, 'switchhook.damaged-1.db')).equals(before)).toBe(true)
  expect(readdirSync(join(dataDir, 'put-aside'))).toHaveLength(1)
  const { url } = await t.endpoint(null)
  await t.send(url, plainRequest(Buffer.from('{}')))
})

test('"views.db may be deleted at any time"', async () => {
  const { dataDir, ids } = await filled()
  for (const name of readdirSync(dataDir).filter((file) => file.startsWith('views.db'))) rmSync(join(dataDir, name))

  const t = await started(dataDir)

  await t.engine.settled()
  expect((await t.engine.deliveries.page({ query: '', limit: 10 })).map(({ id }) => id)).toEqual(ids.toReversed())
})

test('"restore it, or delete it and enter the secrets again"; "delete it and start again"', async () => {
  const dataDir = await folder()
  writeFileSync(join(dataDir, 'secrets.key'), 'not a key')
  writeFileSync(join(dataDir, 'ui.token'), 'short')
  await expect(openFileVault(dataDir, {})).rejects.toThrow(/delete it and enter the secrets again/)
  await expect(loadAccessToken(dataDir)).rejects.toThrow(/delete it and start again/)

  for (const name of ['secrets.key', 'ui.token']) rmSync(join(dataDir, name))

  const vault = await openFileVault(dataDir, {})
  expect(await vault.open(await vault.seal('a secret'))).toBe('a secret')
  expect(await loadAccessToken(dataDir)).toMatch(/^[\w-]{32}$/)
})

test('"a database of another program; start with another data folder": nothing of it was changed', async () => {
  const dataDir = await folder()
  const file = join(dataDir, 'switchhook.db')
  const db = new Database(file)
  db.exec("CREATE TABLE t (a); INSERT INTO t VALUES ('theirs')")
  db.close()
  const before = readFileSync(file)

  await expect(startTestEngine({ dataDir })).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/another program\. Nothing was changed; start with another data folder/),
  })

  expect(readFileSync(file).equals(before)).toBe(true)
  expect(existsSync(`${file}-wal`)).toBe(false)
})

test('a data folder that is a file, and one below a file, are named in one sentence', async () => {
  const file = join(await folder(), 'a-file')
  writeFileSync(file, '')

  await expect(startTestEngine({ dataDir: file })).rejects.toMatchObject({ code: 'unavailable' })
  await expect(makeDataDir(join(file, 'below'))).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/cannot be made.*Choose another one\.$/),
  })
})

test('a folder inside of bodies/ is put aside with all that is in it', async () => {
  const { dataDir } = await filled()
  mkdirSync(join(dataDir, 'bodies/mine'))
  writeFileSync(join(dataDir, 'bodies/mine/precious'), 'mine')

  const t = await started(dataDir)

  expect((await t.engine.hostStatus()).warnings).toHaveLength(1)
  expect(readFileSync(join(dataDir, 'put-aside/mine/precious'), 'utf8')).toBe('mine')
})

test('a body file that is lost is told as such, by the body and by an export', async () => {
  const { dataDir, ids } = await filled()
  rmSync(join(dataDir, 'bodies'), { recursive: true })

  const t = await started(dataDir)

  expect((await t.engine.deliveries.get(ids[1]!)).id).toBe(ids[1])
  await expect(t.engine.deliveries.body(ids[1]!, 0, 10)).rejects.toMatchObject({ code: 'unavailable' })
  await expect(wholeExport(t.engine.exports.render({ what: { ids: [ids[1]!] }, format: 'har' }))).rejects.toMatchObject(
    {
      code: 'unavailable',
      message: expect.stringContaining('body'),
    },
  )
  expect((await bodyOf(t, ids[0]!)).toString()).toBe('{}')
})
