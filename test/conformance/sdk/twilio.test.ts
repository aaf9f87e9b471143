import {
  getExpectedBodyHash,
  getExpectedTwilioSignature,
  validateRequest,
  validateRequestWithBody,
} from 'twilio/lib/webhooks/webhooks.js'
import { describe, expect, test } from 'vitest'
import type { SchemeRequest } from '../../../src/main/engine/signatures/signature-scheme.ts'
import {
  agreement,
  arrivingRequest,
  emptyBody,
  formRequest,
  formValues,
  headerOf,
  jsonBodies,
  packSchemes,
} from '../../support/sdk-agreement.ts'

const secret = 'an auth token of 32 characters..'
const other = 'another auth token'
const header = 'X-Twilio-Signature'
const schemes = await packSchemes('twilio')

const urls = [
  'https://example.com/in/abc',
  'https://example.com/in/abc/',
  'https://example.com:443/in/abc',
  'https://example.com:8443/in/abc?a=1',
  'http://example.com:80/in/abc',
  'https://example.com/in/abc?b=2&a=1&a=0',
  'https://example.com/in/abc?to=%2B15550100&name=Zo%C3%AB%20B&plus=a+b',
  "https://example.com/in/abc?note=it's&list[]=(1)|~*",
  'https://example.com/in/a%20b/%C3%BC?',
  'https://EXAMPLE.com/in/../abc',
]
const form = 'To=%2B15550100&From=%2B15550101&Body=a+%26+b'
const forms = {
  'a call': 'CallSid=CA1&From=%2B15550100&To=%2B15550101&CallStatus=ringing',
  'repeated names': 'Tag=b&Tag=a&Tag=b&Body=x',
  'letters and an empty value': 'Body=Zo%C3%AB+%F0%9F%94%A7&Empty=&a=1&A=2&0=zero',
  'line ends': 'Body=a%0D%0Ab%0Ac',
}

describe('forms', () => {
  agreement(
    {
      schemes,
      secret,
      other,
      sign: (request) => [[header, getExpectedTwilioSignature(secret, request.publicUrl, formValues(request))]],
      accepts: (request, token) =>
        validateRequest(token, headerOf(request, header), request.publicUrl, formValues(request)),
      alter: (request) => ({ ...request, body: Buffer.from(`${Buffer.from(request.body).toString()}&More=1`) }),
    },
    [
      ...Object.entries(forms).map(([name, body]) => [name, formRequest(body)] as const),
      ...urls.map((url) => [url, formRequest(form, url)] as const),
    ],
  )
})

describe('JSON', () => {
  const signed = (request: SchemeRequest): SchemeRequest => {
    const hash = getExpectedBodyHash(Buffer.from(request.body).toString())
    const url = `${request.publicUrl}${request.publicUrl.includes('?') ? '&' : '?'}bodySHA256=${hash}`
    return { ...request, publicUrl: url }
  }
  agreement(
    {
      schemes,
      secret,
      other,
      sign: (request) => [[header, getExpectedTwilioSignature(secret, request.publicUrl, {})]],
      accepts: (request, token) =>
        validateRequestWithBody(
          token,
          headerOf(request, header),
          request.publicUrl,
          Buffer.from(request.body).toString(),
        ),
    },
    [...jsonBodies, ['a query', arrivingRequest('{}', { url: 'https://example.com/in?b=%3A1' })] as const].map(
      ([name, request]) => [name, signed(request)] as const,
    ),
  )
})

test('a GET is signed by its URL alone', () => {
  const request = { ...emptyBody[1], method: 'GET', publicUrl: 'https://example.com/in/abc?CallSid=CA1&To=%2B1' }
  const signature = getExpectedTwilioSignature(secret, request.publicUrl, {})
  expect(schemes.reason({ ...request, headers: [[header, signature]] }, secret)).toBe('signature-matches')
})

/** A URL reaches the app in another spelling than the one that was signed. */
test.each(urls.flatMap((from) => spellingsOf(from).map((to) => [from, to] as const)))(
  'signed for %s, received as %s: judged as the SDK does',
  (from, to) => {
    const signature = getExpectedTwilioSignature(secret, from, formValues(formRequest(form)))
    const received = { ...formRequest(form, to), headers: [...formRequest('').headers, [header, signature] as const] }
    const accepts = validateRequest(secret, signature, to, formValues(received))
    expect(schemes.reason(received, secret)).toBe(accepts ? 'signature-matches' : 'signature-mismatch')
  },
)

function spellingsOf(url: string): string[] {
  const withPort = url.replace(/^(https?:\/\/[^/:]*)(:\d+)?/, (_, origin: string) => `${origin}:443`)
  const withoutPort = url.replace(/^(https?:\/\/[^/:]*):\d+/, '$1')
  const [path = '', query = ''] = url.split('?')
  const encoded = `${path}?${new URLSearchParams(query)}`
  return [...new Set([url, withPort, withoutPort, new URL(url).href, encoded, url.replaceAll("'", '%27')])]
}
