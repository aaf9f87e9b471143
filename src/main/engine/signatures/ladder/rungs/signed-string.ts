import { signedStringWords } from '../../lib/describe-message.ts'
import type { Rung } from '../candidate.ts'
import { signedTemplates } from '../signed-templates.ts'
import { changed, open, refsOf } from '../subject.ts'
import { templated } from '../templated.ts'

/** The right parts in another order, with other separators, or other parts. */
export const signedString: Rung = {
  title: 'Other signed strings',
  *candidates(subject) {
    const from = templated(subject)
    const base = from && open(from, subject.input)
    if (!from || !base) return
    const params = base.params as Readonly<Record<string, unknown>>
    const own = String(params.signed)
    const others = subject.input.packs
      .flatMap(({ signature }) => refsOf({ signature, recipe: null }))
      .flatMap((ref) => (typeof ref.params.signed === 'string' ? [ref.params.signed] : []))
    const documented = subject.by.scheme.describe(subject.by.params, subject.request).signedString
    for (const signed of signedTemplates({ own, others, params, headers: subject.request.headers })) {
      const words = signedStringWords(signed)
      yield {
        cause: 'signed-string',
        tried: words,
        sentence: `The sender signed ${words}, where the scheme signs ${documented}.`,
        proof: `Over ${words}`,
        advice: 'Let the sender put the signed string together as documented, or set it here to what the sender signs.',
        by: { scheme: base.scheme, params: { ...params, signed } },
        fix: () => {
          const other = changed(subject, { signed }, from)
          return other && { kind: 'recipe', recipe: other.ref, text: `Take ${words} as the signed string` }
        },
      }
    }
  },
}
