import { jsonTypeOf } from './json-type.ts'

const limit = 120

/**
 * What stands in the payload, in at most 120 characters: `the string "5.5"`, `an array of 3 items`. `source` is the
 * value's own text, so that numbers are shown as they were sent.
 */
export function describeValue(value: unknown, source: string | null): string {
  switch (jsonTypeOf(value)) {
    case 'null':
      return 'null'
    case 'boolean':
      return String(value)
    case 'number':
      return shorten(`the number ${source ?? String(value)}`)
    case 'string':
      return `the string ${quote(String(value), limit - 'the string '.length)}`
    case 'array':
      return `an array of ${count((value as readonly unknown[]).length, 'item')}`
    case 'object':
      return `an object with ${count(Object.keys(value as object).length, 'field')}`
  }
}

function count(number: number, noun: string): string {
  if (number === 0) return `no ${noun}s`
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

function quote(text: string, room: number): string {
  const whole = JSON.stringify(text.slice(0, room))
  if (text.length <= room && whole.length <= room) return whole
  // Escapes make the text longer: cut what is shown, never in the middle of an escape.
  let end = Math.min(text.length, room - 3)
  while (JSON.stringify(text.slice(0, end)).length > room - 1) end -= 1
  return `${JSON.stringify(text.slice(0, end)).slice(0, -1)}…"`
}

function shorten(text: string): string {
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text
}
