import { describe, expect, test } from 'vitest'
import type { SchemeRef } from '#shared/model/verification.ts'
import { explainFailure } from '../../../../../src/main/engine/signatures/ladder/explain-failure.ts'
import { inputWith } from '../../../../support/faults/explain-with.ts'
import { type HostileBody, hostileBodies } from '../../../../support/hostile-bodies.ts'
import { schemeRequest } from '../../../../support/verify-with.ts'

const github: SchemeRef = { scheme: 'hmac', params: { header: 'X-Hub-Signature-256', format: 'sha256={signature}' } }
const twilio: SchemeRef = { scheme: 'twilio', params: {} }
const json = ['Content-Type', 'application/json'] as const
const form = ['Content-Type', 'application/x-www-form-urlencoded'] as const

const inputs = ({ type, of }: HostileBody, size: number) => {
  const [body, header] = [of(size), type === 'form' ? form : json]
  const hub = ['X-Hub-Signature-256', `sha256=${'ab'.repeat(32)}`] as const
  const signature = ['X-Twilio-Signature', Buffer.alloc(20, 7).toString('base64')] as const
  return type === 'form'
    ? [
        inputWith(twilio, schemeRequest([header, signature], body), ['a signing secret']),
        inputWith(github, schemeRequest([header, hub], body), ['a signing secret']),
      ]
    : [inputWith(github, schemeRequest([header, hub], body), ['a signing secret'])]
}

/** All that a search does, without a limit: bytes written and digested, and the most of them in one step. */
function workOf(one: HostileBody, size: number) {
  let [bytes, most, steps] = [0, 0, 0]
  const onWork = (more: number) => {
    bytes += more
    most = Math.max(most, more)
    steps++
  }
  for (const input of inputs(one, size)) {
    expect(explainFailure(input, { elapsed: () => 0, onWork })?.proven).toBe(false)
  }
  return { bytes, most, steps }
}

test('there are forty of them', () => expect(hostileBodies.length).toBeGreaterThanOrEqual(40))

describe.each(hostileBodies.map((one) => [one.name, one] as const))('%s', (_name, one) => {
  test('work grows with the body, and not faster; no step writes many times the body', () => {
    const [small, large] = [workOf(one, 2000), workOf(one, 8000)]
    expect(large.steps).toBeLessThanOrEqual(Math.max(small.steps * 2, 3000))
    expect(large.bytes).toBeLessThanOrEqual(Math.max(small.bytes * 8, 3000 * 8000))
    expect(large.most).toBeLessThanOrEqual(16 * 8000)
  })

  test('the search can be ended at every step', () => {
    for (const input of inputs(one, 1000)) {
      let [asked, worked] = [0, 0]
      const elapsed = () => {
        asked++
        return 0
      }
      explainFailure(input, { elapsed, onWork: () => worked++ })
      expect(asked).toBeGreaterThanOrEqual(worked)
      expect(explainFailure(input, { elapsed: () => 5000 })).toMatchObject({ timedOut: true, candidates: 1 })
    }
  })
})
