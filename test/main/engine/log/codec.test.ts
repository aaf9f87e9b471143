import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Conformance } from '#shared/model/conformance.ts'
import {
  decodeDelivery,
  decodeEntry,
  encodeAnswers,
  encodeFact,
  encodeHead,
  type Fact,
  kinds,
  type NewFact,
  type StoredHead,
  usualReply,
} from '../../../../src/main/engine/log/codec.ts'
import type { AnsweredDelivery } from '../../../../src/main/engine/log/entries.ts'
import type { RawEntry } from '../../../../src/main/engine/log/packing.ts'
import { examination, forwarded, replayed } from '../../../support/fake-log.ts'
import { holdsFor } from '../../../support/property.ts'
import { head, request } from './log-support.ts'

/** Shared parts as a table would hold them. */
function sharedParts() {
  const parts: object[] = []
  return {
    parts,
    put<T extends object>(part: T): T | number {
      const at = parts.findIndex((known) => JSON.stringify(known) === JSON.stringify(part))
      return at === -1 ? parts.push(part) : at + 1
    },
    shared<T extends object>(part: T | number, otherwise: T): T {
      return typeof part === 'number' ? ((parts[part - 1] as T | undefined) ?? otherwise) : part
    },
  }
}

const raw = (text: string, over: Partial<RawEntry> = {}): RawEntry => ({
  seq: 35,
  kind: kinds.delivery,
  about: null,
  head: text,
  body: null,
  ...over,
})

function roundTrip(stored: StoredHead, body: Uint8Array | null = Buffer.from('{}')) {
  const table = sharedParts()
  const text = encodeHead(stored, body, table.put)
  return { text, ...decodeDelivery(raw(text, { body }), { code: 'abcd', shared: table.shared }) }
}

