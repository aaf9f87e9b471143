import { beforeAll, describe, expect, test } from 'vitest'
import { type MatcherResult, matchers } from '../../src/testing/matchers.ts'
import { startReceiver } from '../../src/testing/receiver.ts'
import { send } from '../../src/testing/send.ts'
import type { Delivery, Sent } from '../../src/testing/types.ts'

const secret = 'rpl_test_secret'
let good: Delivery
let bad: Delivery
let sent: Sent
beforeAll(async () => {
  await using hook = await startReceiver({ provider: 'replicer', secret, answer: { body: { ok: true } } })
  sent = await send('replicer', 'call.ended', { to: hook.url, secret })
  await send('replicer', 'call.ended', {
    to: hook.url,
    secret,
    fault: 'body-trailing-newline',
    set: { '/data/duration': '240' },
  })
  ;[good, bad] = hook.deliveries as [Delivery, Delivery]
})

const told = ({ pass, message }: MatcherResult) => ({ pass, message: message() })

describe('toBeVerified', () => {
  test('holds, and tells what it covers where it should not', () => {
    expect(told(matchers.toBeVerified.call({ isNot: true }, good))).toEqual({
      pass: true,
      message: expect.stringMatching(/^The signature was not expected to hold\. Matches secret “secret”\. Covers/),
    })
  })

  test('says why it does not hold', () => {
    expect(told(matchers.toBeVerified.call({}, bad))).toEqual({
      pass: false,
      message: expect.stringMatching(
        /^The signature was expected to hold, and is failed\. A newline was added to the end of the body after it was signed\./,
      ),
    })
  })
})

describe('toConform', () => {
  test('holds', () => {
    expect(matchers.toConform.call({}, good).pass).toBe(true)
  })

  test('lists where the payload differs', () => {
    const { pass, message } = told(matchers.toConform.call({}, bad))

    expect(pass).toBe(false)
    expect(message).toMatch(/^The payload was expected to conform\. Differs from .* 1 of the wrong type\./)
    expect(message).toMatch(/\n {2}\/data\/duration, line \d+: /)
  })
})

describe('toHaveHeader', () => {
  test.each([
    [undefined, true],
    ['call.ended', true],
    [/^call\./, true],
    [expect.stringContaining('ended'), true],
    ['call', false],
    [/^ended/, false],
  ])('%s: %s', (value, pass) => {
    expect(matchers.toHaveHeader.call({}, good, 'x-replicer-event', value).pass).toBe(pass)
  })

  test('tells what is there', () => {
    expect(matchers.toHaveHeader.call({}, good, 'X-Replicer-Event', 'call').message()).toBe(
      'Header X-Replicer-Event was expected to be "call": it is "call.ended".',
    )
    expect(matchers.toHaveHeader.call({}, good, 'X-Other').message()).toBe(
      'Header X-Other was expected: it is missing.',
    )
  })

  test('looks at the answer of what was sent', () => {
    expect(matchers.toHaveHeader.call({}, sent, 'content-type', 'application/json').pass).toBe(true)
  })
})

describe('toHaveJson', () => {
  test.each([
    ['/data/duration', undefined, true],
    ['/data/duration', 240, true],
    ['/data/duration', 241, false],
    ['/data/metadata', { campaign_id: 'summer_2026' }, true],
    ['/data/summary', /pricing/, true],
    ['/data/summary', expect.any(String), true],
    ['/data/none', undefined, false],
    ['/data/metadata', { campaign_id: expect.stringMatching(/^summer/), none: undefined }, true],
    ['/data/metadata', { campaign_id: 'summer_2026', more: 1 }, false],
    ['/data/metadata', ['summer_2026'], false],
    ['/data/metadata', {}, false],
    ['/data/metadata', null, false],
    ['/data/callSuccessful', true, true],
    ['', expect.objectContaining({ event: 'call.ended' }), true],
  ])('%s is %s: %s', (pointer, value, pass) => {
    expect(matchers.toHaveJson.call({}, good, pointer, value).pass).toBe(pass)
  })

  test('tells what is there', () => {
    expect(matchers.toHaveJson.call({}, good, '/data/duration', 0).message()).toBe(
      '/data/duration was expected to be 0: it is 240.',
    )
    expect(matchers.toHaveJson.call({ isNot: true }, sent, '/ok').message()).toBe('/ok was not expected: it is true.')
    expect(matchers.toHaveJson.call({}, { ...sent, json: undefined }, '/ok').message()).toBe(
      '/ok was expected: the body is not JSON.',
    )
  })

  test('refuses what is no pointer', () => {
    expect(() => matchers.toHaveJson.call({}, good, 'data.duration')).toThrow('toHaveJson takes a JSON pointer')
  })
})

test('what is no delivery is refused', () => {
  expect(() => matchers.toBeVerified.call({}, { status: 200 })).toThrow(
    'toBeVerified is for deliveries that a receiver captured, not for {"status":200}.',
  )
  expect(() => matchers.toHaveHeader.call({}, null, 'a')).toThrow(
    'toHaveHeader is for deliveries and for what send() resolves with, not for null.',
  )
})
