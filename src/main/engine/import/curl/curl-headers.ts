import type { HeaderPair } from '#shared/model/headers.ts'
import { checkedHeader } from '../http-message.ts'
import { Refusal } from '../refusal.ts'
import { trimWhitespace } from '../trim.ts'
import type { GivenOption } from './options.ts'

/** What the rest of a command means for its headers. */
export interface CurlContent {
  readonly url: string
  /** `user:password` of the URL. */
  readonly user: string | null
  /** Of the body; null: there is none. */
  readonly length: number | null
  readonly contentType: string | null
  readonly isJson: boolean
}

/**
 * The headers of a curl command in curl's order: its own, those that were given, those of the body. One that was given takes
 * the place of curl's. Throws Refusal.
 */
export function curlHeaders(options: readonly GivenOption[], content: CurlContent, line: number): HeaderPair[] {
  const { given, decided } = givenHeaders(options, line)
  const last = (name: GivenOption['name']) => options.findLast((option) => option.name === name)?.value
  const own: readonly (readonly [name: string, value: string | null | undefined])[] = [
    ['Host', /^[a-z]+:\/\/([^/?]*)/i.exec(content.url)?.[1]],
    ['Authorization', basic(last('user') ?? content.user)],
    ['Authorization', prefixed('Bearer ', last('oauth2-bearer'))],
    ['User-Agent', last('user-agent') || null],
    ['Accept', content.isJson ? 'application/json' : '*/*'],
    ['Referer', last('referer')],
    ['Cookie', cookies(last('cookie'), line)],
  ]
  const ofBody: typeof own = [
    ['Content-Length', content.length?.toString()],
    ['Content-Type', content.contentType],
  ]
  const added = (headers: typeof own) =>
    headers.flatMap(([name, value]) =>
      value == null || decided.has(name.toLowerCase()) ? [] : [checkedHeader(name, value, () => line)],
    )
  return [...added(own), ...given, ...added(ofBody)]
}

/** `decided`: names in lower case that curl leaves alone. */
function givenHeaders(options: readonly GivenOption[], line: number) {
  const given: HeaderPair[] = []
  const decided = new Set<string>()
  for (const { name: option, value } of options) {
    if (option !== 'header') continue
    if (value.startsWith('@'))
      throw new Refusal(
        'not-included',
        `Headers are in the file “${value.slice(1)}”, which is not part of the text.`,
        line,
      )
    const [, name = '', mark = '', content = ''] = /^([^:;]*)([:;]?)([\s\S]*)$/.exec(value) ?? []
    if (mark === '') continue
    decided.add(name.toLowerCase())
    // `Name:` leaves a header out, and `Name;` sends it without a value.
    const text = mark === ';' ? '' : trimWhitespace(content)
    if (mark === ';' || text !== '') given.push(checkedHeader(name, text, () => line))
  }
  return { given, decided }
}

/** One character per byte. */
const basic = (user: string | null): string | null =>
  user === null ? null : `Basic ${Buffer.from(user, 'latin1').toString('base64')}`

const prefixed = (prefix: string, text: string | undefined): string | null =>
  text === undefined ? null : prefix + text

function cookies(text: string | undefined, line: number): string | undefined {
  if (text === undefined || text.includes('=')) return text
  throw new Refusal('not-included', `Cookies are in the file “${text}”, which is not part of the text.`, line)
}
