import { bodyAdvice } from '../advice.ts'
import { type BodyVariant, bodyCandidates, type Candidate, type Rung, withHeader } from '../candidate.ts'
import { permutations } from '../json-spellings.ts'
import { signsBody } from '../subject.ts'

const sizeLimit = 256 * 1024
const permutedPairs = 6
const common = { cause: 'body-form-reencoded', advice: bodyAdvice.rewrittenForm } as const
const sentence = 'The form was decoded and encoded again after it was signed.'

/** Forms that a proxy or framework has decoded and written again. */
export const bodyForm: Rung = {
  title: 'Form encoded differently',
  *candidates(subject) {
    const { body } = subject.request
    if (!signsBody(subject) || body.length === 0 || body.length > sizeLimit) return
    const text = Buffer.from(body).toString('latin1')
    yield* bodyCandidates(subject, isForm(text) ? formVariants(text) : fromJson(text))
  },
}

/** Form values are signed, and the form was turned into JSON together with its content type. */
export const formOfJson: Rung = {
  title: 'Form encoded differently',
  *candidates({ request, parts }) {
    if (!parts.has('form') || request.body.length === 0 || request.body.length > sizeLimit) return
    const entries = flatEntries(Buffer.from(request.body).toString('latin1'))
    if (!entries) return
    const form = withHeader(request, 'Content-Type', 'application/x-www-form-urlencoded')
    const candidate: Candidate = {
      ...common,
      sentence: 'The form was turned into JSON after it was signed, and its content type with it.',
      tried: 'as the form that it was',
      proof: 'As the form that it was,',
      request: { ...form, body: Buffer.from(join(entries, encoder(/[\w.~-]/, '%20')), 'latin1') },
    }
    yield candidate
  },
}

