import { describe, expect, test } from 'vitest'
import { writeShapes } from '../../../../src/renderer/src/features/delivery-pane/tabs/schema/documented-shape.ts'

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

describe('writeShapes', () => {
  test('the documented shape says types in words, follows references, and marks what may be absent', () => {
    expect(writeShapes(schema, JSON.stringify(good), []).documented).toBe(
      [
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
      ].join('\n'),
    )
  })

  test('a payload that conforms has the very same text', () => {
    const shapes = writeShapes(schema, JSON.stringify(good), [])
    expect(shapes.payload).toBe(shapes.documented)
  })

  test('each issue is a difference: wrong value, missing field, extra field, wrong item', () => {
    const payload = { topic: 'CALL', data: { minutes: '5', turns: [{ by: 'A' }, { by: 'C' }] }, more: { x: 1 } }
    const pointers = ['/data/when', '/data/minutes', '/data/turns/1/by', '/more']
    const shapes = writeShapes(schema, JSON.stringify(payload), pointers)
    const documented = shapes.documented.split('\n')
    const differing = shapes.payload
      .split('\n')
      .filter((line) => !documented.includes(line) && !documented.includes(line))
    expect(differing).toContain('    "minutes": "5"')
    expect(differing).toContain('        "by": "C"')
    expect(shapes.payload).not.toContain('"when"')
    expect(shapes.payload).toContain('  "more": {\n    "x": 1\n  }')
    expect(shapes.payload).toContain('"by": "A" or "B"')
  })

  test('values keep their source text, whatever a number loses as a double', () => {
    const text = JSON.stringify(good).replace('"minutes":5', '"minutes":"5","big":12345678901234567890,"cost":12.50')
    const { payload } = writeShapes(schema, text, ['/data/big', '/data/cost'])
    expect(payload).toContain('"big": 12345678901234567890')
    expect(payload).toContain('"cost": 12.50')
  })

  test('an extra field that the schema allows is no difference', () => {
    const shapes = writeShapes(schema, JSON.stringify({ ...good, allowed: 1 }), [])
    expect(shapes.payload).toBe(shapes.documented)
  })

  test('a payload that is not JSON, and a schema that refers to itself, do no harm', () => {
    expect(writeShapes(schema, '{"a":', ['']).payload).toBe('{\n  "a":')
    const looped = JSON.stringify({ type: 'object', properties: { next: { $ref: '#' } } })
    expect(writeShapes(looped, '{}', []).documented).toContain('…')
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
  const { documented, payload } = writeShapes(example, '{"lead":{"name":"Jordan","email":null}}', [])
  expect(documented).toBe(
    [
      '{',
      '  "id": string (seen in the example)',
      '  "lead": {',
      '    "name": string',
      '    "email": string (seen in the example)',
      '  } (seen in the example)',
      '}',
    ].join('\n'),
  )
  expect(payload).toBe(documented)
})
