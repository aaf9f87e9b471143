import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Conformance } from '#shared/model/conformance.ts'
import { judgeDelivery } from '../../src/main/engine/judging/judge-delivery.ts'
import { loadProviderPacks } from '../../src/main/engine/providers/load-provider-packs.ts'
import { captured } from '../support/judged.ts'
import { fieldTables } from './support/field-tables.ts'

// Schemas must say what the providers' pages say, and never more: each example and field table of the pages, word by word.

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }
type Fields = { [name: string]: Json }

const builtInDir = join(import.meta.dirname, '../../resources/providers')
const { packs } = loadProviderPacks({ builtInDir, userDir: join(builtInDir, 'no-such-folder') })

function check(provider: string, payload: Json, headers: readonly (readonly [string, string])[] = []): Conformance {
  const body = Buffer.from(JSON.stringify(payload))
  const all: [string, string][] = [
    ['Content-Type', 'application/json'],
    ...headers.map(([a, b]): [string, string] => [a, b]),
  ]
  const request = captured({ headers: all, bodySize: body.length })
  const endpoint = { id: 'e1', provider, recipe: null }
  return judgeDelivery({ endpoint, request, body, packs, secrets: [], testKey: null }).examination.conformance
}

const example = (name: string): Fields =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures/documented', `${name}.json`), 'utf8')) as Fields

/** The payload with the value at a path replaced; `undefined` takes it out. */
function set(payload: Json, path: string, value: Json | undefined): Json {
  const copy = structuredClone(payload)
  const names = path.split('.')
  const last = names.pop()!
  const holder = names.reduce((inside, name) => (inside as Fields)[name]!, copy) as Fields
  if (value === undefined) delete holder[last]
  else holder[last] = value
  return copy
}

/** Paths of all members. */
function pathsOf(value: Json, at: readonly string[] = []): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  return Object.entries(value).flatMap(([name, inside]) => [[...at, name].join('.'), ...pathsOf(inside, [...at, name])])
}

const conforms = { state: 'conforms', issueCount: 0 } as const
const differsBy = (kind: string) => ({ state: 'differs', issueCount: 1, issues: [{ kind }] })
const otherType = (value: Json): Json => (typeof value === 'string' ? 7 : 'seven')

describe.each(fieldTables)('$provider $event: the field table', ({ provider, event, envelope, rows }) => {
  const data = Object.fromEntries(rows.map(({ name, sample }) => [name, sample]))
  const payload = envelope(data)

  it('as it stands', () => {
    expect(check(provider, payload)).toMatchObject({ ...conforms, schema: { event } })
  })
  it.each(rows)('$name: $type', ({ name, type, sample }) => {
    const path = `data.${name}`
    expect(check(provider, set(payload, path, undefined))).toMatchObject(differsBy('missing'))
    expect(check(provider, set(payload, path, otherType(sample)))).toMatchObject(differsBy('type'))
    const nulled = check(provider, set(payload, path, null))
    expect(nulled).toMatchObject(type.includes('null') ? conforms : differsBy('null'))
  })
  it('all that may be null is', () => {
    const nulled = rows.map(({ name, type, sample }) => [name, type.includes('null') ? null : sample] as const)
    expect(check(provider, envelope(Object.fromEntries(nulled)))).toMatchObject(conforms)
  })
  it('has no field that the page does not have', () => {
    expect(check(provider, set(payload, 'data.more', 1))).toMatchObject(differsBy('extra'))
  })
})

/** Provider, file, what must be there, what is a fixed word, and where more may be. */
const examples = [
  {
    provider: 'oncallclerk',
    file: 'oncallclerk.lead.captured',
    bound: ['data.lead.name', 'data.lead.phone', 'data.lead.intent', 'data.lead.urgency'],
    fixed: ['type'],
    open: ['data', 'data.lead'],
  },
  {
    provider: 'outcallerai',
    file: 'outcallerai.lead.created',
    bound: ['event', 'resource', 'action', 'workspaceId', 'timestamp', 'data'],
    fixed: ['event', 'resource', 'action'],
    open: ['data', 'metadata'],
  },
  {
    provider: 'oneinbox',
    file: 'oneinbox.call.started',
    bound: ['event'],
    fixed: ['event'],
    open: [],
  },
  {
    provider: 'oneinbox',
    file: 'oneinbox.call.ended',
    bound: ['event'],
    fixed: ['event'],
    open: [],
  },
] as const

