import { describe, expect, test } from 'vitest'
import type { ResponseRule, RuleAnswer } from '#shared/model/response-rule.ts'
import { checkAnswer, checkRule } from '#shared/rules/check-rule.ts'
import { blankRule, presetsFor } from '#shared/rules/presets.ts'
import { plainAnswer, responseRule } from '../../support/response-rules.ts'

const json = (body: string): RuleAnswer => ({ status: 200, headers: [['Content-Type', 'application/json']], body })
const xml = (body: string): RuleAnswer => ({ status: 200, headers: [['Content-Type', 'text/xml']], body })
const found = (answer: RuleAnswer, isCut = false) =>
  checkAnswer(answer, isCut).map(({ severity, field, message }) => `${severity} ${field}: ${message}`)

describe('an answer that is fine', () => {
  test.each<[string, RuleAnswer]>([
    ['JSON', json('{"a":[1,"{{json./b}}"]}\n')],
    ['an NCCO', json('[{"action":"talk","text":"Hi {{query.from}}"}]')],
    ['TwiML', xml('<?xml version="1.0" encoding="UTF-8"?>\n<Response><Say>{{form.To}} &amp; you</Say></Response>')],
    ['text', plainAnswer(200, 'anything { < at all')],
    ['nothing', { status: 204, headers: [], body: '' }],
    ['braces that are no placeholder', json('{"a":{"b":{}}}')],
    ['a placeholder of somebody else’s', json('{"text":"Hi \\{{name}}"}')],
  ])('%s', (_name, answer) => expect(found(answer)).toEqual([]))
})

describe('what is unusual is said, with its place', () => {
  test.each<[string, RuleAnswer, string]>([
    ['JSON', json('{"a": 1,\n "b" 2}'), 'warning body: Line 2, column 6: a colon is expected.'],
    ['a comma too many', json('[1,]'), 'warning body: Line 1, column 4: a value is expected.'],
    ['XML', xml('<a>\n<b></a>'), 'warning body: Line 2, column 8: unexpected close tag.'],
    ['two roots', xml('<a/><b/>'), 'warning body: Line 1, column 8: documents may contain only one root.'],
    ['an entity', xml('<a>&who;</a>'), 'warning body: Line 1, column 9: undefined entity.'],
    [
      'XML as JSON',
      json('<a/>'),
      'warning body: Line 1, column 1: the body looks like XML, but its content type says application/json.',
    ],
    [
      'JSON as XML',
      xml('{}'),
      'warning body: Line 1, column 1: the body looks like JSON, but its content type says text/xml.',
    ],
    [
      'no type',
      { status: 200, headers: [], body: '{}' },
      'warning headers: There is no Content-Type, and the body looks like JSON.',
    ],
    [
      'a body that is not sent',
      { ...plainAnswer(204, 'x') },
      'warning body: An answer with 204 has no body: it is not sent.',
    ],
    [
      'a placeholder outside of quotes',
      json('{"n": {{json./n}} }'),
      'warning body: Line 1, column 19: not well-formed where a placeholder has no value. Put the placeholder in quotes.',
    ],
  ])('%s', (_name, answer, sentence) => expect(found(answer)).toEqual([sentence]))
})

describe('what cannot be sent is refused', () => {
  test.each<[string, RuleAnswer, string]>([
    ['status 100', plainAnswer(100), 'error status: The status is a whole number from 200 to 599.'],
    ['no number', plainAnswer(Number.NaN), 'error status: The status is a whole number from 200 to 599.'],
    [
      'a header’s name',
      {
        ...json('{}'),
        headers: [
          ['Content-Type', 'application/json'],
          ['X Y', 'z'],
        ],
      },
      'error headers: “X Y” is not the name of a header.',
    ],
    [
      'framing',
      { status: 200, headers: [['Content-Length', '4']], body: '' },
      'error headers: Content-Length is set by Switchhook itself.',
    ],
    [
      'a header’s value',
      { status: 200, headers: [['X-A', 'a\nb']], body: '' },
      'error headers: The value of X-A has characters that a header cannot have.',
    ],
    [
      'an unknown placeholder',
      plainAnswer(200, 'a {{bdoy.x}}'),
      'error body: There is no placeholder {{bdoy.x}}. Possible: {{header.X-Name}}, {{query.name}}, {{json./data/id}}, {{form.CallSid}}, {{now}}, {{now.iso}}.',
    ],
    [
      'an open placeholder',
      plainAnswer(200, 'a {{json./x'),
      'error body: A placeholder begins here and does not end. Write \\{{ for the characters {{.',
    ],
    [
      'no pointer',
      plainAnswer(200, '{{json.x}}'),
      'error body: {{json.x}} needs a JSON pointer such as {{json./data/id}}.',
    ],
    [
      'too many placeholders',
      plainAnswer(200, '{{now}}'.repeat(101)),
      'error body: An answer has at most 100 placeholders.',
    ],
  ])('%s', (_name, answer, sentence) => expect(found(answer)).toEqual([sentence]))

  test('breaking off where there is nothing to break', () => {
    expect(found(plainAnswer(200, 'x'), true)).toEqual(['error body: There is no body to break off in the middle of.'])
    expect(found(plainAnswer(200, 'xy'), true)).toEqual([])
  })
})

