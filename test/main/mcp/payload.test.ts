import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { AppClient } from '#shared/api/contract.ts'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { excerptOf } from '../../../src/main/mcp/payload/excerpt.ts'
import { outlineLines, outlineOf } from '../../../src/main/mcp/payload/outline.ts'
import { payloadLimit, readPayload } from '../../../src/main/mcp/payload/read-payload.ts'

/** Reads a body as if a host had it. */
function read(body: Uint8Array | string, headers: [string, string][] = [['Content-Type', 'application/json']]) {
  const bytes = Buffer.from(body as Uint8Array)
  const client = {
    async call(_: string, { offset, length }: { offset: number; length: number }) {
      return { base64: bytes.subarray(offset, offset + length).toString('base64'), size: bytes.length }
    },
  } as unknown as AppClient
  return readPayload(client, { id: 'dlv_1', size: bytes.length, request: { headers } } as unknown as DeliveryDetail)
}

const transcript = JSON.stringify({
  event: 'call.ended',
  data: {
    id: 12345678901234567890n.toString(),
    cost: 1,
    turns: Array.from({ length: 500 }, (_, at) => ({ role: 'agent', text: `turn ${at}` })),
  },
}).replace('"cost":1', '"cost":1.50')

describe('readPayload', () => {
  it.each([
    ['JSON', '{"a": 1.50}', [['Content-Type', 'application/json']], 'json', '{"a": 1.50}'],
    ['JSON, compressed', gzipSync('{"a":1}'), [['Content-Encoding', 'gzip']], 'json', '{"a":1}'],
    [
      'a form',
      'To=%2B1555&To=2&x=',
      [['Content-Type', 'application/x-www-form-urlencoded']],
      'form',
      '{\n "To": [\n  "+1555",\n  "2"\n ],\n "x": ""\n}',
    ],
    ['XML', '<a>é</a>', [['Content-Type', 'text/xml; charset=utf-8']], 'text', '<a>é</a>'],
    ['Latin 1', Buffer.from('caf\xe9', 'latin1'), [['Content-Type', 'text/plain; charset=iso-8859-1']], 'text', 'café'],
    ['JSON with a mistake', '{"a":', [['Content-Type', 'application/json']], 'text', '{"a":'],
    ['bytes', Buffer.from([0, 1, 2, 255, 254]), [['Content-Type', 'audio/wav']], 'binary', '00 01 02 ff fe'],
  ] as const)('reads %s', async (_, body, headers, kind, text) => {
    expect(
      await read(
        body,
        headers.map(([name, value]) => [name, value]),
      ),
    ).toMatchObject({ kind, text })
  })

  it('says where there is none', async () => {
    expect(await read('')).toMatchObject({ kind: 'none', size: 0 })
  })

  it('says what a body that is no JSON lacks', async () => {
    expect((await read('{"a":')).problem).toMatch(/line 1/)
  })

  it('reads no more than its limit', async () => {
    const payload = await read(Buffer.alloc(payloadLimit + 10, 0x61))

    expect(payload.text).toHaveLength(payloadLimit)
    expect(payload.problem).toMatch(/only the first 8.39 MB of 8.39 MB/)
  })

  it('builds nothing of a bomb, or of levels without end', async () => {
    const bomb = await read(gzipSync(Buffer.alloc(payloadLimit * 4)), [['Content-Encoding', 'gzip']])
    const deep = await read('['.repeat(100_000) + ']'.repeat(100_000))

    expect(bomb).toMatchObject({ value: undefined, problem: expect.stringContaining('larger than 8 MiB') })
    expect(deep).toMatchObject({ kind: 'text', value: undefined, problem: expect.stringContaining('2000 levels') })
  })
})

describe('excerptOf', () => {
  it('gives a short body whole, as it was received', async () => {
    const payload = await read('{ "a" : 1.50 }')

    expect(excerptOf(payload, { maxChars: 100 })).toEqual({
      ...{ pointer: '', chars: 14, offset: 0, text: '{ "a" : 1.50 }', outline: null, nextOffset: null },
    })
  })

  it('gives an outline of a long one, whose pointers read its parts', async () => {
    const payload = await read(transcript)
    const { outline, text } = excerptOf(payload, { maxChars: 1000 })

    expect(text).toBeNull()
    expect(outlineLines(outline!).split('\n').slice(0, 8)).toEqual([
      `(the whole)  object, 2 members, ${transcript.length.toLocaleString('en-US')} characters`,
      '/event  "call.ended"',
      expect.stringMatching(/^\/data {2}object, 3 members, 1\d,\d{3} characters$/),
      '/data/id  "12345678901234567890"',
      '/data/cost  1.50',
      expect.stringMatching(/^\/data\/turns {2}array, 500 items/),
      '/data/turns/0  object, 2 members, 32 characters',
      '/data/turns/0/role  "agent"',
    ])
    expect(outline!.partial).toBe(true)
    expect(excerptOf(payload, { pointer: '/data/turns/499', maxChars: 1000 }).text).toBe(
      '{"role":"agent","text":"turn 499"}',
    )
  })

  it('gives ranges that follow on each other', async () => {
    const payload = await read(transcript)
    let text = ''
    for (let offset: number | null = 0; offset !== null; ) {
      const piece = excerptOf(payload, { offset, maxChars: 4000 })
      text += piece.text
      offset = piece.nextOffset
    }

    expect(text).toBe(transcript)
    expect(excerptOf(payload, { pointer: '/data/turns', offset: 1, maxChars: 16 }).text).toBe('{"role":"agent",')
    expect(excerptOf(payload, { offset: 1e9, maxChars: 10 })).toMatchObject({ text: '', nextOffset: null })
  })

  it('refuses a pointer that is none, or leads nowhere, without telling names of the payload', async () => {
    const payload = await read('{"data":{"secretly":[1]}}')
    const at = (pointer: string) => () => excerptOf(payload, { pointer, maxChars: 100 })

    expect(at('data')).toThrow('begins with “/”')
    expect(at('/data/nope/x')).toThrow('There is nothing at /data/nope/x. There is a value at /data')
    expect(at('/__proto__')).toThrow('There is nothing at /__proto__. There is a value at the whole body')
    expect(() => excerptOf({ ...payload, value: undefined, kind: 'text' }, { pointer: '/a', maxChars: 9 })).toThrow(
      'by offset',
    )
  })
})

describe('outlineOf', () => {
  it('stays small, whatever the body is', () => {
    const wide = Object.fromEntries(
      Array.from({ length: 5000 }, (_, at) => [`${'n'.repeat(50)}${at}`, 'v'.repeat(500)]),
    )
    const json = JSON.stringify(wide)
    const outline = outlineOf(json, '', JSON.parse(json))

    expect(outline.entries.length).toBeLessThanOrEqual(80)
    expect(outline.partial).toBe(true)
    expect(outlineLines(outline).length).toBeLessThan(20_000)
  })

  it('takes names with slashes, and those that JavaScript takes for its own', () => {
    const json = '{"a/b~c":{"__proto__":1,"constructor":"x"}}'

    expect(outlineOf(json, '', JSON.parse(json)).entries.map(({ pointer }) => pointer)).toEqual([
      '',
      '/a~1b~0c',
      '/a~1b~0c/__proto__',
      '/a~1b~0c/constructor',
    ])
  })
})
