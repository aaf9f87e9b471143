import Stripe from 'stripe'
import { expect, test } from 'vitest'
import { agreement, arrivingRequest, headerOf, jsonBodies, packSchemes, text } from '../../support/sdk-agreement.ts'

const { webhooks } = Stripe
const secret = 'whsec_of_the_endpoint'
const schemes = await packSchemes('stripe')

agreement(
  {
    schemes,
    secret,
    other: 'whsec_of_another',
    sign: (request) => [['Stripe-Signature', webhooks.generateTestHeaderString({ payload: text(request), secret })]],
    accepts(request, key) {
      webhooks.constructEvent(Buffer.from(request.body), headerOf(request, 'Stripe-Signature'), key)
    },
  },
  jsonBodies,
)

test.each([
  ['the last second', 300, 'signature-matches'],
  ['one second later', 301, 'timestamp-too-old'],
  ['a time ahead of the arrival', -3600, 'signature-matches'],
])('the age is judged alike: %s', (_name, age, reason) => {
  const request = arrivingRequest('{"object":"event"}')
  const timestamp = Math.floor(request.arrivedAtMs / 1000) - age
  const header = webhooks.generateTestHeaderString({ payload: text(request), secret, timestamp })
  expect(schemes.reason({ ...request, headers: [['Stripe-Signature', header]] }, secret)).toBe(reason)
  const construct = () =>
    webhooks.constructEvent(text(request), header, secret, undefined, undefined, request.arrivedAtMs)
  if (reason === 'signature-matches') expect(construct()).toEqual({ object: 'event' })
  else expect(construct).toThrow('Timestamp outside the tolerance zone')
})