describe('a rule', () => {
  const errors = (part: Partial<ResponseRule>) =>
    checkRule(responseRule(part)).map(({ field, message }) => `${field}: ${message}`)
  const search = (text: string) => errors({ match: { types: [], search: text, verdict: null } })

  test.each([
    ['status:200', 'The status is known only after the answer, so a rule cannot ask for it.'],
    ['is:late', 'Whether the answer is late is known only after the answer, so a rule cannot ask for it.'],
    ['attempt:>1', 'A rule counts attempts by itself: choose “the first attempts of each event”.'],
    ['after:1h', 'A rule cannot ask for a time. It can switch itself off after some minutes.'],
    ['endpoint:a', 'A rule belongs to one endpoint: “endpoint:” is not needed.'],
    ['pinned:yes', 'Whether it is pinned is known only after the answer, so a rule cannot ask for it.'],
    ['note:x', 'The note is known only after the answer, so a rule cannot ask for it.'],
    ['id:dlv_1', 'The delivery’s id is known only after the answer, so a rule cannot ask for it.'],
    ['typ:x', 'There is no field "typ:". Did you mean "type:"?'],
  ])('cannot search for %s', (text, sentence) => expect(search(text)).toEqual([`search: ${sentence}`]))

  test('can search for what is known before the answer', () => {
    expect(search('type:call.* -verified:yes schema:differs size:>1kb method:post "kitchen sink" is:sample')).toEqual(
      [],
    )
  })

  test('has bounds', () => {
    expect(errors({ delayMs: 180_001 })).toEqual(['delay: The delay is 0 to 180 s.'])
    expect(errors({ delayMs: 180_000 })).toEqual([])
    expect(errors({ turn: { kind: 'first', attempts: 0 } })[0]).toMatch(/^turn: /)
    expect(errors({ turn: { kind: 'every', nth: 1 } })[0]).toMatch(/^turn: /)
    expect(errors({ switchOff: { afterDeliveries: 0, afterMinutes: null } })[0]).toMatch(/^switch-off: /)
    expect(errors({ switchOff: { afterDeliveries: null, afterMinutes: 1.5 } })[0]).toMatch(/^switch-off: /)
    expect(errors({ name: '  ' })).toEqual(['name: A name is needed.'])
  })

  test('tells which answer of a list is meant', () => {
    const action = { kind: 'list', per: 'event', answers: [plainAnswer(200), plainAnswer(99)] } as const
    expect(checkRule(responseRule({ action: { ...action, answers: [...action.answers] } }))).toMatchObject([
      { severity: 'error', field: 'status', answer: 1 },
    ])
  })
})

describe('general presets', () => {
  const provider = {
    name: 'Allo',
    presets: [],
    events: [],
    delivery: {
      ...{ deadlineMs: 10_000, retryDelaysMs: null, attempts: null, retryWindowMs: null },
      ...{ retryOn: null, note: 'Waits 10 s.' },
    },
  }
  test('are fine as they are', () => {
    for (const { rule } of presetsFor(provider)) expect(checkRule(rule)).toEqual([])
    expect(checkRule(blankRule)).toEqual([])
  })
  test('are late only where a deadline is documented, and by two seconds', () => {
    const late = (deadlineMs: number | null) =>
      presetsFor({ ...provider, delivery: { ...provider.delivery, deadlineMs } }).find(({ id }) => id === 'too-late')
    expect(late(10_000)?.rule.delayMs).toBe(12_000)
    expect([late(null), late(179_000), presetsFor(null).find(({ id }) => id === 'too-late')]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })
  test('are late for events that have a deadline of their own', () => {
    const event = { title: '', documented: 'fields', schema: 'a.schema.json', undocumented: [] } as const
    const own = { ...provider.delivery, deadlineMs: 7500 }
    const events = [
      { ...event, undocumented: [], type: 'asked', delivery: own },
      { ...event, undocumented: [], type: 'asked too', delivery: own },
      { ...event, undocumented: [], type: 'family.<x>', matches: '^family', delivery: own },
      { ...event, undocumented: [], type: 'usual', delivery: provider.delivery },
    ]
    const late = presetsFor({ ...provider, events }).filter(({ id }) => id.startsWith('too-late'))
    expect(late.map(({ rule }) => [rule.name, rule.match.types, rule.delayMs])).toEqual([
      ['Too late', [], 12_000],
      ['Too late: asked, asked too', ['asked', 'asked too'], 9500],
    ])
    expect(late.flatMap(({ rule }) => checkRule(rule))).toEqual([])
  })
  test('fail with what makes this provider send again', () => {
    const status = (retryStatus?: number) => {
      const found = presetsFor({ ...provider, ...(retryStatus !== undefined && { retryStatus }) })[0]?.rule.action
      return found?.kind === 'answer' ? found.answer.status : null
    }
    expect([status(), status(429)]).toEqual([503, 429])
  })
})
