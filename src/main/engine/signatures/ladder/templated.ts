import { headerValues } from '#shared/model/headers.ts'
import type { SchemeRef } from '#shared/model/verification.ts'
import { nameList } from '../lib/header-names.ts'
import type { Subject } from './subject.ts'

/**
 * The judging scheme as one over a signed-string template, so that the parts of the string can be varied: schemes with a
 * string of their own are rewritten as a plain HMAC. Null where nothing is put together (tokens, static secrets).
 */
export function templated({ ref, by, request }: Subject): SchemeRef | null {
  const params = by.params as Readonly<Record<string, string>>
  switch (ref.scheme) {
    case 'hmac':
    case 'public-key':
      return ref
    case 'standard-webhooks': {
      const names = nameList(params.prefix ?? '')
      const prefix = names.find((name) => headerValues(request.headers, `${name}-signature`).length > 0) ?? names[0]
      return hmac({
        header: `${prefix}-signature`,
        idHeader: `${prefix}-id`,
        timestampHeader: `${prefix}-timestamp`,
        format: 'v1,{signature}',
        separator: ' ',
        signed: params.signed ?? '',
        encoding: params.encoding ?? 'base64',
        secretForm: params.secretForm ?? 'base64',
        secretPrefix: params.secretPrefix ?? '',
        toleranceSeconds: 300,
      })
    }
    case 'twilio':
      return hmac({
        header: params.header ?? '',
        algorithm: params.algorithm ?? 'sha1',
        encoding: params.encoding ?? 'base64',
        signed: '{url}{form}',
      })
    case 'plivo-v3':
      return hmac({
        header: params.header ?? '',
        nonceHeader: params.nonceHeader ?? '',
        encoding: params.encoding ?? 'base64',
        separator: ',',
        signed: '{url}{form}.{nonce}',
      })
    default:
      return null
  }
}

const hmac = (params: SchemeRef['params']): SchemeRef => ({ scheme: 'hmac', params })
