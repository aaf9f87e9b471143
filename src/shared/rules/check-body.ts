import { SaxesParser } from 'saxes'
import { firstMistake } from '../json/json-mistake.ts'
import { essenceOf, isJson, isXml } from './answer-template.ts'

/** A mistake in the text of an answer, at a UTF-16 position. */
export interface BodyProblem {
  readonly at: number
  /** One clause without its place, e.g. "a comma is missing". */
  readonly message: string
}

/**
 * Holds an answer's body against its content type: is JSON, or XML, well-formed, and does the body look like what the type
 * says? Returns the first problem, null where there is none. Other types are not looked into.
 */
export function checkBody(text: string, contentType: string | undefined): BodyProblem | null {
  const essence = essenceOf(contentType)
  const looks = looksLike(text)
  if (isJson(essence)) return looks === 'xml' ? wrongType('XML', essence) : jsonProblem(text)
  if (isXml(essence)) return looks === 'json' ? wrongType('JSON', essence) : xmlProblem(text)
  return null
}

const wrongType = (looks: string, essence: string): BodyProblem => ({
  at: 0,
  message: `the body looks like ${looks}, but its content type says ${essence}`,
})

/** By its first character; null for anything else. */
export function looksLike(text: string): 'json' | 'xml' | null {
  const first = /\S/.exec(text)?.[0]
  if (first === '{' || first === '[') return 'json'
  return first === '<' ? 'xml' : null
}

function jsonProblem(text: string): BodyProblem | null {
  if (text.trim() === '') return { at: 0, message: 'the body is empty, which is no JSON' }
  const mistake = firstMistake(text)
  return mistake && { at: mistake.offset, message: mistake.message }
}

function xmlProblem(text: string): BodyProblem | null {
  if (text.trim() === '') return { at: 0, message: 'the body is empty, which is no XML' }
  let found: BodyProblem | null = null
  const parser = new SaxesParser({ position: true })
  parser.on('error', ({ message }) => {
    // The parser's message begins with line and column.
    found ??= {
      at: Math.min(parser.position, text.length),
      message: message.replace(/^[\d:]*\s*/, '').replace(/\.$/, ''),
    }
  })
  parser.write(text).close()
  return found
}
