import { type BodyVariant, bodyCandidates, rawBytesAdvice } from '../body-variant.ts'
import type { Rung } from '../candidate.ts'
import { signsBody } from '../subject.ts'

const title = 'Ends of lines and of the body'
const newline = { cause: 'body-trailing-newline', advice: rawBytesAdvice } as const
const lines = { cause: 'body-line-endings', advice: rawBytesAdvice } as const
/** Larger bodies are only cut or lengthened at their ends. */
const rewrittenSize = 4 * 1024 * 1024
const [lf, cr] = [0x0a, 0x0d]

/** Newlines that editors, shells and proxies add, drop or change. */
export const bodyEnds: Rung = {
  title,
  *candidates(subject) {
    if (signsBody(subject)) yield* bodyCandidates(subject, variants(subject.request.body))
  },
}

function* variants(body: Uint8Array): Iterable<BodyVariant> {
  const end = trimmedEnd(body)
  if (end < body.length) {
    const added = { ...newline, sentence: 'A newline was added to the end of the body after it was signed.' }
    yield { ...added, tried: 'without the last newline', proof: 'Without it', body: body.subarray(0, lastLine(body)) }
    yield { ...added, tried: 'without all newlines at its end', proof: 'Without it', body: body.subarray(0, end) }
  }
  for (const [text, name] of [
    ['\n', 'a newline'],
    ['\r\n', 'CR LF'],
  ] as const) {
    const sentence = 'The newline at the end of the body was lost after it was signed.'
    const words = { ...newline, sentence, tried: `with ${name} at its end`, proof: `With ${name} at its end` }
    yield { ...words, body: Buffer.concat([body, Buffer.from(text)]) }
    if (end < body.length) yield { ...words, body: Buffer.concat([body.subarray(0, end), Buffer.from(text)]) }
  }
  yield* lineEndings(Buffer.from(body.buffer, body.byteOffset, body.length))
}

function* lineEndings(body: Buffer): Iterable<BodyVariant> {
  if (body.length > rewrittenSize || (!body.includes(lf) && !body.includes(cr))) return
  const text = body.toString('latin1')
  const unix = text.replace(/\r\n?/g, '\n')
  const changed = 'The line ends of the body were changed after it was signed'
  const spellings = [
    [unix, `${changed}, from LF to CR LF.`, 'with LF line ends'],
    [unix.replaceAll('\n', '\r\n'), `${changed}, from CR LF to LF.`, 'with CR LF line ends'],
    [unix.replaceAll('\n', '\r'), `${changed}, from CR.`, 'with CR line ends'],
    [text.replace(/\r?\n/g, ''), 'Line breaks were put into the body after it was signed.', 'without line breaks'],
    [unix.replace(/\n+$/, ''), `${changed}, and one was added at its end.`, 'with LF line ends, none at its end'],
    [
      unix.replace(/\n+$/, '').replaceAll('\n', '\r\n'),
      `${changed}, and one was added at its end.`,
      'with CR LF line ends, none at its end',
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