describe('a head', () => {
  test('comes back as it was, with the id that follows from its number', () => {
    const { file: _, ...expected } = head()
    expect(roundTrip(head()).head).toEqual({ ...expected, id: 'dlv_abcd_z' })
  })

  test.each<[string, Partial<StoredHead>]>([
    ['a sample', { sample: true }],
    ['a set-up request', { handshake: 'Challenge of the provider' }],
    ['no deadline and no documented attempts', { deadlineMs: null, attemptsDocumented: null }],
    ['a deadline of nothing', { deadlineMs: 0, attemptsDocumented: 0 }],
    ['no reply', { reply: null }],
    ['the usual reply', { reply: usualReply }],
    ['the usual reply, written out', { reply: structuredClone(usualReply) }],
    ['a reply that differs by its status', { reply: { ...usualReply, status: 204 } }],
    ['a reply that differs by its body', { reply: { ...usualReply, body: '' } }],
    ['a reply that differs by a header', { reply: { ...usualReply, headers: [] } }],
    ['a reply by a handshake', { reply: { ...usualReply, by: 'handshake' } }],
    ['a live forward', { forwarding: 'live', reply: null }],
    ['a queue', { forwarding: 'queue' }],
    [
      'a rule',
      {
        rule: { id: 'r', name: 'Late', did: 'drop', delayMs: 0, attempt: null, empty: [] },
      },
    ],
    [
      'one from a file',
      { imported: { id: 'imp', from: 'HAR', at: 5, file: 'a.har', timeKnown: false, source: null, note: 'Changed.' } },
    ],
  ])('with %s', (_, over) => {
    const stored = head(over)
    expect(roundTrip(stored).head).toEqual({ ...stored, id: 'dlv_abcd_z' })
  })

  test.each([
    ['HTTP/1.0', { httpVersion: '1.0' }],
    ['trailers', { trailers: [['X-Sum', '1'] as const] }],
    ['the tunnel', { viaTunnel: true }],
    ['a sender that left', { aborted: true }],
    ['no path', { target: '', publicUrl: 'http://127.0.0.1' }],
    ['a public URL that does not end in the target', { publicUrl: 'https://hooks.example/other' }],
    ['a target that is a whole URL', { target: 'http://a/in/x', publicUrl: 'http://a/in/x' }],
    ['letters beyond ASCII', { target: '/in/\xe9\xff', publicUrl: 'http://h/in/\xe9\xff' }],
  ])('of a request with %s', (_, over) => {
    const stored = head({ request: { ...request, ...over } as StoredHead['request'] })
    expect(roundTrip(stored).head.request).toEqual(stored.request)
  })

  test('leaves out what is as usual, so that a plain delivery pays for none of it', () => {
    const keys = (stored: StoredHead) => Object.keys(JSON.parse(roundTrip(stored).text) as object)
    expect(keys(head({ reply: usualReply }))).toEqual(['e', 'q', 'f', 'v', 'c', 'd', 'crc'])
    expect(keys(head({ reply: null, sample: true, handshake: 'Set up' }))).toEqual(
      expect.arrayContaining(['s', 'h', 'r']),
    )
  })

  test('writes its target once, though the public URL ends in it', () => {
    const target = '/in/a-token-that-is-only-here'
    const { text } = roundTrip(head({ request: { ...request, target, publicUrl: `http://127.0.0.1${target}` } }))
    expect(text.split('a-token-that-is-only-here')).toHaveLength(2)
  })

  test('what many heads have in common stands in the table once', () => {
    const table = sharedParts()
    encodeHead(head(), null, table.put)
    encodeHead(head({ receivedAt: 5 }), null, table.put)
    expect(table.parts).toEqual([head().verification.covers, head().verification.replay, head().conformance])
  })

  test('issues, notes and a detail are of one delivery, and are not shared', () => {
    const issue = {
      ...{ kind: 'type' as const, pointer: '/a', keyword: 'type', expected: 'string', got: '5', message: 'x' },
      ...{ line: 1, column: 2, offset: 1, length: 1 },
    } as const
    const own: Partial<Conformance>[] = [
      { state: 'differs', reason: 'issues-found', issues: [issue], issueCount: 1 },
      { notes: [issue] },
      { detail: 'line 3' },
    ]
    for (const over of own) {
      const stored = head({ conformance: { ...head().conformance, ...over } as Conformance })
      const table = sharedParts()
      const text = encodeHead(stored, null, table.put)
      expect(table.parts).toHaveLength(2)
      expect(decodeDelivery(raw(text), { code: 'a', shared: table.shared }).head.conformance).toEqual(
        stored.conformance,
      )
    }
  })

  test('times are told to the hundredth of a millisecond', () => {
    const stored = head({ request: { ...request, lastByteAt: request.firstByteAt + 1.23456 } })
    const { firstByteAt, lastByteAt } = roundTrip(stored).head.request
    expect(lastByteAt - firstByteAt).toBeCloseTo(1.23, 2)
  })

  test('carries the checksum of the body that stands beside it, and none of a file', () => {
    const body = Buffer.from([0, 255, 7])
    expect(JSON.parse(roundTrip(head(), body).text)).toMatchObject({ crc: crc32(body) })
    const inFile = roundTrip(head({ file: { name: 'dlv-1', size: 9_000_000 } }), null)
    expect(JSON.parse(inFile.text)).not.toHaveProperty('crc')
    expect(inFile.body).toEqual({ kind: 'file', name: 'dlv-1', size: 9_000_000 })
  })

  test('a shared part that damage has taken costs no delivery', () => {
    const text = encodeHead(head(), null, sharedParts().put)
    const { head: found } = decodeDelivery(raw(text), { code: 'a', shared: (_, otherwise) => otherwise })
    expect(found.verification).toMatchObject({ state: 'verified', covers: { extent: 'nothing' } })
    expect(found.conformance).toMatchObject({ state: 'no-schema', detail: expect.stringContaining('lost') })
  })

  test('whatever a request holds comes back', () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 })
    const requests = fc.record({
      method: text,
      target: text,
      host: fc.constantFrom('http://h', 'https://example.com:8443', ''),
      same: fc.boolean(),
      headers: fc.array(fc.tuple(text, text), { maxLength: 4 }),
      trailers: fc.array(fc.tuple(text, text), { maxLength: 2 }),
      httpVersion: fc.constantFrom('1.0', '1.1', '2'),
      viaTunnel: fc.boolean(),
      aborted: fc.boolean(),
      bodySize: fc.nat(),
    })
    holdsFor(requests, ({ host, same, ...given }) => {
      const stored = head({
        request: { ...request, ...given, publicUrl: same ? host + given.target : `${host}/elsewhere` },
      })
      expect(roundTrip(stored).head.request).toEqual(stored.request)
    })
  })
})

describe('answers', () => {
  const times = { about: 7, afterMs: 3.5, storedAfterMs: 2.25 }
  const read = (text: string) => {
    const entry = decodeEntry(raw(text, { kind: kinds.answered }), { code: 'a', shared: sharedParts().shared })
    return entry.kind === 'answered' ? entry.answers : null
  }

  test.each<[string, AnsweredDelivery]>([
    ['as the head says', times],
    ['by a target', { ...times, reply: { status: 418, by: 'forward' } }],
    ['of no answer', { ...times, unanswered: 'sender-left' }],
  ])('%s', (_, answer) => expect(read(encodeAnswers([answer]))).toEqual([answer]))

  test('several stay in order; times are rounded to hundredths', () => {
    const rough = { about: 9, afterMs: 1.239, storedAfterMs: 0.994 }
    expect(read(encodeAnswers([rough, times]))).toEqual([{ about: 9, afterMs: 1.24, storedAfterMs: 0.99 }, times])
    expect(read(encodeAnswers([]))).toEqual([])
  })
})

