import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ProviderManifest, type ProviderManifestInput } from '#shared/model/provider-pack.ts'
import { makeSample } from '../../../../src/main/engine/providers/make-sample.ts'
import { manifest, writePacks } from './pack-folders.ts'

const inputs = {
  nowMs: Date.UTC(2026, 5, 11, 12, 30, 1, 7),
  randomBytes: (size: number) => new Uint8Array(size).fill(0xab),
}

function sampleOf(body: string, change: Partial<ProviderManifestInput>) {
  const folder = writePacks({ acme: { sample: body } })
  const pack = {
    manifest: ProviderManifest.parse({ ...manifest, ...change }),
    origin: 'user',
    folder: '',
    schemas: new Map(),
    samples: new Map([['call.ended', join(folder, 'acme/sample')]]),
  } as const
  const sample = makeSample(pack, 'call.ended', inputs)!
  return { ...sample, text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(sample.body) }
}

describe('makeSample', () => {
  it('puts fresh values in and leaves every other byte', () => {
    const body = '\ufeff{ "id" :"old",\r\n\t"at": [0, 1],"cost": 12.50, "n": 12345678901234567890, "x": "é\\u00e9" }\n'
    const freshen = [
      { at: { body: '/id' }, value: 'evt_{random}' },
      { at: { body: '/at/1' }, value: 'unix' },
    ]
    expect(sampleOf(body, { freshen }).text).toBe(
      body.replace('"old"', '"evt_abababababababab"').replace('1]', '1781181001]'),
    )
  })

  it.each([
    ['uuid', 'abababab-abab-4bab-abab-abababababab'],
    ['iso', '2026-06-11T12:30:01.007Z'],
    ['unix', 1781181001],
    ['unix-ms', 1781181001007],
    ['{random}-{random}', 'abababababababab-abababababababab'],
    ['fixed', 'fixed'],
  ])('knows %s', (value, expected) => {
    const { text } = sampleOf('{"a":{"b":null}}', { freshen: [{ at: { body: '/a/b' }, value }] })
    expect(JSON.parse(text)).toEqual({ a: { b: expected } })
  })

  it('finds places inside arrays', () => {
    const freshen = [{ at: { body: '/0/message/ids/1' }, value: 'new' }]
    expect(sampleOf('[{"message":{"ids":["a","b"]}}]', { freshen }).text).toBe('[{"message":{"ids":["a","new"]}}]')
  })

  it('adds nothing where the sample has no such place', () => {
    expect(sampleOf('{"a":1}', { freshen: [{ at: { body: '/b/c' }, value: 'uuid' }] }).text).toBe('{"a":1}')
  })

  it('fills headers from the event and the fresh body', () => {
    const { method, headers } = sampleOf('{"id":"old"}', {
      sampleHeaders: { 'Content-Type': 'application/json', 'X-Event': '{event}', 'X-Id': '{/id}', 'X-None': '{/none}' },
      freshen: [
        { at: { header: 'X-Time' }, value: 'unix' },
        { at: { body: '/id' }, value: 'new' },
      ],
    })
    expect([method, ...headers]).toEqual([
      'POST',
      ['Content-Type', 'application/json'],
      ['X-Event', 'call.ended'],
      ['X-Id', 'new'],
      ['X-None', ''],
      ['X-Time', '1781181001'],
    ])
  })

  it('puts fresh values into a form and leaves the rest of it as it is', () => {
    const { text, headers } = sampleOf('CallSid=CA1&Body=a%20b+c&To=%2B15550100&Empty&CallSidOld=CA0', {
      sampleHeaders: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8', 'X-To': '{/To}' },
      freshen: [
        { at: { body: '/CallSid' }, value: 'CA+{random}' },
        { at: { body: '/Other' }, value: 'uuid' },
      ],
    })
    expect(text).toBe('CallSid=CA%2Babababababababab&Body=a%20b+c&To=%2B15550100&Empty&CallSidOld=CA0')
    expect(headers).toContainEqual(['X-To', '+15550100'])
  })

  it('is null where the pack has no sample', () => {
    const pack = {
      manifest: ProviderManifest.parse(manifest),
      origin: 'user',
      folder: '',
      schemas: new Map(),
      samples: new Map(),
    } as const
    expect(makeSample(pack, 'call.ended', inputs)).toBeNull()
  })
})
