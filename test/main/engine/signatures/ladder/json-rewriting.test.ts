import { describe, expect, test } from 'vitest'
import { rewritings } from '../../../../../src/main/engine/signatures/ladder/json-rewriting.ts'
import { jsonTree } from '../../../../../src/main/engine/signatures/ladder/json-tree.ts'

function written(json: string, known: readonly string[] = []) {
  const tree = jsonTree(Buffer.from(json))
  if (!tree) throw new Error('no JSON')
  return [
    ...rewritings(
      json,
      tree,
      known.flatMap((text) => jsonTree(Buffer.from(text)) ?? []),
    ),
  ]
}
const bodies = (json: string, known?: readonly string[]) => new Set(written(json, known).map(({ body }) => body))

describe('what came says nothing of how it was escaped', () => {
  const came = JSON.stringify({ s: 'é/<a>&\'+"%@=😀\\' })

  test.each([
    ['PHP', String.raw`{"s":"\u00e9\/<a>&'+\"%@=\ud83d\ude00\\"}`],
    ['Python', String.raw`{"s": "\u00e9/<a>&'+\"%@=\ud83d\ude00\\"}`],
    ['Go, with its newline', '{"s":"é/\\u003ca\\u003e\\u0026\'+\\"%@=😀\\\\"}\n'],
    ['Gson', String.raw`{"s":"é/\u003ca\u003e\u0026\u0027+\"%@\u003d😀\\"}`],
    ['System.Text.Json', String.raw`{"s":"\u00E9/\u003Ca\u003E\u0026\u0027\u002B\u0022%@=\uD83D\uDE00\\"}`],
    ['Meta', String.raw`{"s":"\u00e9\/\u003Ca>&'+\"\u0025\u0040=\ud83d\ude00\\"}`],
    ['Jackson to bytes', String.raw`{"s":"é/<a>&'+\"%@=\uD83D\uDE00\\"}`],
  ])('%s', (_name, sent) => expect(bodies(came)).toContain(sent))

  test('escapes at both ends', () => {
    expect(bodies(String.raw`{"s":"\u00e9\/<"}`)).toContain('{"s":"é/\\u003c"}\n')
  })
})

describe('numbers', () => {
  test.each([
    ['{"cost":12.5,"length":240,"rate":0.1}', '{"cost":12.50,"length":240.0,"rate":0.10}'],
    ['{"a":1,"b":2,"c":3,"id":7}', '{"a":1.0,"b":2.0,"c":3.0,"id":7}'],
    ['{"at":1.773221574E9}', '{"at":1773221574}'],
    [
      `[${Array.from({ length: 30 }, (_, n) => n).join(',')}]`,
      `[${Array.from({ length: 30 }, (_, n) => `${n}.0`).join(',')}]`,
    ],
  ])('%s: %s', (came, sent) => expect(bodies(came)).toContain(sent))

  test('with escapes and a newline at once', () => {
    expect(bodies('{"a":1,"s":"é"}')).toContain('{"a": 1.0, "s": "\\u00e9"}\n')
  })
})

describe('order', () => {
  test('of a sample, by place: the same name may stand elsewhere in another order', () => {
    const known = '{"type":"x","id":"1","data":{"id":"2","type":"y","name":"z"}}'
    const came = '{"data":{"id":"b","name":"c","type":"d"},"id":"a","type":"t"}'
    expect(bodies(came, [known])).toContain('{"type":"t","id":"a","data":{"id":"b","type":"d","name":"c"}}')
  })

  test('sorted, at every level', () => {
    expect(bodies('{"b":{"d":1,"c":2},"a":[{"f":1,"e":2}]}')).toContain('{"a":[{"e":2,"f":1}],"b":{"c":2,"d":1}}')
  })
})

test('each says in what it differs', () => {
  const found = written('{"a":1,"s":"é"}')
  expect(found[0]).toMatchObject({ differs: { text: false, numbers: false, order: false } })
  expect(found.find(({ body }) => body === '{"a":1,"s":"\\u00e9"}')?.differs).toMatchObject({
    text: true,
    numbers: false,
  })
  expect(found.find(({ body }) => body === '{"a":1.0,"s":"é"}')?.differs).toMatchObject({ text: false, numbers: true })
})

test('bounded, however many keys and numbers there are', () => {
  const many = JSON.stringify(Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`k${n}é`, n])))
  expect(written(many).length).toBeLessThanOrEqual(40_000)
  const large = JSON.stringify({ s: 'é'.repeat(40_000), n: [1, 2, 3] })
  expect(written(large).length).toBeLessThanOrEqual(400)
})
