import { describe, expect, it } from 'vitest'
import { setInForm, setInJson } from '../../../../src/main/engine/providers/set-in-sample.ts'

const text =
  '{\n  "id": 12345678901234567890,\n  "cost": 12.50,\n  "turns": ["a"],\n  "data": { "a/b": 1 },\n  "empty": {}\n}\n'

describe('a value in JSON', () => {
  it.each([
    ['/cost', '12.75', text.replace('12.50', '12.75')],
    ['/data/a~1b', '"x"', text.replace('"a/b": 1', '"a/b": "x"')],
    ['/turns/0', 'null', text.replace('["a"]', '[null]')],
  ])('%s takes the place of what is there, and nothing else changes', (pointer, json, expected) => {
    expect(setInJson(text, { pointer, json })).toBe(expected)
  })

  it.each([
    ['/data/new', '1.0', '"data": { "a/b": 1,"new":1.0 }'],
    ['/empty/x', '"y"', '"empty": {"x":"y"}'],
    ['/turns/-', '"b"', '["a","b"]'],
    ['/turns/1', '"b"', '["a","b"]'],
    ['/last', 'true', '"empty": {},"last":true\n}\n'],
  ])('%s is added where it is not there', (pointer, json, expected) => {
    const changed = setInJson(text, { pointer, json })

    expect(changed).toContain(expected)
    expect(changed).toContain('12345678901234567890')
    expect(() => JSON.parse(changed)).not.toThrow()
  })

  it.each([
    ['/cost', '  "id": 12345678901234567890,\n  "turns"'],
    ['/turns/0', '"turns": []'],
    ['/data/a~1b', '"data": { }'],
    ['/none/at/all', text],
  ])('%s is taken out', (pointer, expected) => {
    const changed = setInJson(text, { pointer, json: null })

    expect(changed).toContain(expected)
    expect(() => JSON.parse(changed)).not.toThrow()
  })

  it.each([
    ['/nothing/there', /no \/nothing/],
    ['/id/below', /\/id cannot hold/],
    ['/turns/5', /\/turns cannot hold/],
    ['/turns/name', /\/turns cannot hold/],
  ])('%s has no place', (pointer, message) => {
    expect(() => setInJson(text, { pointer, json: '1' })).toThrow(message)
  })
})

describe('a value in a form', () => {
  const form = 'CallStatus=completed&From=%2B1555&From=%2B1666'

  it('takes the place of a field, of each where it repeats, or is added', () => {
    expect(setInForm(form, { pointer: '/CallStatus', json: '"no answer"' })).toBe(
      'CallStatus=no%20answer&From=%2B1555&From=%2B1666',
    )
    expect(setInForm(form, { pointer: '/From', json: '5' })).toBe('CallStatus=completed&From=5&From=5')
    expect(setInForm(form, { pointer: '/New', json: 'true' })).toBe(`${form}&New=true`)
    expect(setInForm('', { pointer: '/New', json: '1' })).toBe('New=1')
  })

  it('stands at its top level', () => {
    expect(() => setInForm(form, { pointer: '/a/b', json: '1' })).toThrow(/is a form/)
  })

  it('is taken out', () => {
    expect(setInForm('a=1&b=2&a=3', { pointer: '/a', json: null })).toBe('b=2')
  })
})
