import { describe, expect, test } from 'vitest'
import { verificationReasons } from '#shared/model/verdict-words.ts'
import type { Verification } from '#shared/model/verification.ts'
import { verificationSentence, verificationWords } from '#shared/sentences/verification-sentence.ts'

const replicer = { name: 'Replicer' }
const verified: Verification = {
  state: 'verified',
  reason: 'signature-matches',
  scheme: 'hmac',
  secret: { id: 's1', label: 'live 2026' },
  covers: { extent: 'body', detail: 'the raw body' },
  replay: { protected: false, toleranceSeconds: null, detail: 'no timestamp is signed' },
  detail: null,
}
const failed = (reason: Verification['reason'], detail: string | null = null): Verification => ({
  ...verified,
  state: 'failed',
  reason,
  secret: null,
  detail,
})

describe('verificationSentence', () => {
  test('names the secret that matched, what is covered and that replay is open', () => {
    expect(verificationSentence(verified, replicer)).toBe(
      'Matches secret “live 2026”. Covers the raw body; no protection against replay: no timestamp is signed.',
    )
  })

  test('says when replay is prevented', () => {
    const replay = { protected: true, toleranceSeconds: 300, detail: 'the timestamp is signed, 5 min are accepted' }
    expect(verificationWords({ ...verified, replay }, replicer).extent).toBe(
      'Covers the raw body; protects against replay: the timestamp is signed, 5 min are accepted.',
    )
  })

  test('puts the cause of a failure first and adds this delivery’s detail', () => {
    expect(
      verificationSentence(failed('header-missing', 'X-Replicer-Signature is not among the headers'), replicer),
    ).toBe(
      'A header that the signature needs is missing: X-Replicer-Signature is not among the headers. ' +
        'A match would cover the raw body; no protection against replay: no timestamp is signed.',
    )
  })

  test('a cause that was found takes the place of the reason', () => {
    const cause = { code: 'body-trailing-newline', sentence: 'A newline was added to the end of the body.' } as const
    expect(verificationSentence({ ...failed('signature-mismatch'), cause }, replicer)).toBe(
      'A newline was added to the end of the body. A match would cover the raw body; ' +
        'no protection against replay: no timestamp is signed.',
    )
  })

  test('a second clause after a colon is joined by a semicolon', () => {
    expect(verificationWords(failed('signature-mismatch', 'two secrets were tried.'), replicer).cause).toBe(
      'No active secret gives this signature: another secret was used, or the bytes changed after they were signed; ' +
        'two secrets were tried.',
    )
  })

  test('a static secret covers nothing of the body, so altered bytes are not suspected', () => {
    const verification = { ...failed('signature-mismatch'), covers: { extent: 'nothing', detail: '' } } as const
    expect(verificationSentence(verification, null)).toBe(
      'The value that was sent matches none of the active secrets. ' +
        'A match would cover nothing of the body; no protection against replay: no timestamp is signed.',
    )
  })

  test('an unsigned provider is named', () => {
    const verification: Verification = { ...failed('provider-does-not-sign'), state: 'unsigned' }
    expect(verificationSentence(verification, { name: 'OutCallerAI' })).toBe(
      'OutCallerAI does not sign its deliveries. Nothing vouches for the sender or the body, and nothing prevents a replay.',
    )
  })

  test('what is unknown is called not documented', () => {
    const verification: Verification = { ...failed('scheme-not-documented'), state: 'unverifiable' }
    expect(verificationSentence(verification, { name: 'OneInbox' })).toBe(
      'Not checked: how OneInbox signs is not documented. What a signature would cover is not documented.',
    )
  })

  test('what is not judged yet says so and promises nothing', () => {
    const verification: Verification = { ...failed('judged-later'), state: 'checking' }
    expect(verificationSentence(verification, replicer)).toBe(
      'Still being checked: this takes longer than the answer could wait.',
    )
  })

  test('a check that was stopped says why', () => {
    const verification: Verification = { ...failed('check-stopped', 'it took longer than 5 s'), state: 'unverifiable' }
    expect(verificationSentence(verification, replicer)).toBe('The check was stopped: it took longer than 5 s.')
  })

  test.each(verificationReasons)('%s: one sentence that never just says “invalid”', (reason) => {
    const state = reason === 'signature-matches' ? 'verified' : 'failed'
    const { cause } = verificationWords({ ...failed(reason), state }, null)
    expect(cause).toMatch(/^[A-Z].*[^.]\.$/)
    expect(cause).not.toMatch(/invalid/i)
  })
})
