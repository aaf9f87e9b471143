import { firstHeader, type HeaderPair } from '#shared/model/headers.ts'
import { bodyText, type MaskedItem } from '../export-format.ts'
import type { Pieces } from '../pieces.ts'
import { notesOf, sendsBody, sentHeaders, urlOf } from '../request-parts.ts'
import { argumentText, piped, shellBytes, shellFormat, shellLines, shellNote, shellWord } from '../shell.ts'

const httpie = shellFormat({
  id: 'httpie',
  name: 'HTTPie',
  description: 'One shell command for HTTPie 3 with the exact body and all headers.',
  ending: '.httpie.sh',
  commandFor,
})

function commandFor(item: MaskedItem): Pieces {
  const { body } = item
  const url = urlOf(item)
  const sent = sentHeaders(item)
  // Its own User-Agent and Accept-Encoding cannot be left out.
  const unwanted = ['Accept', ...(sendsBody(item) ? ['Content-Type'] : [])]
  const absent = unwanted.filter((name) => firstHeader(sent, name) === undefined)
  const items = [...sent.filter(canBeWritten).map(headerItem), ...absent.map((name) => `${name}:`)]

  const text = argumentText(body)
  const options = [
    ...(text === null ? [] : ['--ignore-stdin']),
    // Without it HTTPie would resolve dots in the path.
    ...(/\/\./.test(url) ? ['--path-as-is'] : []),
    ...(text === null || text === '' ? [] : [`--raw=${shellWord(text)}`]),
  ]
  const command = shellLines([
    ['http', ...options, shellWord(methodFor(item)), shellBytes(url)].join(' '),
    ...items.map(shellBytes),
  ])
  const notes = [...notesOf(item), ...lossOfMethod(item), ...lossesOf(url, sent)].map(shellNote).join('')
  return text === null ? piped(notes, body, command) : [notes + command]
}

/** HTTPie takes what is not of letters only for the URL, or for an option where it begins with "-". */
const canBeGiven = (method: string): boolean => /^[a-z]+$/i.test(method)

function methodFor({ delivery, body }: MaskedItem): string {
  const { method } = delivery.request
  return canBeGiven(method) ? method : body.byteLength > 0 ? 'POST' : 'GET'
}

function lossOfMethod(item: MaskedItem): string[] {
  const { method } = item.delivery.request
  if (canBeGiven(method)) return []
  return [`HTTPie cannot be given the method ${method}; ${methodFor(item)} stands in its place.`]
}

/** HTTPie takes `Name;` for a header without a value, and `Name:` to leave one out. */
const headerItem = ([name, value]: HeaderPair): string => (value === '' ? `${name};` : `${name}: ${value}`)

/** HTTPie takes header values as UTF-8, a backslash as an escape of its separators, and "-" as the beginning of an option. */
function canBeWritten([name, value]: HeaderPair): boolean {
  return !name.startsWith('-') && !/\\[:;=@]/.test(value) && bodyText(Buffer.from(value, 'latin1')) !== null
}

/** Characters that HTTPie leaves as they are in a URL. */
const plainUrl = /^(?:[\w.~!#$&'()*+,/:;=?@-]|%[0-9a-f]{2})*$/i

function lossesOf(url: string, sent: readonly HeaderPair[]): string[] {
  const lost = sent.filter((header) => !canBeWritten(header)).map(([name]) => name)
  return [
    ...(lost.length > 0 ? [`Left out, because HTTPie cannot be given these values: ${lost.join(', ')}.`] : []),
    ...(plainUrl.test(url) ? [] : ['HTTPie encodes some characters of this URL; they were sent as they are.']),
  ]
}

export default httpie