/** Without the content type, which may be wrong as well. */
const isForm = (text: string): boolean => /^[^\s{}[\]"=&]+=/.test(text)

type Pair = readonly [name: string, value: string | null]
interface Style {
  readonly words: string
  readonly of: (text: string) => string
}

const hex = (char: string) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
/** Of a text with one char per byte. */
const encoder = (kept: RegExp, space: string) => (text: string) =>
  [...text].map((char) => (char === ' ' ? space : kept.test(char) ? char : hex(char))).join('')
const lowerHex = (text: string) => text.replace(/%[0-9A-F]{2}/gi, (code) => code.toLowerCase())
const styles: readonly Style[] = [
  { words: 'encoded as browsers do (spaces as +)', of: encoder(/[\w*.-]/, '+') },
  { words: 'encoded by RFC 3986 (spaces as %20)', of: encoder(/[\w.~-]/, '%20') },
  { words: 'encoded as encodeURIComponent does', of: encoder(/[\w.~!*'()-]/, '%20') },
  { words: 'with spaces as +, ~ left as it is', of: encoder(/[\w.~-]/, '+') },
  { words: "with spaces as +, !*'() left as they are", of: encoder(/[\w.~!*'()-]/, '+') },
  { words: 'encoded as PHP does', of: encoder(/[\w.-]/, '+') },
  { words: 'with : / @ left as they are', of: encoder(/[\w.~:/@-]/, '%20') },
  { words: 'with : / @ and , left as they are', of: encoder(/[\w.~:/@,-]/, '+') },
  { words: 'not encoded', of: (text) => text },
]

function* formVariants(text: string): Iterable<BodyVariant> {
  for (const [words, body] of inPlace(text)) {
    yield { ...common, sentence, tried: words, proof: capital(`${words},`), body: Buffer.from(body, 'latin1') }
  }
  const pairs = text.trim().split('&').filter(Boolean).map(split)
  for (const { words, of } of styles) {
    for (const [order, list] of orders(pairs)) {
      const body = join(list, of)
      const variant = { ...common, sentence, tried: words + order, proof: `Written ${words}${order},` }
      yield { ...variant, body: Buffer.from(body, 'latin1') }
      yield { ...variant, body: lowerHex(body) }
    }
  }
  const raw = text.trim().split('&')
  if (raw.length > 1 && raw.length <= permutedPairs) {
    for (const list of permutations(raw)) {
      yield {
        ...common,
        sentence,
        tried: 'pairs in another order',
        proof: 'In another order',
        body: Buffer.from(list.join('&'), 'latin1'),
      }
    }
  }
  yield* moved(raw)
  const object = JSON.stringify(Object.fromEntries(pairs.map(([name, value]) => [utf8(name), utf8(value ?? '')])))
  yield {
    ...common,
    sentence: 'A JSON body was turned into a form after it was signed.',
    tried: 'as JSON',
    proof: 'As JSON',
    body: object,
  }
}

/** By hand: a pattern would take quadratic time over long runs of the character. */
function withoutLast(text: string, char: string): string {
  let end = text.length
  while (text[end - 1] === char) end--
  return text.slice(0, end)
}

/** The least that may have changed. */
function* inPlace(text: string): Iterable<readonly [words: string, body: string]> {
  yield ['with spaces as %20', text.replaceAll('+', '%20')]
  yield ['with spaces as +', text.replaceAll('%20', '+')]
  yield ['with escapes in lower case', lowerHex(text)]
  yield ['with escapes in upper case', text.replace(/%[0-9a-f]{2}/gi, (code) => code.toUpperCase())]
  yield ['with + in place of %2B', text.replace(/%2b/gi, '+')]
  yield ['with %2B in place of +', text.replaceAll('+', '%2B')]
  yield ['with %2B before numbers', text.replace(/=\+(?=\d)/g, '=%2B')]
  yield ['decoded once', text.replace(/%25([0-9a-f]{2})/gi, '%$1')]
  yield ['encoded twice', text.replaceAll('%', '%25')]
  yield ['with & in place of &amp;', text.replaceAll('&amp;', '&')]
  yield ['with ; in place of &', text.replaceAll('&', ';')]
  yield [
    'without empty values',
    text
      .split('&')
      .filter((pair) => !pair.endsWith('='))
      .join('&'),
  ]
  yield ['without = after empty values', text.replace(/=(?=&|$)/g, '')]
  yield [
    'with = after empty values',
    text
      .split('&')
      .map((pair) => (pair.includes('=') ? pair : `${pair}=`))
      .join('&'),
  ]
  yield ['without the last &', withoutLast(text, '&')]
  yield ['with & at its end', `${text}&`]
  yield ['with Latin-1 characters in UTF-8', text.replace(/(?:%[89a-f][0-9a-f])+/gi, toUtf8)]
}

const toUtf8 = (escaped: string) =>
  [...Buffer.from(unescapeBytes(escaped), 'latin1').toString('latin1')].map((char) => encodeURIComponent(char)).join('')

function* orders(pairs: readonly Pair[]): Iterable<readonly [words: string, pairs: readonly Pair[]]> {
  yield ['', pairs]
  const byName = (a: Pair, b: Pair) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0)
  yield [', sorted', [...pairs].sort(byName)]
}

/** One pair moved to each other place. */
function* moved(raw: readonly string[]): Iterable<BodyVariant> {
  if (raw.length <= permutedPairs || raw.length > 40) return
  const lists = [[...raw].reverse(), [...raw].sort()]
  for (let from = 0; from < raw.length; from++) {
    for (let to = 0; to < raw.length; to++) {
      const list = [...raw]
      list.splice(to, 0, ...list.splice(from, 1))
      lists.push(list)
    }
  }
  for (const list of lists) {
    yield {
      ...common,
      sentence,
      tried: 'pairs in another order',
      proof: 'In another order',
      body: Buffer.from(list.join('&'), 'latin1'),
    }
  }
}

/** Fields that hold a whole JSON text, of which some apps forward nothing else. */
const payloadFields = ['payload', 'body', 'data']

function* fromJson(text: string): Iterable<BodyVariant> {
  if (!text.trimStart().startsWith('{')) return
  for (const name of payloadFields) {
    for (const { words, of } of styles) {
      const variant = {
        ...common,
        sentence: `Only the field ${name} of the form that was signed came, without the form around it.`,
        tried: `in a form, as its field ${name}, ${words}`,
        proof: `As the field ${name} of a form,`,
      }
      const body = join([[name, text]], of)
      yield { ...variant, body: Buffer.from(body, 'latin1') }
      yield { ...variant, body: Buffer.from(lowerHex(body), 'latin1') }
    }
  }
  const entries = flatEntries(text)
  if (!entries) return
  for (const { words, of } of styles) {
    yield {
      ...common,
      sentence: 'A form was turned into JSON after it was signed.',
      tried: `as a form, ${words}`,
      proof: 'As a form',
      body: join(entries, of),
    }
  }
}

function flatEntries(text: string): Pair[] | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'latin1').toString('utf8'))
    const entries = Object.entries(value as object)
    return entries.every(([, one]) => typeof one !== 'object')
      ? entries.map(([name, one]) => [bytes(name), bytes(String(one))])
      : null
  } catch {
    return null
  }
}

const bytes = (text: string) => Buffer.from(text).toString('latin1')
const utf8 = (text: string) => Buffer.from(text, 'latin1').toString('utf8')
const unescapeBytes = (text: string) =>
  text.replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
const join = (pairs: readonly Pair[], of: Style['of']) =>
  pairs.map(([name, value]) => (value === null ? of(name) : `${of(name)}=${of(value)}`)).join('&')

function split(pair: string): Pair {
  const decode = (text: string) => unescapeBytes(text.replaceAll('+', ' '))
  const at = pair.indexOf('=')
  return at < 0 ? [decode(pair), null] : [decode(pair.slice(0, at)), decode(pair.slice(at + 1))]
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
