import { describe, expect, test } from 'vitest'
import { ProviderManifest, type ProviderManifestInput } from '#shared/model/provider-pack.ts'
import { manifest } from '../../main/engine/providers/pack-folders.ts'

/** Paths of what is wrong with the manifest after a change. */
const faults = (change: object) =>
  ProviderManifest.safeParse({ ...manifest, ...change }).error?.issues.map(({ path }) => path.join('.')) ?? []

test('a small manifest; what is left out has its default', () => {
  expect(ProviderManifest.parse(manifest)).toMatchObject({
    callId: [],
    summaries: [],
    handshakes: [],
    freshen: [],
    undocumented: [],
    sampleHeaders: { 'Content-Type': 'application/json' },
    events: [{ undocumented: [] }],
  })
})

describe('taken', () => {
  test.each<[string, Partial<ProviderManifestInput>]>([
    ['several ways to name an event', { eventType: [{ when: [{ method: 'GET' }], name: 'call.{/CallStatus}' }] }],
    ['an id of several values', { eventId: { all: [{ body: '/id' }, { header: 'X-Attempt' }] } }],
    ['a call id of some events only', { callId: [{ at: { body: '/id' }, event: '^call\\.' }, { query: 'CallSid' }] }],
    ['a pointer to the whole body, and escapes', { eventId: { body: '' }, eventType: { body: '/a~1b/~0/0' } }],
    ['retries that are documented as none', { delivery: { ...manifest.delivery, retryDelaysMs: [], attempts: 1 } }],
    ['a hue, or a token', { colour: 359 }],
    [
      'a handshake',
      {
        handshakes: [
          {
            ...{ id: 'url-verification', title: 'URL verification', signed: true },
            when: [{ body: '/type', matches: '^url_verification$' }],
            answer: { kind: 'echo-body', pointer: '/challenge' },
          },
        ],
      },
    ],
  ])('%s', (_name, change) => expect(faults(change)).toEqual([]))
})

describe('refused', () => {
  test.each<[string, object, string]>([
    ['an id that is not kebab-case', { id: 'Acme_1' }, 'id'],
    ['a field that does not exist', { logo: 'x.svg' }, ''],
    ['three letters as mark', { mark: 'ACM' }, 'mark'],
    ['a hue of 360', { colour: 360 }, 'colour'],
    ['no source', { sources: [] }, 'sources'],
    ['a source that is no URL', { sources: [{ title: 'x', url: 'acme docs' }] }, 'sources.0.url'],
    ['a rule without conditions', { detect: [{ when: [], weight: 10 }] }, 'detect.0.when'],
    ['a weight of 0', { detect: [{ when: [{ method: 'GET' }], weight: 0 }] }, 'detect.0.weight'],
    ['a weight of 101', { detect: [{ when: [{ method: 'GET' }], weight: 101 }] }, 'detect.0.weight'],
    ['a pointer without its slash', { eventId: { body: 'id' } }, 'eventId.body'],
    ['a pointer with a broken escape', { eventId: { body: '/a~2' } }, 'eventId.body'],
    ['two places at once', { eventId: { body: '/id', header: 'X-Id' } }, 'eventId'],
    ['an id of no values', { eventId: { all: [] } }, 'eventId.all'],
    [
      'a schema in another folder',
      { events: [{ ...manifest.events[0], schema: '../x.schema.json' }] },
      'events.0.schema',
    ],
    ['a schema of another kind', { events: [{ ...manifest.events[0], schema: 'x.json' }] }, 'events.0.schema'],
    ['a family that is no expression', { events: [{ ...manifest.events[0], matches: '(' }] }, 'events.0.matches'],
    ['a deadline of 0', { delivery: { ...manifest.delivery, deadlineMs: 0 } }, 'delivery.deadlineMs'],
    ['a wait below 0', { delivery: { ...manifest.delivery, retryDelaysMs: [-1] } }, 'delivery.retryDelaysMs.0'],
    ['a signature of another kind', { signature: { kind: 'magic' } }, 'signature.kind'],
    ['a verdict without its reason', { signature: { kind: 'none' } }, 'signature.why'],
    ['a scheme without its name', { signature: { kind: 'scheme', params: {} } }, 'signature.scheme'],
  ])('%s', (_name, change, path) => expect(faults(change)).toEqual([path]))
})
