import { createHash } from 'node:crypto'
import { checkedMethod, checkedUrl } from '../http-message.ts'
import { type ImportedRequest, plainRequest } from '../import-format.ts'
import { Refusal } from '../refusal.ts'
import { curlHeaders } from './curl-headers.ts'
import { type GivenOption, readOptions } from './options.ts'
import type { ShellCommand } from './shell-script.ts'

/** Bytes of a word, which has one character for each. */
const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1')

/**
 * The request that a curl command sends. `input`: what is piped into it, one character per byte; null: nothing. What curl
 * adds by itself is added where that is certain, which its version in `User-Agent` is not. Throws Refusal.
 */
export function curlRequest(command: ShellCommand, input: string | null, note: string | null): ImportedRequest {
  const { line } = command
  const options = optionsOf(command)
  const all = (...names: GivenOption['name'][]) => options.filter(({ name }) => names.includes(name))
  const last = (name: GivenOption['name']) => all(name).at(-1)?.value
  const { body, query, contentType, isMultipart } = contentOf(options, input, line)
  const whole = withQuery(urlOf(all('url'), line), query)
  const { url, user } = withoutUser(all('path-as-is').length > 0 ? whole : withoutDots(whole))
  const isJson = all('json').length > 0
  return {
    ...plainRequest,
    method: checkedMethod(last('request') ?? methodOf(last('head') !== undefined, body), () => line),
    url: checkedUrl(url, () => line),
    httpVersion: last('http1.0') === undefined ? '1.1' : '1.0',
    headers: curlHeaders(options, { url, user, length: body?.byteLength ?? null, contentType, isJson }, line),
    body: Uint8Array.from(body ?? []),
    note: note ?? (isMultipart ? 'curl makes up the boundary of a multipart form; here it is another one.' : null),
  }
}

function optionsOf({ words, line }: ShellCommand): readonly GivenOption[] {
  const read = readOptions(words.slice(1))
  if (read.ok) return read.options
  throw read.why === 'unknown'
    ? new Refusal('unsupported', `The option “${read.name}” of curl is not known here.`, line)
    : new Refusal('truncated', `The option “${read.name}” lacks its value.`, line)
}

function urlOf([first, ...others]: readonly GivenOption[], line: number): string {
  if (first === undefined) throw new Refusal('truncated', 'The command has no URL.', line)
  if (others.length === 0) return first.value
  throw new Refusal('unsupported', 'The command has several URLs; write one command for each.', line)
}

const methodOf = (isHead: boolean, body: Buffer | null): string => (isHead ? 'HEAD' : body === null ? 'GET' : 'POST')

/** What is sent as the body, and what goes into the query. */
interface Content {
  /** Null: there is none, which is not one without bytes. */
  readonly body: Buffer | null
  readonly query: readonly string[]
  readonly contentType: string | null
  readonly isMultipart: boolean
}

function contentOf(options: readonly GivenOption[], input: string | null, line: number): Content {
  const refusal: MakeRefusal = (reason, message) => new Refusal(reason, message, line)
  const all = (...names: GivenOption['name'][]) => options.filter(({ name }) => names.includes(name))
  const form = all('form', 'form-string')
  const data = all('data', 'data-raw', 'data-binary', 'data-urlencode', 'json')
  const query = all('url-query').map(({ value }) => value)
  if (form.length > 0) {
    if (data.length > 0) throw refusal('syntax', 'curl takes either --form or --data, not both.')
    return { ...multipartOf(form, refusal), query, isMultipart: true }
  }
  const text = data.map((option) => dataOf(option, input, refusal)).reduce<Data | null>(joinData, null)?.text
  if (text === undefined) return { body: null, query, contentType: null, isMultipart: false }
  // -G: the data are the query.
  if (all('get').length > 0) return { body: null, query: [...query, text], contentType: null, isMultipart: false }
  return { body: bytesOf(text), query, contentType: contentTypeOf(data), isMultipart: false }
}

type MakeRefusal = (reason: Refusal['problem']['reason'], message: string) => Refusal

/** `isJson`: goes on without an “&” between. */
interface Data {
  readonly text: string
  readonly isJson: boolean
}

function dataOf({ name, value }: GivenOption, input: string | null, refusal: MakeRefusal): Data {
  const isJson = name === 'json'
  if (name === 'data-raw') return { text: value, isJson }
  if (name === 'data-urlencode') return { text: urlEncoded(value, refusal), isJson }
  if (!value.startsWith('@')) return { text: value, isJson }
  if (value !== '@-' || input === null)
    throw refusal('not-included', `The body is in the file “${value.slice(1)}”, which is not part of the text.`)
  // Only --data leaves out line breaks of what it reads.
  return { text: name === 'data' ? input.replaceAll(/[\r\n\0]/g, '') : input, isJson }
}

