import { rawBytes } from '../../lib/raw-bytes.ts'
import { withoutQuery } from '../../lib/url-parts.ts'
import type { Candidate, Rung } from '../candidate.ts'
import { changed, type Subject } from '../subject.ts'
import { templated } from '../templated.ts'

/** Schemes that sign form values: the values in the order sent, with marks between them, or encoded. */
export const formString: Rung = {
  title: 'Other signed strings',
  *candidates(subject) {
    const from = templated(subject)
    const by = from && changed(subject, { signed: '{body}' }, from)?.by
    if (!from || !by || !subject.parts.has('form')) return
    const nonce = nonceOf(subject)
    for (const [words, form] of forms(Buffer.from(subject.request.body).toString('utf8'))) {
      for (const start of starts(subject.request.publicUrl)) {
        for (const end of nonce ? [`.${nonce}`, nonce, ''] : [''])
          yield candidate(subject, by, words, start + form + end)
      }
    }
  },
}

function candidate(subject: Subject, by: NonNullable<Candidate['by']>, words: string, text: string): Candidate {
  return {
    cause: 'signed-string',
    tried: words,
    sentence: `The sender signed the form values ${words}.`,
    proof: `Over them ${words}`,
    advice: 'Let the sender sort the form values by name and run name and value together.',
    by,
    request: { ...subject.request, body: Buffer.from(text) },
  }
}

function nonceOf({ by, request }: Subject): string {
  const { nonceHeader = '' } = by.params as { nonceHeader?: string }
  return request.headers.find(([name]) => name.toLowerCase() === nonceHeader.toLowerCase())?.[1] ?? ''
}

const starts = (url: string) => {
  const text = rawBytes(url).toString('utf8')
  return [text, `${text}?`, `${text}.`, withoutQuery(text), `${withoutQuery(text)}?`, '']
}

type Pair = readonly [name: string, value: string]

function* forms(body: string): Iterable<readonly [words: string, form: string]> {
  const sent: Pair[] = [...new URLSearchParams(body)]
  const sorted = [...sent].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  const joined = (pairs: readonly Pair[], inner: string, outer: string) =>
    pairs.map((pair) => pair.join(inner)).join(outer)
  yield ['in the order sent', joined(sent, '', '')]
  yield ['sorted, repeated ones kept', joined(sorted, '', '')]
  yield ['with = and &, sorted', joined(sorted, '=', '&')]
  yield ['with = and &, in the order sent', joined(sent, '=', '&')]
  yield [
    'encoded and sorted',
    new URLSearchParams(sorted.map(([name, value]): [string, string] => [name, value])).toString(),
  ]
  yield ['without their names', sorted.map(([, value]) => value).join('')]
  yield ['without their names, in the order sent', sent.map(([, value]) => value).join('')]
}
