import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { answer, delivery, endpoint, find, indexed, open, replay, tempFolder, tempStore } from './sample-store.ts'

test('everything is still there after a restart', async () => {
  const dataDir = tempFolder()
  const first = await open(dataDir)
  await first.putEndpoint(endpoint)
  await first.putSecret({
    id: 'sec_1',
    endpointId: 'end_1',
    label: 'live',
    sealed: new Uint8Array([1, 2, 0, 255]),
    addedAt: 1,
    lastMatchAt: null,
    retiredAt: null,
  })
  const { seq } = await first.insertDelivery(delivery('dlv_1', { body: '{"a":1}' }))
  await first.setAnswer(seq, answer(200))
  await first.insertReplay(replay('rep_1', 'dlv_1'), new TextEncoder().encode('ok'))
  await first.putSetting('theme', { dark: true })
  const before = await first.detail('dlv_1')
  await first.close()

  const second = await open(dataDir)
  expect(await second.detail('dlv_1')).toEqual(before)
  expect(new TextDecoder().decode((await second.body('dlv_1', 0, 100)).bytes)).toBe('{"a":1}')
  expect(await second.endpoints()).toEqual([endpoint])
  expect((await second.secrets())[0]?.sealed).toEqual(new Uint8Array([1, 2, 0, 255]))
  expect(await second.replays('dlv_1')).toEqual([{ ...replay('rep_1', 'dlv_1'), number: 1 }])
  expect(new TextDecoder().decode(await second.replayBody('rep_1'))).toBe('ok')
  expect(await second.setting('theme')).toEqual({ dark: true })
  await second.close()
})

test('a second instance is told which folder is in use and by whom', async () => {
  const { dataDir } = await tempStore()
  await expect(open(dataDir)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringMatching(new RegExp(`process ${process.pid}\\).*${dataDir}`)),
  })
})

test('the folder is free again after closing', async () => {
  const dataDir = tempFolder()
  await (await open(dataDir)).close()
  const again = await open(dataDir)
  expect(await again.count('')).toEqual({ count: 0, newest: 0 })
  await again.close()
})

test('a database of a newer version is refused and left as it is', async () => {
  const dataDir = tempFolder()
  const store = await open(dataDir)
  await store.insertDelivery(delivery('dlv_1'))
  await store.close()
  const file = join(dataDir, 'switchhook.db')
  const bytes = readFileSync(file)
  bytes.writeUInt32BE(99, 60)
  writeFileSync(file, bytes)
  const before = readdirSync(dataDir)

  await expect(open(dataDir)).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('newer Switchhook (format 99'),
  })
  expect(readFileSync(file).equals(bytes)).toBe(true)
  expect(readdirSync(dataDir)).toEqual(before)
})

test.each([
  ['text', Buffer.from('not a database at all '.repeat(50))],
  ['a short file', Buffer.from('SQLite')],
  ["another program's database", sqliteHeader()],
])('%s in place of the database is refused and left as it is', async (_, bytes) => {
  const dataDir = tempFolder()
  const file = join(dataDir, 'switchhook.db')
  writeFileSync(file, bytes)
  await expect(open(dataDir)).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('damaged or not a Switchhook database'),
  })
  expect(readFileSync(file).equals(bytes)).toBe(true)
})

test('a folder that cannot be made is named', async () => {
  const file = join(tempFolder(), 'file')
  writeFileSync(file, '')
  const dataDir = join(file, 'data')
  await expect(open(dataDir)).rejects.toMatchObject({ code: 'unavailable', message: expect.stringContaining(dataDir) })
})

test('a closed store is the database, the index and nothing beside them', async () => {
  const dataDir = tempFolder()
  const store = await open(dataDir)
  await indexed(store, (await store.insertDelivery(delivery('dlv_1'))).seq)
  await store.close()
  expect(readdirSync(dataDir).sort()).toEqual(['bodies', 'search.db', 'switchhook.db', 'switchhook.lock'])
})

test('calls after closing are refused', async () => {
  const store = await open(tempFolder())
  await store.close()
  await expect(store.count('')).rejects.toMatchObject({ code: 'closed' })
  await expect(store.insertDelivery(delivery('dlv_1'))).rejects.toMatchObject({ code: 'closed' })
})

test('closing waits for what was asked before', async () => {
  const dataDir = tempFolder()
  const store = await open(dataDir)
  const inserts = Array.from({ length: 200 }, (_, n) => store.insertDelivery(delivery(`dlv_${n}`)))
  await store.close()
  await Promise.all(inserts)
  const again = await open(dataDir)
  expect(await again.count('')).toEqual({ count: 200, newest: 200 })
  await again.close()
})

test('size is what lies on disk', async () => {
  const { store, dataDir } = await tempStore()
  await store.insertDelivery(delivery('dlv_big', { body: new Uint8Array(3 * 1024 * 1024) }))
  await indexed(store, 1)
  const files = ['switchhook.db', 'switchhook.db-wal', 'search.db', 'search.db-wal', 'bodies/dlv_big']
  const expected = files.map((name) => statSync(join(dataDir, name)).size).reduce((sum, size) => sum + size)
  expect(await store.size()).toBe(expected)
})

test.each([
  ['missing', (file: string) => rmSync(file)],
  ['not a database', (file: string) => writeFileSync(file, 'rubbish '.repeat(1000))],
  ['damaged inside', (file: string) => writeFileSync(file, readFileSync(file).fill(7, 4096))],
])('a search index that is %s is made anew', async (_, spoil) => {
  const dataDir = tempFolder()
  const first = await open(dataDir)
  const { seq } = await first.insertDelivery(delivery('dlv_1', { body: '{"note":"kitchen sink"}' }))
  await indexed(first, seq)
  await first.close()
  spoil(join(dataDir, 'search.db'))

  const second = await open(dataDir)
  await indexed(second, seq)
  expect(await find(second, '"kitchen sink"')).toEqual(['dlv_1'])
  await second.close()
})

test('an index that belongs to another database is made anew', async () => {
  const dataDir = tempFolder()
  const first = await open(dataDir)
  await indexed(first, (await first.insertDelivery(delivery('dlv_1', { body: 'apples' }))).seq)
  await first.close()
  rmSync(join(dataDir, 'switchhook.db'))

  const second = await open(dataDir)
  await indexed(second, (await second.insertDelivery(delivery('dlv_2', { body: 'pears' }))).seq)
  expect(await find(second, 'apples')).toEqual([])
  expect(await find(second, 'pears')).toEqual(['dlv_2'])
  await second.close()
})

function sqliteHeader(): Buffer {
  const bytes = Buffer.alloc(4096)
  bytes.write('SQLite format 3\0', 'latin1')
  return bytes
}
