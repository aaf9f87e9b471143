import { type BodyVariant, bodyCandidates, rawBytesAdvice } from '../body-variant.ts'
import type { Rung } from '../candidate.ts'
import { jsonTree } from '../json/json-tree.ts'
import { compact, layouts, writeJson } from '../json/write-json.ts'
import { signsBody } from '../subject.ts'

const common = { cause: 'body-whitespace', advice: rawBytesAdvice } as const

/** Blanks between the tokens of JSON; strings and numbers keep their spelling. */
export const bodyWhitespace: Rung = {
  title: 'Blanks between the parts of the body',
  *candidates(subject) {
    if (signsBody(subject)) yield* bodyCandidates(subject, variants(subject.request.body))
  },
}

function* variants(body: Uint8Array): Iterable<BodyVariant> {
  const tree = jsonTree(body)
  const text = body.length <= textLimit ? Buffer.from(body).toString('latin1') : ''
  if (tree) {
    const oneLine = !text.trim().includes('\n')
    for (const layout of layouts) {
      const words = {
        ...common,
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
  const around = 'Blanks were added around the body after it was signed.'
  if (text)
    yield {
      ...common,
      tried: 'without blanks around it',
      sentence: around,
      proof: 'Without them',
      body: Buffer.from(text.trim(), 'latin1'),
    }
}

const textLimit = 4 * 1024 * 1024

function sentenceFor(signedOneLine: boolean, cameOneLine: boolean, minified: boolean): string {
  if (!signedOneLine) {
    return cameOneLine
      ? 'The body was minified after it was signed.'
      : 'The body was indented otherwise after it was signed.'
  }
  if (!cameOneLine) return 'The body was pretty-printed after it was signed.'
  return minified
    ? 'Blanks were put between the parts of the JSON after it was signed.'
    : 'The blanks between the parts of the JSON were dropped after it was signed.'
}
