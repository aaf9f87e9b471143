import { expect, it } from 'vitest'
import type { Payload } from '../../../../src/main/engine/providers/payload.ts'
import { compileTemplate, fillTemplate, templateProblem } from '../../../../src/main/engine/providers/template.ts'
import { payloadOf } from './payload-of.ts'

const body = {
  name: 'Maya Chen',
  status: 'COMPLETED',
  empty: ' \n',
  none: null,
  list: [1],
  seconds: 240,
  text: Array.from({ length: 14 }, (_, index) => `w${index + 1}`).join('\n'),
  long: 'x'.repeat(300),
  trick: 'a\u202eb\u0000c\u2066d',
}
const payload = payloadOf(body)
const fillWith = (template: string, values: Payload) => {
  const compiled = compileTemplate(template)
  return compiled === null ? null : fillTemplate(compiled, values)
}
const fill = (template: string) => fillWith(template, payload)

it.each([
  ['plain', 'plain'],
  ['{/name} is here', 'Maya Chen is here'],
  ['{/status|lower}/{/status|capital}/{/name|upper}', 'completed/Completed/MAYA CHEN'],
  ['{/seconds|minutes}, {/seconds|duration}', '4 min, 4 min 0 s'],
  ['{/list/0}', '1'],
  ['{/text|words}', 'w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11 w12…'],
  ['{/text|words|upper}', 'W1 W2 W3 W4 W5 W6 W7 W8 W9 W10 W11 W12…'],
  ['{/trick}', 'ab cd'],
  ['{/empty}', null],
  ['{/none}', null],
  ['{/list}', null],
  ['{/missing}', null],
  ['{/name|duration}', null],
  ['{/name|toString}', null],
  ['{name}', null],
  ['{/name} {/missing}', null],
])('fills %s', (template, expected) => {
  expect(fill(template)).toBe(expected)
})

it('shortens what is long', () => {
  expect(fill('{/long}')).toBe(`${'x'.repeat(199)}…`)
})

it('tells the size', () => {
  expect(fillWith('{size}', payloadOf('abc'))).toBe('3 bytes')
})

it.each([
  [0, '0 s', '0 s'],
  [12.4, '12 s', '12 s'],
  [59.7, '1 min 0 s', '1 min'],
  [87, '1 min 27 s', '1 min'],
  [3599, '59 min 59 s', '1 h 0 min'],
  [3600, '1 h 0 min 0 s', '1 h 0 min'],
  ['87', '1 min 27 s', '1 min'],
  [-1, null, null],
])('says %s seconds', (seconds, exact, short) => {
  const of = payloadOf({ seconds })
  expect([fillWith('{/seconds|duration}', of), fillWith('{/seconds|minutes}', of)]).toEqual([exact, short])
})

it.each([
  ['{/a} of {size|upper}', null],
  ['{data/a}', '"{data/a}" is neither a JSON pointer nor a query value ({?name}) nor {size}'],
  ['{/a|minute}', 'the filter "minute" is not known'],
])('checks %s', (template, problem) => {
  expect(templateProblem(template)).toBe(problem)
})
