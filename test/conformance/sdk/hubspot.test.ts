import { Signature } from '@hubspot/api-client/lib/src/utils/signature.js'
import { describe } from 'vitest'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { SchemeRequest } from '../../../src/main/engine/signatures/signature-scheme.ts'
import {
  agreement,
  arrivingRequest,
  emptyBody,
  headerOf,
  jsonBodies,
  packSchemes,
  text,
} from '../../support/sdk-agreement.ts'

const clientSecret = 'the client secret of the app'
const schemes = await packSchemes('hubspot')

const urls = [
  'https://example.com/in/abc?a=1&b=two',
  'https://example.com:8443/in/abc',
  'https://example.com/in/abc/?empty=&flag',
].map((url) => [url, arrivingRequest('[{"eventId":1}]', { url })] as const)
const requests = [...jsonBodies, emptyBody, ...urls]

const withHeaders = {
  v1: (signature: string) => [
    ['X-HubSpot-Signature', signature],
    ['X-HubSpot-Signature-Version', 'v1'],
  ],
  v2: (signature: string) => [
    ['X-HubSpot-Signature', signature],
    ['X-HubSpot-Signature-Version', 'v2'],
  ],
  v3: (signature: string, timestamp: number) => [
    ['X-HubSpot-Signature-v3', signature],
    ['X-HubSpot-Request-Timestamp', String(timestamp)],
  ],
} satisfies Record<string, (signature: string, timestamp: number) => HeaderPair[]>

/** The SDK wants the URL as HubSpot has signed it: for v3 with its punctuation decoded. */
const optionsOf = (request: SchemeRequest, version: string, url = request.publicUrl) => ({
  clientSecret,
  signature: headerOf(request, version === 'v3' ? 'X-HubSpot-Signature-v3' : 'X-HubSpot-Signature'),
  requestBody: text(request),
  method: request.method,
  url,
  timestamp: Number(headerOf(request, 'X-HubSpot-Request-Timestamp')),
})

describe.each([
  ['v3', 0],
  ['v2', 1],
  ['v1', 2],
] as const)('%s', (version, index) => {
  const of = (decode: (url: string) => string) => ({
    schemes,
    index,
    secret: clientSecret,
    other: 'another secret',
    sign(request: SchemeRequest) {
      const timestamp = Date.now()
      const options = { ...optionsOf(request, version, decode(request.publicUrl)), timestamp }
      return withHeaders[version](Signature.getSignature(request.method, version, options), timestamp)
    },
    accepts: (request: SchemeRequest, key: string) =>
      Signature.isValid({
        ...optionsOf(request, version, decode(request.publicUrl)),
        clientSecret: key,
        signatureVersion: version,
      }),
  })
  agreement(
    of((url) => url),
    requests,
  )
  if (version === 'v3') {
    const url = 'https://example.com/in/abc?to=mailto%3Aa%40b.c%2Fd&name=Zo%C3%AB%20%26%3D'
    const decode = (given: string) => given.replaceAll('%3A', ':').replaceAll('%40', '@').replaceAll('%2F', '/')
    agreement(of(decode), [['escaped punctuation', arrivingRequest('{}', { url })]])
  }
})
