import { expect, it } from 'vitest'
import { errorCode, networkProblem } from '../../../../src/main/engine/lib/network-problem.ts'

const withCode = (code: string) => Object.assign(new Error(`boom ${code}`), { code })

it.each([
  ['ECONNREFUSED', 'refused', 'nothing listens on app.test:80'],
  ['ENOTFOUND', 'dns', 'the host name in app.test:80 is not known'],
  ['EAI_AGAIN', 'dns', 'the host name in app.test:80 cannot be looked up at the moment'],
  ['ETIMEDOUT', 'timeout', 'app.test:80 did not answer in time'],
  ['EPIPE', 'reset', 'app.test:80 closed the connection'],
  ['ENETUNREACH', 'unreachable', 'there is no way to app.test:80'],
  ['CERT_HAS_EXPIRED', 'tls', 'the certificate of app.test:80 has expired'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls', 'the certificate of app.test:80 is for another name'],
  ['EPROTO', 'tls', 'the TLS handshake with app.test:80 failed (EPROTO)'],
  ['HPE_INVALID_CONSTANT', 'protocol', 'app.test:80 did not answer with valid HTTP (HPE_INVALID_CONSTANT)'],
  ['ELSE', 'other', 'app.test:80: boom ELSE'],
])('%s is %s', (code, expected, what) => {
  expect(networkProblem(withCode(code), 'app.test:80')).toEqual({ code: expected, what })
})

it('takes the first of several errors, and anything that was thrown', () => {
  expect(errorCode(new AggregateError([withCode('ECONNREFUSED'), withCode('EADDRNOTAVAIL')]))).toBe('ECONNREFUSED')
  expect(networkProblem('odd', 'app.test:80')).toEqual({ code: 'other', what: 'app.test:80: odd' })
})
