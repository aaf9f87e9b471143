import { bodyAdvice } from '../advice.ts'
import { type BodyVariant, bodyCandidates, type Rung } from '../candidate.ts'
import { rewritings } from '../json-rewriting.ts'
import { allOrders, escapings, type KeyOrder, numberSpellings, numbersOf, usualOrders } from '../json-spellings.ts'
import { type JsonTree, jsonTree, reordered, respelt } from '../json-tree.ts'
import { signsBody } from '../subject.ts'

const title = 'Escapes, numbers and key order of the JSON'
const advice = bodyAdvice.rewrittenJson

type Variants = (json: string, tree: JsonTree, known: readonly JsonTree[]) => Iterable<BodyVariant>

const rung = (variants: Variants): Rung => ({
  title,
  *candidates(subject) {
    const { body } = subject.request
    const tree = signsBody(subject) ? jsonTree(body) : null
    if (!tree) return
    const known = (subject.input.knownBodies ?? []).flatMap((other) => jsonTree(other) ?? [])
    yield* bodyCandidates(subject, variants(Buffer.from(body).toString('utf8'), tree, known))
  },
})

/** Characters written as escapes, or escapes as characters, on the way. */
export const bodyEscapes = rung(function* (json, tree) {
  const sentence = 'Characters in the JSON were escaped differently after it was signed.'
  for (const { words, of } of escapings) {
    for (const body of respelt(json, tree, { text: of })) {
      yield { cause: 'body-escapes', tried: words, sentence, proof: `Written ${words},`, advice, body }
    }
  }
  const inner = tree.kind === 'string' ? JSON.parse(tree.raw) : null
  if (typeof inner === 'string') {
    const quoted = 'The body was put into a JSON string after it was signed.'
    yield {
      cause: 'body-escapes',
      tried: 'taken out of the JSON string',
      sentence: quoted,
      proof: 'Taken out of it,',
      advice,
      body: inner,
    }
  }
  const outer = 'The body was taken out of a JSON string after it was signed.'
  yield {
    cause: 'body-escapes',
    tried: 'put into a JSON string',
    sentence: outer,
    proof: 'Put into one,',
    advice,
    body: JSON.stringify(json),
  }
})

const singleNumbers = 40
/** Every choice of up to this many numbers. */
const chosenNumbers = 8

/** Numbers that went through a parser: 12.50 comes out as 12.5, and breaks the signature. */
export const bodyNumbers = rung(function* (json, tree) {
  const variant = (words: string, body: string): BodyVariant => ({
    cause: 'body-number-format',
    tried: `numbers ${words}`,
    sentence: 'Numbers in the JSON were rewritten after it was signed, as a parser does.',
    proof: `With its numbers in another form (${words}),`,
    advice: `${advice} A parser turns 12.50 into 12.5.`,
    body,
  })
  const numbers = numbersOf(tree)
  if (numbers.length === 0) return
  for (const { words, of } of numberSpellings) {
    for (const body of respelt(json, tree, { number: of })) yield variant(words, body)
  }
  for (const chosen of numbers.slice(0, singleNumbers)) {
    for (const { words, of } of numberSpellings) {
      if (of(chosen) === chosen) continue
      for (const body of respelt(json, tree, { number: (raw) => (raw === chosen ? of(raw) : raw) }))
        yield variant(words, body)
    }
  }
  yield* choices(numbers, json, tree, variant)
  const asJavaScript = JSON.stringify(JSON.parse(json))
  yield variant('as JavaScript writes them', asJavaScript)
})

function* choices(
  numbers: readonly string[],
  json: string,
  tree: JsonTree,
  variant: (words: string, body: string) => BodyVariant,
): Iterable<BodyVariant> {
  const [padded, , fraction] = numberSpellings
  if (numbers.length > chosenNumbers || !padded || !fraction) return
  for (let bits = 1; bits < 2 ** numbers.length; bits++) {
    const chosen = new Set(numbers.filter((_, index) => bits & (1 << index)))
    const number = (raw: string) => (chosen.has(raw) ? fraction.of(padded.of(raw)) : raw)
    const [body] = respelt(json, tree, { number })
    if (body !== undefined) yield variant('with zeros at their ends', body)
  }
}

const parts = { text: 'escapes', numbers: 'number formats', order: 'the order of keys' } as const
const causesOf = { text: 'body-escapes', numbers: 'body-number-format', order: 'body-key-order' } as const

/** The value as usual serialisers write it. */
export function* rewrittenVariants(json: string, tree: JsonTree, known: readonly JsonTree[]): Iterable<BodyVariant> {
  for (const { body, words, differs } of rewritings(json, tree, known)) {
    const changed = (['text', 'numbers', 'order'] as const).filter((part) => differs[part])
    const [first] = changed
    const what = changed.map((part) => parts[part])
    yield {
      cause: first ? causesOf[first] : body.trimEnd() === json.trimEnd() ? 'body-trailing-newline' : 'body-whitespace',
      tried: `the value ${words}`,
      sentence: `The JSON was parsed and written again after it was signed${what.length > 0 ? `, with changed ${what.join(' and ')}` : ''}.`,
      proof: `Written ${words.replace(' writes it', '')},`,
      advice,
      body,
    }
  }
}

/** Parsed and written again by another serialiser than the sender's: several things differ at once. */
export const bodyRewritten = rung(rewrittenVariants)

const reorderedBy = (orders: (tree: JsonTree, known: readonly JsonTree[]) => Iterable<KeyOrder>) =>
  rung(function* (json, tree, known) {
    const sentence = 'The keys of the JSON were put in another order after it was signed.'
    for (const { words, of } of orders(tree, known)) {
      for (const body of reordered(json, tree, of)) {
        yield {
          cause: 'body-key-order',
          sentence,
          advice,
          tried: `keys ${words}`,
          proof: `With its keys ${words},`,
          body,
        }
      }
    }
  })

/** Keys that were sorted, or that can be put in the provider's order again. */
export const bodyKeyOrder = reorderedBy((_tree, known) => usualOrders(known))

/** Any other order; takes longest, and is tried last. */
export const bodyKeyOrders = reorderedBy(allOrders)
