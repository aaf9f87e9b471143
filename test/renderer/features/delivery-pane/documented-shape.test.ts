import { describe, expect, test } from 'vitest'
import { compareShapes } from '../../../../src/renderer/src/features/delivery-pane/tabs/schema/documented-shape.ts'

const schema = JSON.stringify({
  type: 'object',
  required: ['topic', 'data'],
  properties: { topic: { const: 'CALL' }, data: { $ref: '#/$defs/call' }, note: { type: 'string' } },
  $defs: {
    call: {
      type: ['object', 'null'],
      required: ['when', 'minutes', 'turns'],
      properties: {
        when: { type: 'string', format: 'date-time' },
        minutes: { anyOf: [{ type: 'number' }, { type: 'null' }] },
        turns: { type: 'array', items: { type: 'object', required: ['by'], properties: { by: { enum: ['A', 'B'] } } } },
      },
    },
  },
})
const good = { topic: 'CALL', data: { when: '2026-01-01T00:00:00Z', minutes: 5, turns: [{ by: 'A' }, { by: 'B' }] } }

const compare = (payload: unknown, issues: readonly string[] = []) =>
  compareShapes(schema, typeof payload === 'string' ? payload : JSON.stringify(payload), issues)
const sideOf = (lines: ReturnType<typeof compareShapes>, side: 'documented' | 'payload') =>
  lines.map((line) => line[side]).filter((line) => line !== '')

describe('compareShapes', () => {
  test('the documented shape says types in words and marks what may be absent; beside it stand the payload’s values', () => {
    const lines = compare(good)
    expect(sideOf(lines, 'documented')).toEqual([
      '{',
      '  "topic": "CALL"',
      '  "data": {',
      '    "when": string (date-time)',
      '    "minutes": number or null',
      '    "turns": [',
      '      {',
      '        "by": "A" or "B"',
      '      }',
      '    ]',
      '  } or null',
      '  "note": string (may be absent)',
      '}',
    ])
    expect(sideOf(lines, 'payload')).toEqual([
      '{',
      '  "topic": "CALL"',
      '  "data": {',
      '    "when": "2026-01-01T00:00:00Z"',
      '    "minutes": 5',
      '    "turns": [',
      '      {',
      '        "by": "A"',
      '      }',
      '      … 1 more of this shape',
      '    ]',
      '  }',
      '}',
    ])
    expect(lines.filter(({ differs }) => differs)).toEqual([])
  })

  test('what one side does not have is an empty line, so that lines stay beside each other', () => {
    const lines = compare({ ...good, allowed: 1 })
    expect(lines).toContainEqual({ documented: '  "note": string (may be absent)', payload: '', differs: false })
    expect(lines).toContainEqual({ documented: '', payload: '  "allowed": 1', differs: false })
    expect(lines).toContainEqual({
      documented: '        "by": "A" or "B"',
      payload: '        "by": "A"',
      differs: false,
    })
  })

  test('each issue is marked, and nothing else: wrong value, missing field, extra field, wrong item', () => {
    const payload = { topic: 'CALL', data: { minutes: '5', turns: [{ by: 'A' }, { by: 'C' }] }, more: { x: 1 } }
    const lines = compare(payload, ['/data/when', '/data/minutes', '/data/turns/1/by', '/more'])
    expect(lines.filter(({ differs }) => differs)).toEqual([
      { documented: '    "when": string (date-time)', payload: '', differs: true },
      { documented: '    "minutes": number or null', payload: '    "minutes": "5"', differs: true },
      { documented: '        "by": "A" or "B"', payload: '        "by": "C"', differs: true },
      { documented: '', payload: '  "more": {', differs: true },
      { documented: '', payload: '    "x": 1', differs: true },
      { documented: '', payload: '  }', differs: true },
    ])
  })

  test('values keep their source text, whatever a number loses as a double', () => {
    const text = JSON.stringify(good).replace('"minutes":5', '"minutes":12.50,"big":12345678901234567890')
    const payload = sideOf(compare(text), 'payload')
    expect(payload).toContain('    "minutes": 12.50')
    expect(payload).toContain('    "big": 12345678901234567890')
  })

  test('an empty list shows what would be in it', () => {
    const lines = compare({ ...good, data: { ...good.data, turns: [] } })
    expect(lines).toContainEqual({ documented: '        "by": "A" or "B"', payload: '', differs: false })
  })

  test('a payload that is not JSON, and a schema that refers to itself, do no harm', () => {
    expect(sideOf(compare('{"a":', ['']), 'payload')).toEqual(['{', '  "a":'])
    const looped = JSON.stringify({ type: 'object', properties: { next: { $ref: '#' } } })
    expect(sideOf(compareShapes(looped, '{}', []), 'documented').join('')).toContain('…')
  })
})

test('what is only seen in an example is marked, and no difference where it is missing or null', () => {
  const lead = {
    type: 'object',
    required: ['name', 'email'],
    properties: { name: { type: 'string', from: 'prose' }, email: { type: 'string' } },
  }
  const example = JSON.stringify({
    from: 'example',
    required: ['id', 'lead'],
    properties: { id: { type: 'string' }, lead },
  })
  const lines = compareShapes(example, '{"lead":{"name":"Jordan","email":null}}', [])
  expect(lines.map(({ documented }) => documented)).toEqual([
    '{',
    '  "id": string (seen in the example)',
    '  "lead": {',
    '    "name": string',
    '    "email": string (seen in the example)',
    '  } (seen in the example)',
    '}',
  ])
  expect(lines.map(({ payload }) => payload)).toEqual([
    '{',
    '',
    '  "lead": {',
    '    "name": "Jordan"',
    '    "email": null',
    '  }',
    '}',
  ])
  expect(lines.some(({ differs }) => differs)).toBe(false)
})