describe.each(examples)('$file: the example', ({ provider, file, bound, fixed, open }) => {
  const payload = example(file)
  const paths = pathsOf(payload).filter((path) => !fixed.some((word) => word === path))
  const free = paths.filter((path) => !bound.some((each) => each === path || each.startsWith(`${path}.`)))

  it('as it stands, without a note', () => {
    const result = check(provider, payload)
    expect(result).toMatchObject(conforms)
    expect(result).not.toHaveProperty('notes')
  })
  it.each(free)('%s may be left out, which is noted', (path) => {
    const result = check(provider, set(payload, path, undefined))
    expect(result).toMatchObject(conforms)
    expect(result.notes?.map(({ kind }) => kind)).toContain('missing')
  })
  it.each(paths)('%s may be null, which is noted', (path) => {
    const result = check(provider, set(payload, path, null))
    expect(result).toMatchObject(conforms)
    expect(result.notes?.map(({ kind, pointer }) => [kind, pointer])).toEqual([
      ['null', `/${path.replaceAll('.', '/')}`],
    ])
  })
  it.each(paths)('%s of another type is a difference', (path) => {
    const value = path.split('.').reduce<Json>((inside, name) => (inside as Fields)[name]!, payload)
    expect(check(provider, set(payload, path, otherType(value)))).toMatchObject(differsBy('type'))
  })
  it.each(bound.filter((path) => !fixed.some((word) => word === path)))('%s must be there', (path) => {
    expect(check(provider, set(payload, path, undefined))).toMatchObject({ state: 'differs' })
  })
  it('with nothing but what must be there', () => {
    const least = free.reduce((left, path) => (has(left, path) ? set(left, path, undefined) : left), payload as Json)
    expect(check(provider, least)).toMatchObject(conforms)
  })
  it('with null wherever that may be', () => {
    const leaves = paths.filter((path) => !paths.some((other) => other.startsWith(`${path}.`)))
    expect(
      check(
        provider,
        leaves.reduce((left, path) => set(left, path, null), payload as Json),
      ),
    ).toMatchObject(conforms)
  })
  it.each(open)('%s may have fields of one’s own', (path) => {
    const result = check(provider, set(payload, `${path}.custom_field`, { any: [1] }))
    expect(result).toMatchObject(conforms)
    expect(result).not.toHaveProperty('notes')
  })
})

function has(payload: Json, path: string): boolean {
  let at: Json | undefined = payload
  for (const name of path.split('.')) at = typeof at === 'object' && at !== null ? (at as Fields)[name] : undefined
  return at !== undefined
}

