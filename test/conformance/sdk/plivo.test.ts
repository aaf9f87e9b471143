import { computeOldSignature, validateSignature } from 'plivo/dist/utils/security.js'
import { validateV3Signature } from 'plivo/dist/utils/v3Security.js'
import { describe, expect, test } from 'vitest'
import type { SchemeRequest } from '../../../src/main/engine/signatures/signature-scheme.ts'
import {
  agreement,
  arrivingRequest,
  formRequest,
  formValues,
  headerOf,
  packSchemes,
  text,
} from '../../support/sdk-agreement.ts'

const secret = 'an auth token'
const other = 'another auth token'
const schemes = await packSchemes('plivo')

const urls = [
  'https://example.com/in/abc',
  'https://example.com/in/abc/',
  'https://example.com:8443/in/abc',
  'https://example.com/in/abc?b=2&a=1&a=0&B=3',
  'https://example.com/in/abc?to=%2B15550100&name=Zo%C3%AB%20B&plus=a+b&empty=',
]
const forms = {
  'a call': 'CallUUID=u-1&From=15550100&To=15550101&CallStatus=ringing',
  'repeated names': 'Tag=b&Tag=a&Tag=b&Text=x',
  'letters and an empty value': 'Text=Zo%C3%AB+%F0%9F%94%A7&Empty=&a=1&A=2&0=zero',
  'line ends': 'Text=a%0D%0Ab%0Ac',
}
const requests = [
  ...Object.entries(forms).map(([name, body]) => [name, formRequest(body)] as const),
  ...urls.map((url) => [`a form to ${url}`, formRequest('To=1&From=2', url)] as const),
  ...urls.map((url) => [`a GET of ${url}`, arrivingRequest('', { url, method: 'GET' })] as const),
]
const alterForm = (request: SchemeRequest): SchemeRequest =>
  request.method === 'GET'
    ? { ...request, publicUrl: `${request.publicUrl}x` }
    : { ...request, body: Buffer.from(`${text(request)}&More=1`) }

describe('V3', () => {
  agreement(
    {
      schemes,
      secret,
      other,
      accepts: (request, token) =>
        validateV3Signature(
          request.method,
          request.publicUrl,
          headerOf(request, 'X-Plivo-Signature-V3-Nonce'),
          token,
          headerOf(request, 'X-Plivo-Signature-V3'),
          formValues(request),
        ),
      alter: alterForm,
    },
    requests,
  )
})

describe('V2', () => {
  agreement(
    {
      schemes,
      index: 1,
      secret,
      other,
      accepts: (request, token) =>
        validateSignature(
          request.publicUrl,
          headerOf(request, 'X-Plivo-Signature-V2-Nonce'),
          headerOf(request, 'X-Plivo-Signature-V2'),
          token,
        ),
      alter: (request) => ({ ...request, publicUrl: request.publicUrl.replace('/in/', '/out/') }),
    },
    requests,
  )

  test('the body is not signed: scheme and SDK both let a change of it pass', () => {
    const signed = schemes.sign(formRequest('To=1'), secret, 1)
    expect(schemes.reason({ ...signed, body: Buffer.from('To=2') }, secret)).toBe('signature-matches')
  })
})

describe('V1', () => {
  const sign = (request: SchemeRequest, authId: string) =>
    String(computeOldSignature(authId, request.publicUrl, formValues(request)))
  agreement(
    {
      schemes,
      index: 2,
      secret: 'MAAUTHID',
      other,
      sign: (request) => [['X-Plivo-Signature', sign(request, 'MAAUTHID')]],
      accepts: (request, authId) => sign(request, authId) === headerOf(request, 'X-Plivo-Signature'),
      alter: alterForm,
    },
    // How repeated names are signed is not documented; the SDK writes a list as JavaScript does, with commas.
    requests.filter(([name]) => name !== 'repeated names'),
  )
})
