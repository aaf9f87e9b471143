import { isUnbound } from '../../signature-scheme.ts'
import { bodyAdvice } from '../advice.ts'
import { type BodyVariant, bodyCandidates, type Rung } from '../candidate.ts'
import { compact, jsonTree, layouts, writeJson } from '../json-tree.ts'
import { signsBody } from '../subject.ts'

const newline = { cause: 'body-trailing-newline' } as const
const lines = { cause: 'body-line-endings', advice: bodyAdvice.lineEndings } as const
/** Larger bodies are only cut or lengthened at their ends. */
const rewrittenSize = 4 * 1024 * 1024
const [lf, cr] = [0x0a, 0x0d]

/** Newlines that editors, shells and proxies add, drop or change. */
export const bodyEnds: Rung = {
  title: 'Line endings and end of the body',
  *candidates(subject) {
    if (signsBody(subject)) yield* bodyCandidates(subject, endVariants(subject.request.body))
  },
}

/** The body with other line breaks, at its end or everywhere. */
export function* endVariants(body: Uint8Array): Iterable<BodyVariant> {
  const end = trimmedEnd(body)
  if (end < body.length) {
    const sentence = 'A newline was added to the end of the body after it was signed.'
    const added = { ...newline, sentence, advice: bodyAdvice.newlineAdded }
    yield { ...added, tried: 'without the last newline', proof: 'Without it', body: body.subarray(0, lastLine(body)) }
    yield { ...added, tried: 'without all newlines at its end', proof: 'Without it', body: body.subarray(0, end) }
  }
  for (const [text, name] of [
    ['\n', 'a newline'],
    ['\r\n', 'CR LF'],
  ] as const) {
    const sentence = 'The newline at the end of the body was lost after it was signed.'
    const words = {
      ...newline,
      sentence,
      advice: bodyAdvice.newlineLost,
      tried: `with ${name} at its end`,
      proof: `With ${name} at its end`,
    }
    yield { ...words, body: Buffer.concat([body, Buffer.from(text)]) }
    if (end < body.length) yield { ...words, body: Buffer.concat([body.subarray(0, end), Buffer.from(text)]) }
  }
  yield* lineEndings(Buffer.from(body.buffer, body.byteOffset, body.length))
}

function* lineEndings(body: Buffer): Iterable<BodyVariant> {
  if (body.length > rewrittenSize || (!body.includes(lf) && !body.includes(cr))) return
  const text = body.toString('latin1')
  const unix = text.replace(/\r\n?/g, '\n')
  const unixEnd = trimmedEnd(Buffer.from(unix, 'latin1'))
  const changed = 'The line endings of the body were changed after it was signed'
  const spellings = [
    [unix, `${changed}, from LF to CR LF.`, 'with LF line endings'],
    [unix.replaceAll('\n', '\r\n'), `${changed}, from CR LF to LF.`, 'with CR LF line endings'],
    [unix.replaceAll('\n', '\r'), `${changed}, from CR.`, 'with CR line endings'],
    [text.replace(/\r?\n/g, ''), 'Line breaks were added to the body after it was signed.', 'without line breaks'],
    [unix.slice(0, unixEnd), `${changed}, and one was added at its end.`, 'with LF line endings, none at its end'],
    [
      unix.slice(0, unixEnd).replaceAll('\n', '\r\n'),
      `${changed}, and one was added at its end.`,
      'with CR LF line endings, none at its end',
    ],
  ] as const
  for (const [spelling, sentence, tried] of spellings) {
    yield { ...lines, sentence, tried, proof: capital(tried), body: Buffer.from(spelling, 'latin1') }
  }
}

function trimmedEnd(body: Uint8Array): number {
  let end = body.length
  while (end > 0 && (body[end - 1] === lf || body[end - 1] === cr)) end--
  return end
}

/** Where the last line break starts. */
function lastLine(body: Uint8Array): number {
  const one = body.length - 1
  return body[one] === lf && body[one - 1] === cr ? one - 1 : one
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

const whitespace = { cause: 'body-whitespace', advice: bodyAdvice.rewrittenJson } as const

/** Whitespace between the tokens of JSON; strings and numbers keep their spelling. */
export const bodyWhitespace: Rung = {
  title: 'Whitespace in the body',
  *candidates(subject) {
    if (signsBody(subject)) yield* bodyCandidates(subject, layoutVariants(subject.request.body))
  },
}

function* layoutVariants(body: Uint8Array): Iterable<BodyVariant> {
  const tree = jsonTree(body)
  const text = body.length <= textLimit ? Buffer.from(body).toString('latin1') : ''
  if (tree) {
    const oneLine = !text.trim().includes('\n')
    for (const layout of layouts) {
      const words = {
        ...whitespace,
        tried: `JSON ${layout.words}`,
        sentence: sentenceFor(layout.indent === null, oneLine, layout === compact),
        proof: `Written ${layout.words},`,
      }
      const written = writeJson(tree, layout)
      yield { ...words, body: written }
      yield { ...words, body: `${written}\n` }
      if (layout.newline === '\r\n') yield { ...words, body: `${written}\r\n` }
    }
  }
  const around = 'Whitespace was added around the body after it was signed.'
  if (text)
    yield {
      ...whitespace,
      tried: 'without whitespace around it',
      sentence: around,
      proof: 'Without it',
      body: Buffer.from(text.trim(), 'latin1'),
    }
}

const textLimit = 4 * 1024 * 1024

function sentenceFor(signedOneLine: boolean, cameOneLine: boolean, minified: boolean): string {
  if (!signedOneLine) {
    return cameOneLine
      ? 'The body was minified after it was signed.'
      : 'The body was indented differently after it was signed.'
  }
  if (!cameOneLine) return 'The body was pretty-printed after it was signed.'
  return minified
    ? 'Whitespace was added between the parts of the JSON after it was signed.'
    : 'The whitespace between the parts of the JSON was removed after it was signed.'
}

const emptyAdvice =
  'At the sender: sign the bytes that are sent, not a value that is not filled yet or was parsed already.'

/** Signed before there was a body, or over what a framework makes of a body that was read already. */
export const bodyEmpty: Rung = {
  title: 'Empty body',
  *candidates(subject) {
    // Without a body, a signature that covers none always holds.
    if (signsBody(subject) && !isUnbound(subject.verification.detail)) yield* bodyCandidates(subject, emptyVariants)
  },
}

const standIns = ['{}', '', 'null', '""', '[]', 'undefined', '[object Object]'] as const
const emptyVariants: readonly BodyVariant[] = standIns.map((body) => ({
  cause: 'body-empty',
  tried: body === '' ? 'empty body' : `${body} as the body`,
  sentence:
    body === ''
      ? 'The signature was made over an empty body.'
      : `The signature was made over “${body}”, not over the body that came.`,
  proof: body === '' ? 'Over no body at all' : `Over “${body}”`,
  advice: emptyAdvice,
  body,
}))