describe('facts', () => {
  const facts: NewFact[] = [
    { kind: 'examined', about: 3, examination: examination() },
    { kind: 'cause-found', about: 3, cause: { code: 'no-match', sentence: 'Nothing fits.' } },
    { kind: 'annotated', about: 3, change: { pinned: true, note: null } },
    { kind: 'forwarding', about: 3, target: 'http://localhost/', at: 12 },
    {
      kind: 'not-replayed',
      about: 3,
      item: { run: 'r', item: 2, at: 1, reason: 'removed', message: 'Gone.' } as never,
    },
    forwarded(3) as NewFact,
    replayed(3, 'rep', Buffer.from('answer')) as NewFact,
    {
      ...(replayed(3, 'rep', Buffer.from('answer')) as Extract<NewFact, { kind: 'replayed' }>),
      sent: Buffer.from('sent'),
    },
  ]

  test.each(facts.map((fact) => [fact.kind, fact] as const))('%s', (_, fact) => {
    const stored = { seq: 8, ...encodeFact(fact) }
    const found = decodeEntry(stored, { code: 'a', shared: sharedParts().shared }) as Fact
    expect(found).toMatchObject({ seq: 8, kind: fact.kind, about: 3 })
    const bytes = (value: unknown) => (value === undefined ? undefined : Buffer.from(value as Uint8Array).toString())
    const { body, sent, ...rest } = found as Fact & { body?: Uint8Array; sent?: Uint8Array }
    const { body: wantedBody, sent: wantedSent, ...wanted } = fact as object & { body?: Uint8Array; sent?: Uint8Array }
    expect(rest).toEqual({ ...wanted, seq: 8 })
    expect([bytes(body), bytes(sent)]).toEqual([bytes(wantedBody), bytes(wantedSent)])
  })

  test('both bodies of a replay keep to their own bytes, whatever they are', () => {
    const fact = replayed(3, 'rep') as Extract<NewFact, { kind: 'replayed' }>
    holdsFor(fc.tuple(fc.uint8Array({ minLength: 1 }), fc.uint8Array()), ([sent, body]) => {
      const found = decodeEntry(
        { seq: 1, ...encodeFact({ ...fact, sent, body }) },
        { code: 'a', shared: sharedParts().shared },
      )
      expect(found).toMatchObject({ kind: 'replayed' })
      const { sent: gotSent, body: gotBody } = found as { sent: Uint8Array; body: Uint8Array }
      expect(Buffer.from(gotSent).equals(sent) && Buffer.from(gotBody).equals(body)).toBe(true)
    })
  })

  test('an empty body that was sent is none: the stored one was', () => {
    const fact = {
      ...(replayed(3, 'rep', Buffer.from('x')) as Extract<NewFact, { kind: 'replayed' }>),
      sent: Buffer.alloc(0),
    }
    const found = decodeEntry({ seq: 1, ...encodeFact(fact) }, { code: 'a', shared: sharedParts().shared })
    expect(found).not.toHaveProperty('sent')
  })
})

describe('damage', () => {
  const context = { code: 'a', shared: sharedParts().shared }

  test.each([
    ['no JSON', raw('{"e":[')],
    ['an empty head', raw('')],
    ['JSON of another shape', raw('{}')],
    ['null', raw('null')],
    ['a kind of a later version', raw('{}', { kind: 99 })],
    ['answers that are no list', raw('{"answers":5}', { kind: kinds.answered })],
  ])('%s is unreadable, and nothing is thrown', (_, entry) => {
    expect(decodeEntry(entry, context)).toEqual({ seq: 35, kind: 'unreadable' })
  })

  test('a head with any one character changed is read or unreadable', () => {
    const text = encodeHead(head(), Buffer.from('{}'), sharedParts().put)
    holdsFor(fc.tuple(fc.nat(text.length - 1), fc.string({ unit: 'binary', maxLength: 1 })), ([at, other]) => {
      const damaged = text.slice(0, at) + other + text.slice(at + 1)
      expect(['delivery', 'unreadable']).toContain(decodeEntry(raw(damaged), context).kind)
    })
  })
})
