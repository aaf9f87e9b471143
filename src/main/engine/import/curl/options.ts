/** Options of curl that this reads, by their long name. Others say nothing about the request, or are refused. */
export type CurlOption =
  | 'request'
  | 'header'
  | 'data'
  | 'data-raw'
  | 'data-binary'
  | 'data-urlencode'
  | 'json'
  | 'form'
  | 'form-string'
  | 'user'
  | 'oauth2-bearer'
  | 'user-agent'
  | 'referer'
  | 'cookie'
  | 'head'
  | 'get'
  | 'url'
  | 'url-query'
  | 'path-as-is'
  | 'http1.0'

/** `takes`: an argument follows. `read`: it is about the request; else null, and it is passed over. */
interface OptionInfo {
  readonly takes: boolean
  readonly read: CurlOption | null
}

const taking = (read: CurlOption | null): OptionInfo => ({ takes: true, read })
const alone = (read: CurlOption | null): OptionInfo => ({ takes: false, read })

const known: Readonly<Record<string, OptionInfo>> = {
  request: taking('request'),
  header: taking('header'),
  data: taking('data'),
  'data-ascii': taking('data'),
  'data-raw': taking('data-raw'),
  'data-binary': taking('data-binary'),
  'data-urlencode': taking('data-urlencode'),
  json: taking('json'),
  form: taking('form'),
  'form-string': taking('form-string'),
  user: taking('user'),
  'oauth2-bearer': taking('oauth2-bearer'),
  'user-agent': taking('user-agent'),
  referer: taking('referer'),
  cookie: taking('cookie'),
  head: alone('head'),
  get: alone('get'),
  url: taking('url'),
  'url-query': taking('url-query'),
  'http1.0': alone('http1.0'),
  'path-as-is': alone('path-as-is'),
  // How it is sent and shown; nothing of the request itself.
  ...Object.fromEntries(
    [
      'compressed insecure silent show-error verbose include location location-trusted globoff fail fail-with-body',
      'http1.1 http2 http2-prior-knowledge http3 no-buffer progress-bar no-progress-meter ipv4 ipv6 basic raw tcp-nodelay',
      'remote-name remote-header-name create-dirs no-keepalive tlsv1.2 tlsv1.3 ssl-reqd parallel tr-encoding',
    ].flatMap((names) => names.split(' ').map((name) => [name, alone(null)])),
  ),
  ...Object.fromEntries(
    [
      'output max-time connect-timeout retry retry-delay retry-max-time write-out proxy resolve connect-to cacert cert key',
      'interface limit-rate max-redirs cookie-jar dump-header keepalive-time expect100-timeout trace trace-ascii stderr',
    ].flatMap((names) => names.split(' ').map((name) => [name, taking(null)])),
  ),
}

const short: Readonly<Record<string, string>> = {
  X: 'request',
  H: 'header',
  d: 'data',
  F: 'form',
  u: 'user',
  A: 'user-agent',
  e: 'referer',
  b: 'cookie',
  I: 'head',
  G: 'get',
  '0': 'http1.0',
  k: 'insecure',
  s: 'silent',
  S: 'show-error',
  v: 'verbose',
  i: 'include',
  L: 'location',
  g: 'globoff',
  f: 'fail',
  N: 'no-buffer',
  '#': 'progress-bar',
  '4': 'ipv4',
  '6': 'ipv6',
  O: 'remote-name',
  J: 'remote-header-name',
  o: 'output',
  m: 'max-time',
  w: 'write-out',
  x: 'proxy',
  c: 'cookie-jar',
  D: 'dump-header',
  E: 'cert',
}

export interface GivenOption {
  readonly name: CurlOption
  /** Empty where it takes none. */
  readonly value: string
}

export type ReadOptions =
  | { readonly ok: true; readonly options: readonly GivenOption[] }
  /** `name`: as it was written. */
  | { readonly ok: false; readonly name: string; readonly why: 'unknown' | 'no-value' }

/** Reads the words after `curl`. What is no option is a URL. */
export function readOptions(words: readonly string[]): ReadOptions {
  const options: GivenOption[] = []
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at]!
    if (!word.startsWith('-') || word === '-') {
      options.push({ name: 'url', value: word })
      continue
    }
    const given = word.startsWith('--') ? [{ name: word.slice(2), rest: null }] : expandShort(word)
    const read = given.map((one) => readOption(one, words[at + 1]))
    const why = read.find((one) => typeof one === 'string')
    if (why !== undefined) return { ok: false, name: word, why }
    for (const one of read) {
      if (typeof one === 'string') continue
      if (one.usedNext) at += 1
      if (one.option !== null) options.push(one.option)
    }
  }
  return { ok: true, options }
}

/** `usedNext`: its argument was the next word. Only the last of several short ones has an argument. */
function readOption(
  { name, rest }: { readonly name: string; readonly rest: string | null },
  next: string | undefined,
): { readonly option: GivenOption | null; readonly usedNext: boolean } | 'unknown' | 'no-value' {
  const info = Object.hasOwn(known, name) ? known[name] : undefined
  if (info === undefined) return 'unknown'
  const value = info.takes ? (rest ?? next) : ''
  if (value === undefined) return 'no-value'
  return { option: info.read === null ? null : { name: info.read, value }, usedNext: info.takes && rest === null }
}

/** `-sSXPOST` is `-s -S -X POST`. `rest`: an argument in the same word. */
function expandShort(word: string): { readonly name: string; readonly rest: string | null }[] {
  const found: { name: string; rest: string | null }[] = []
  for (let at = 1; at < word.length; at += 1) {
    const letter = word.charAt(at)
    const name = Object.hasOwn(short, letter) ? short[letter]! : `-${letter}`
    const rest = word.slice(at + 1)
    if (known[name]?.takes) return [...found, { name, rest: rest === '' ? null : rest }]
    found.push({ name, rest: null })
  }
  return found
}