const joinData = (before: Data | null, next: Data): Data => ({
  text: before === null ? next.text : `${before.text}${next.isJson ? '' : '&'}${next.text}`,
  isJson: next.isJson,
})

const percentEncoded = (char: string) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`

/** `content`, `=content` or `name=content`; the name is taken as it is. As curl 7.88 does it: a space is a plus. */
function urlEncoded(value: string, refusal: MakeRefusal): string {
  const at = value.search(/[=@]/)
  if (at !== -1 && value.charAt(at) === '@')
    throw refusal(
      'not-included',
      `A part of the body is in the file “${value.slice(at + 1)}”, which is not part of the text.`,
    )
  const name = at === -1 ? '' : value.slice(0, at)
  const encoded = value
    .slice(at + 1)
    .replaceAll(/[^A-Za-z0-9\-._~]/g, percentEncoded)
    .replaceAll('%20', '+')
  return name === '' ? encoded : `${name}=${encoded}`
}

function contentTypeOf(data: readonly GivenOption[]): string {
  return data.some(({ name }) => name === 'json') ? 'application/json' : 'application/x-www-form-urlencoded'
}

function withQuery(given: string, more: readonly string[]): string {
  const [, url = ''] = /^([^#]*)/.exec(/^[a-z]+:\/\//i.test(given) ? given : `http://${given}`) ?? []
  const path = url.replace(/^([a-z]+:\/\/[^/?]*)(?=\?|$)/i, '$1/')
  return more.reduce((so, part) => `${so}${so.includes('?') ? '&' : '?'}${part}`, path)
}

/** What curl makes of `.` and `..` in a path (RFC 3986, 5.2.4), unless it is told to leave them. */
function withoutDots(url: string): string {
  const [, origin = '', path = '', query = ''] = /^([a-z]+:\/\/[^/?]*)([^?]*)(.*)$/is.exec(url) ?? []
  const segments = path.split('/')
  if (!segments.some((segment) => segment === '.' || segment === '..')) return url
  const kept: string[] = []
  for (const [at, segment] of segments.entries()) {
    if (segment === '..') kept.length = Math.max(1, kept.length - 1)
    else if (segment !== '.') kept.push(segment)
    if (at === segments.length - 1 && /^\.\.?$/.test(segment)) kept.push('')
  }
  return origin + kept.join('/') + query
}

function multipartOf(
  form: readonly GivenOption[],
  refusal: MakeRefusal,
): { readonly body: Buffer; readonly contentType: string } {
  const parts = form.map(({ name: option, value: given }) => {
    const at = given.indexOf('=')
    if (at < 1) throw refusal('syntax', 'A part of a form is written “name=content”.')
    const name = given.slice(0, at)
    const content = given.slice(at + 1)
    if (option === 'form-string') return { name, content, type: null }
    if (/^[@<]/.test(content)) {
      throw refusal(
        'not-included',
        `The part “${name}” is in the file “${content.slice(1)}”, which is not part of the text.`,
      )
    }
    const [, text = '', type = null] = /^([\s\S]*?)(?:;type=([^;]*))?$/.exec(content) ?? []
    return { name, content: text, type }
  })
  const boundary = `------------------------${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 22)}`
  // As curl 7.88 and browsers do it.
  const quoted = (name: string) => name.replaceAll(/["\r\n]/g, percentEncoded)
  const written = parts.map(
    ({ name, content, type }) =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"\r\n${type === null ? '' : `Content-Type: ${type}\r\n`}\r\n${content}\r\n`,
  )
  return {
    body: bytesOf(`${written.join('')}--${boundary}--\r\n`),
    contentType: `multipart/form-data; boundary=${boundary}`,
  }
}

/** What stands before the host is sent as a header. One character per byte, percent signs decoded. */
function withoutUser(url: string): { readonly url: string; readonly user: string | null } {
  const [, scheme = '', user] = /^([a-z]+:\/\/)([^/?@]*)@/i.exec(url) ?? []
  if (user === undefined) return { url, user: null }
  const decoded = user.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return {
    url: scheme + url.slice(scheme.length + user.length + 1),
    user: decoded.includes(':') ? decoded : `${decoded}:`,
  }
}