describe('what else the pages allow', () => {
  const lead = example('outcallerai.lead.created')
  const call = fieldTables.find(({ event }) => event === 'CALL_RECEIVED')!
  const callData = Object.fromEntries(call.rows.map(({ name, sample }) => [name, sample]))
  const ended = example('replicer.call.ended')

  it('Replicer: its example, fractions of the cost, and times without an offset', () => {
    expect(check('replicer', ended)).toMatchObject(conforms)
    expect(check('replicer', set(ended, 'data.startedAt', '2026-04-05T14:00:00'))).toMatchObject(conforms)
    expect(check('replicer', set(ended, 'data.startedAt', 'at two'))).toMatchObject(differsBy('format'))
    expect(check('replicer', set(ended, 'data.status', 'unheard-of'))).toMatchObject(conforms)
  })

  it('OutCallerAI: `previousData` of an update, and any status of a call', () => {
    const update = { ...lead, event: 'lead.updated', action: 'updated', previousData: { name: null } }
    expect(check('outcallerai', update)).toMatchObject(conforms)
    const status = { ...lead, event: 'call.on_hold', resource: 'call', action: 'updated', data: { id: 'c1' } }
    expect(check('outcallerai', status)).toMatchObject(conforms)
  })

  it('OutCallerAI: headers repeat the envelope', () => {
    const headers = (event: string) =>
      [
        ['X-Outcaller-Event', event],
        ['X-Outcaller-Resource', 'lead'],
        ['X-Outcaller-Action', 'created'],
        ['X-Outcaller-Workspace-Id', 'cmpxz43bl00032c6udndznzdg'],
      ] as const
    expect(check('outcallerai', lead, headers('lead.created'))).toMatchObject(conforms)
    expect(check('outcallerai', lead, headers('lead.deleted'))).toMatchObject(differsBy('value'))
  })

  it('Allo v1: entries of a transcript of other sources and shapes', () => {
    const entries: Json = [{ source: 'SYSTEM', text: 'joined' }, 'a line', { who: 'x' }]
    const result = check('allo-v1', { topic: 'CALL_RECEIVED', data: { ...callData, transcriptions: entries } })
    expect(result).toMatchObject(conforms)
  })

  it('Allo v1: the camelCase revision, by its name', () => {
    const data = {
      ...{ id: 'call_abc123', startDate: '2024-01-15T10:30:00Z', recordingUrl: null, fromNumber: '+1234567890' },
      ...{ fromName: 'John Doe', to: '+0987654321', toName: null, lengthInMinutes: 5.5, length: '5m 30s', tag: null },
      ...{ summary: null, oneSentenceSummary: null, transcriptions: [], userEmail: 'a@b.example' },
    }
    const result = check('allo-v1', { topic: 'CALL_RECEIVED', data })
    expect(result).toMatchObject({ ...conforms, schema: { revision: 'the camelCase revision of Allo’s page' } })
  })

  it('Allo v1: a ping of nothing but its topic', () => {
    expect(check('allo-v1', { topic: 'PING' })).toMatchObject({ state: 'conforms' })
    expect(check('allo-v1', { topic: 'PING', sent_at: 1 })).toMatchObject({ state: 'conforms' })
  })

  it('Allo v1: “datetime” gives no form of a date', () => {
    for (const start_date of ['2024-01-15T10:30:00Z', '2024-01-15 10:30:00', '15/01/2024 10:30']) {
      const data = { ...callData, start_date }
      expect(check('allo-v1', { topic: 'CALL_RECEIVED', data }), start_date).toMatchObject(conforms)
    }
    const data = { ...callData, start_date: 1_705_314_600 }
    expect(check('allo-v1', { topic: 'CALL_RECEIVED', data })).toMatchObject(differsBy('type'))
  })

  it('Allo v2: no contact, and a contact of whom little is known', () => {
    const call = {
      from_number: '+1',
      to_number: '+2',
      started_at: '2025-03-15T14:30:00.000Z',
      user_email: 'a@b.example',
    }
    const person = {
      id: 'con_1',
      name: null,
      last_name: null,
      email: null,
      emails: [],
      numbers: [],
      job_title: null,
      crm: 1,
    }
    const envelope = { topic: 'call.received', version: '2.0', timestamp: '2025-03-15T14:30:00.000Z' }
    expect(check('allo-v2', { ...envelope, data: call })).toMatchObject(conforms)
    expect(
      check('allo-v2', { ...envelope, data: { ...call, person: null, company: null, deals: null } }),
    ).toMatchObject(conforms)
    const known = { ...call, person, company: { id: 'com_1', name: null } }
    expect(check('allo-v2', { ...envelope, data: known })).toMatchObject(conforms)
  })

  it('an event beside a list that is closed is said to be none of it', () => {
    expect(check('allo-v1', { topic: 'CALL_ANSWERED', data: {} })).toMatchObject({
      state: 'no-schema',
      reason: 'event-not-documented',
      detail: '“CALL_ANSWERED” is not among the events that Allo v1 lists',
    })
    expect(check('replicer', { event: 'sms.received' })).toMatchObject({ reason: 'event-not-documented', detail: null })
  })
})
