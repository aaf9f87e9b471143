import fc from 'fast-check'
import { expect, test } from 'vitest'
import { admitRequest, endpointToken, targetParts } from '../../../../src/main/engine/capture/request-head.ts'
import { holdsFor, textOf } from '../../../support/property.ts'

const targets = textOf('/in/', 'tok', '/', '?', '#', '%2f', '..', 'http://', 'host', ':80', '@', '*', '\\', '/IN/')
const headers = fc.array(
  fc.tuple(
    fc.constantFrom('Host', 'host', 'Content-Length', 'Transfer-Encoding', 'Expect', 'X'),
    textOf('localhost', ':80', '5', '-', 'chunked', 'gzip', ',', ' ', '100-continue', '[::1]', '@', '/'),
  ),
  { maxLength: 6 },
)

test('any head is admitted to a known endpoint, or refused with a status and a reason', () => {
  const heads = fc.record({ target: targets, httpVersion: fc.constantFrom('1.1', '1.0', '2.0', ''), headers })
  holdsFor(heads, (head) => {
    const admission = admitRequest(head, (token) => token === 'tok', 1000)
    if (admission.token !== null) {
      expect(admission.token).toBe('tok')
      // RFC 9112, 3.2 and 6.3: who is admitted has one Host, and a body whose end is known.
      const named = (name: string) => head.headers.filter(([key]) => key.toLowerCase() === name)
      expect(named('host').length).toBeLessThanOrEqual(1)
      for (const [, coding] of named('transfer-encoding')) expect(coding.trim().toLowerCase()).toMatch(/^(chunked)?$/)
    } else {
      expect(admission.refusal.status).toBeGreaterThanOrEqual(400)
      expect(admission.refusal.why).toMatch(/./)
    }
  })
})

test('a token has one spelling: what stands between /in/ and the next mark', () => {
  holdsFor(targets, (target) => {
    const token = endpointToken(target)
    if (token === null) return
    expect(token).not.toMatch(/[/?#]/)
    expect(targetParts(target).path?.startsWith(`/in/${token}`)).toBe(true)
  })
})
