import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DeliveryOptions, delivery, noon } from '../../../support/fake-log.ts'
import { openSampleViews, type SampleViews } from './sample-views.ts'

/** Search by headers and by places in bodies: what the stored request says, digit by digit. */

const form: readonly [string, string] = ['Content-Type', 'application/x-www-form-urlencoded']
const headers = (...pairs: readonly (readonly [string, string])[]): DeliveryOptions => ({
  request: { headers: [...pairs] },
})

const deliveries: Readonly<Record<string, DeliveryOptions>> = {
  plain: {},
  traced: headers(['X-Trace', 'abc-123'], ['X-Retry', '2']),
  'traced-twice': headers(['x-trace', 'first'], ['X-TRACE', 'ABC-123']),
  failed: { body: '{"data":{"status":"failed","amount":12.50,"ok":false,"none":null}}' },
  elsewhere: { body: '{"status":"failed","data":{"status":"completed","amount":12.5}}' },
  'long-number': { body: '{"id":10000000000000000001}' },
  'other-number': { body: '{"id":10000000000000000000}' },
  list: { body: '{"turns":[{"role":"agent"},{"role":"caller"}]}' },
  'odd-names': { body: '{"a/b":{"c d":"x:y"},"caf\\u00e9":"yes","e\\"f":1}' },
  twice: { body: '{"a":1,"a":2}' },
  form: { ...headers(form), body: 'CallSid=CA123&Status=no-answer&To=%2B1555&To=%2B1666&Note=a%26b&Empty=' },
  zipped: { ...headers(['Content-Encoding', 'gzip']), body: gzipSync('{"deep":{"deeper":"inside"}}') },
  long: { body: `{"first":1,"pad":"${'pad '.repeat(70_000)}","last":"beyond"}` },
  recording: { ...headers(form), body: `Audio=${'UklGRiQAAABXQVZF'.repeat(40)}&Sid=RE1` },
  broken: { body: '{"data":{"status":"failed"' },
  text: { body: 'status failed' },
}

let views: SampleViews
const names = new Map<number, string>()
const dir = mkdtempSync(join(tmpdir(), 'switchhook-stored-'))

beforeAll(async () => {
  views = openSampleViews(dir)
  for (const [name, options] of Object.entries(deliveries)) names.set(views.log.add(delivery(options)), name)
  await views.catchUp()
})
afterAll(() => {
  views.close()
  rmSync(dir, { recursive: true, force: true })
})

const found = (query: string) => views.find(query).map((seq) => names.get(seq))
const without = (...gone: readonly string[]) =>
  Object.keys(deliveries)
    .reverse()
    .filter((name) => !gone.includes(name))

describe('headers', () => {
  test.each<[string, readonly string[]]>([
    ['header.x-trace:abc-123', ['traced-twice', 'traced']],
    ['header.X-TRACE:ABC-123', ['traced-twice', 'traced']],
    ['header.x-trace:abc', []],
    ['header.x-trace:abc*', ['traced-twice', 'traced']],
    ['header.x-trace:"abc*"', []],
    ['header.x-trace:first', ['traced-twice']],
    ['header.x-trace:*', ['traced-twice', 'traced']],
    ['-header.x-trace:*', without('traced', 'traced-twice')],
    ['-header.x-trace:first', without('traced-twice')],
    ['header.x-trace:* -header.x-retry:2', ['traced-twice']],
    ['header.x-trace:* x', []],
    ['header.x-none:*', []],
    ['header.content-type:"application/x-www-form-urlencoded"', ['recording', 'form']],
    ['header.x-trace:abc-123 verified:no', []],
  ])('%s', (query, ids) => {
    expect(found(query)).toEqual(ids)
    expect(views.count(query)).toMatchObject({ count: ids.length, capped: false })
  })
})

describe('places in bodies', () => {
  test.each<[string, readonly string[]]>([
    ['body./data/status:failed', ['failed']],
    ['body./data/status:FAILED', ['failed']],
    ['body./data/status:*', ['elsewhere', 'failed']],
    ['body./data/status:fail*', ['failed']],
    ['-body./data/status:failed', without('failed')],
    ['body./status:failed', ['elsewhere']],
    ['body./data:*', ['elsewhere', 'failed']],
    ['body./data:x', []],
    ['body./data/amount:12.50', ['failed']],
    ['body./data/amount:12.5', ['elsewhere']],
    ['body./data/ok:false', ['failed']],
    ['body./data/none:null', ['failed']],
    ['body./id:10000000000000000001', ['long-number']],
    ['body./id:10000000000000000000', ['other-number']],
    ['body./turns/1/role:caller', ['list']],
    ['body./turns/0/role:caller', []],
    ['body."/a~1b/c d":x:y', ['odd-names']],
    ['body./café:yes', ['odd-names']],
    ['body."/e\\"f":1', ['odd-names']],
    ['body./a:2', ['twice']],
    ['body./a:1', []],
    ['body./CallSid:CA123', ['form']],
    ['body./CallSid:CA*', ['form']],
    ['body./Status:no-answer', ['form']],
    ['body./To:+1666', ['form']],
    ['body./To/0:+1555', ['form']],
    ['body./To/0:+1666', []],
    ['body./Note:"a&b"', ['form']],
    ['body./Empty:""', ['form']],
    ['body./deep/deeper:inside', ['zipped']],
    ['body./first:1', ['long']],
    ['body./last:beyond', []],
    ['body./pad:*', []],
    ['body./Audio:*', ['recording']],
    ['body./Audio:UklG*', ['recording']],
    ['body./Sid:RE1', ['recording']],
    ['body./data/status:failed type:sms.*', []],
    ['body./data/status:* "12 50"', ['failed']],
  ])('%s', (query, ids) => {
    expect(found(query)).toEqual(ids)
    expect(views.count(query)).toMatchObject({ count: ids.length, capped: false })
  })
})

test('rows that come are held against the same conditions', () => {
  const seqs = [...names.keys()]
  const matching = (query: string) =>
    views.reader.matching(query, undefined, seqs, noon).map(({ seq }) => names.get(seq))
  expect(matching('body./data/status:failed')).toEqual(['failed'])
  expect(matching('-header.x-trace:* body./CallSid:*')).toEqual(['form'])
})

test('a search goes on where a piece of it ended, in both directions, and reads nothing twice', () => {
  const all = (order: 'newest' | 'oldest') => {
    const seqs: number[] = []
    let [read, from] = [0, null as number | null]
    for (let pieces = 0; ; pieces += 1) {
      const at = from === null ? {} : order === 'newest' ? { through: from } : { after: from - 1 }
      const piece = views.reader.scan({ query: '-body./data/none:null', order, limit: 3, ...at }, noon)
      expect(piece.seqs.length).toBeLessThanOrEqual(3)
      expect(pieces).toBeLessThan(100)
      seqs.push(...piece.seqs)
      read += piece.read
      from = piece.next
      if (from === null) return { names: seqs.map((seq) => names.get(seq)), read }
    }
  }
  const expected = without('failed')
  expect(all('newest')).toEqual({ names: expected, read: names.size })
  expect(all('oldest')).toEqual({ names: expected.toReversed(), read: 0 })
})

test('the names of headers that were seen, most frequent first', () => {
  expect(views.reader.headerNames()).toMatchObject({
    headers: ['content-type', 'x-trace', 'content-encoding', 'x-retry'],
    providers: ['allo-v2'],
  })
})
