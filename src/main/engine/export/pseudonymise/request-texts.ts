import type { Answer, DeliveryDetail } from '#shared/model/delivery.ts'
import type { HeaderPair } from '#shared/model/headers.ts'
import { mask } from '../mask-body.ts'
import { percentDecoded } from './encoded-pieces.ts'
import { queryLeaves } from './form-leaves.ts'
import { type Leaf, noSiblings } from './leaf.ts'
import { type ReadableBody, readBody } from './readable-body.ts'
import { isSignature } from './sign-again.ts'

/** A text of a request with the values in it. */
export interface RequestText {
  readonly text: string
  readonly leaves: readonly Leaf[]
}

/** A request, as far as it can be read. */
export interface RequestTexts {
  /** Null where it is not text. */
  readonly body: ReadableBody | null
  /** Path and query below the endpoint's URL. */
  readonly path: RequestText
  /** One for each header; without values where it is nobody's. */
  readonly headers: readonly RequestText[]
  /** Body of the answer that was given, null where there is none or it is empty. */
  readonly answer: RequestText | null
  readonly answerHeaders: readonly RequestText[]
}

/** Takes a request and its answer apart into texts that are looked through by themselves. `path` is that below the endpoint's URL. */
export function readRequest(
  { request, answerGiven }: Pick<DeliveryDetail, 'request' | 'answerGiven'>,
  body: Uint8Array,
  path: string,
): RequestTexts {
  return {
    body: body.byteLength === 0 ? null : readBody(body, request.headers),
    path: { text: path, leaves: [...segmentLeaves(path), ...queryLeaves(path)] },
    headers: request.headers.map(headerText),
    answer: answerGiven === null || answerGiven.body === '' ? null : answerText(answerGiven),
    answerHeaders: answerGiven?.headers.map((header) => ofAnswer(headerText(header))) ?? [],
  }
}

const answerText = ({ body, headers }: Answer): RequestText =>
  ofAnswer(readBody(Buffer.from(body), headers) ?? { text: body, leaves: [] })

/** Its places are not those of the request: no rule for one counts for the other. */
const ofAnswer = ({ text, leaves }: RequestText): RequestText => ({
  text,
  leaves: leaves.map((leaf) => ({ ...leaf, place: `answer ${leaf.place}` })),
})

/** The steps of a path, each as it is meant. */
function segmentLeaves(path: string): Leaf[] {
  const [steps = ''] = path.split('?', 1)
  return [...steps.matchAll(/[^/]+/g)].map(({ 0: step, index }) => ({
    place: 'path',
    path: [],
    value: percentDecoded(step),
    start: index,
    end: index + step.length,
    what: 'text',
    siblings: noSiblings,
    encode: step.includes('%') ? encodeURIComponent : encodeStep,
  }))
}

const encodeStep = (text: string) => encodeURI(text).replaceAll(/[/?#]/g, encodeURIComponent)

/** Of the connection, of the programs at its ends, of the body's form: no person's. Numbers in them have dots like addresses. */
const impersonal =
  /^(?:accept.*|user-agent|connection|content-(?:type|length|encoding|language|range|digest|md5)|transfer-encoding|te|date|server|via|cache-control|expect|upgrade|keep-alive|repr-digest|digest|x-amz-content-sha256|x-forwarded-proto|x-forwarded-port|traceparent|tracestate|.*timestamp|.*nonce)$/i

/** Headers hold one character per byte. */
function headerText([name, value]: HeaderPair): RequestText {
  const text = Buffer.from(value, 'latin1').toString('utf8')
  const isNobodys = impersonal.test(name) && (isMultipart(value) || !holdsAddress(text))
  if (value === mask || isNobodys || isSignature(name) || isHostName(name)) return { text, leaves: [] }
  // What it is by its name is said above.
  const path = impersonal.test(name) ? [] : [name]
  const place = `header:${name}`
  return {
    text,
    leaves: [
      { place, path, value: text, start: 0, end: text.length, what: 'text', siblings: noSiblings, encode: oneLine },
    ],
  }
}

/** An e-mail address, or a telephone number with the code of its country. */
export const holdsAddress = (text: string): boolean => /\S@\S|%40|\+\d[\d ().-]{6,}/.test(text)

/** Its boundary has to stay as it is in the body. */
const isMultipart = (type: string): boolean => /^\s*multipart\//i.test(type)

export const isHostName = (name: string): boolean => /^(?:x-(?:forwarded|original)-)?host$/i.test(name)

const oneLine = (text: string): string => text.replaceAll(/[\r\n\0]+/g, ' ')
