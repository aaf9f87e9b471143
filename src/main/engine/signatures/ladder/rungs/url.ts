import { createHash } from 'node:crypto'
import type { Cause } from '#shared/model/cause.ts'
import { jsonValueText, pathAndQuery } from '../../lib/request-parts.ts'
import { urlAdvice } from '../advice.ts'
import type { Candidate, Rung } from '../candidate.ts'
import { changed, type Subject, signsUrl } from '../subject.ts'
import { type UrlSpelling, urlSpellings } from '../url-spellings.ts'

/** The provider has signed another spelling of this URL than the one that arrived. */
export const url: Rung = {
  title: 'Other spellings of the URL',
  *candidates(subject) {
    if (signsUrl(subject)) {
      const { request, input } = subject
      for (const spelling of [
        ...withBodyHash(subject),
        ...urlSpellings(request, input.publicUrls ?? [], providerWords(subject)),
      ]) {
        yield {
          ...words(spelling),
          request: { ...request, publicUrl: spelling.url, target: pathAndQuery(spelling.url) },
        }
      }
    } else yield* inBody(subject)
  },
}

/** What people call the path of a provider's webhooks by. */
const providerWords = ({ input }: Subject) => [...new Set(input.packs.flatMap(({ id }) => [id, ...id.split('-')]))]

/** Twilio's query parameter with the hash of a JSON body, dropped or changed on the way. */
function* withBodyHash({ by, request }: Subject): Iterable<UrlSpelling> {
  const { bodyHashQuery } = by.params as { bodyHashQuery?: string }
  if (!bodyHashQuery || request.body.length === 0) return
  const [start = '', query = ''] = request.publicUrl.split(/\?(.*)/s)
  const others = query.split('&').filter((pair) => pair && !pair.startsWith(`${bodyHashQuery}=`))
  const own = `${bodyHashQuery}=${createHash('sha256').update(request.body).digest('hex')}`
  yield { cause: 'url-query', url: `${start}?${[...others, own].join('&')}` }
  yield { cause: 'url-query', url: `${start}?${[own, ...others].join('&')}` }
}

/** JustCall signs the URL that stands in its body, as it was entered in the dashboard. */
function* inBody(subject: Subject): Iterable<Candidate> {
  const { signed } = subject.by.params as { signed?: string }
  const placeholder = signed && /\{json:(\/\w*url)(\|urlencode)?\}/i.exec(signed)
  const stated = placeholder ? jsonValueText(subject.request.body, placeholder[1] ?? '') : undefined
  if (!signed || !placeholder || stated === undefined) return
  const other = changed(subject, { signed: signed.replace(placeholder[0], `{url${placeholder[2] ?? ''}}`) })
  if (!other) return
  const named = { ...subject.request, publicUrl: stated }
  const own = subject.request.publicUrl
  const spellings = [
    ...urlSpellings(named, [own, ...(subject.input.publicUrls ?? [])]),
    { cause: 'url-host' as const, url: own },
  ]
  for (const spelling of spellings)
    yield { ...words(spelling), by: other.by, request: { ...subject.request, publicUrl: spelling.url } }
}

const sentences: Partial<Record<Cause, readonly [sentence: string, advice: string]>> = {
  'url-scheme': ['The provider signed the URL with another scheme than the one it was checked with.', urlAdvice.scheme],
  'url-host': ['The provider signed the URL with another host than the one it was checked with.', urlAdvice.host],
  'url-port': ['The provider signed the URL with another port than the one it was checked with.', urlAdvice.port],
  'url-path': ['The path of the URL was changed on the way.', urlAdvice.path],
  'url-trailing-slash': ['The URL that was signed differs by a slash at the end of its path.', urlAdvice.slash],
  'url-query': ['The query of the URL was changed on the way.', urlAdvice.query],
}

function words({ cause, url: spelling }: UrlSpelling): Omit<Candidate, 'request'> {
  const [sentence = '', advice = ''] = sentences[cause] ?? []
  const shown = spelling.length > 300 ? `${spelling.slice(0, 300)}…` : spelling
  return { cause, tried: shown, sentence, proof: `With ${shown}`, advice }
}
