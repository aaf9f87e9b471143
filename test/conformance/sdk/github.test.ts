import { sign, verify } from '@octokit/webhooks-methods'
import { expect, test } from 'vitest'
import { agreement, emptyBody, headerOf, jsonBodies, packSchemes, text } from '../../support/sdk-agreement.ts'

const secret = 'a secret, kept as text: ünïcode'
const header = 'X-Hub-Signature-256'
const schemes = await packSchemes('github')

agreement(
  {
    schemes,
    secret,
    other: 'another secret',
    sign: async (request) => [[header, await sign(secret, text(request))]],
    accepts: (request, key) => verify(key, text(request), headerOf(request, header)),
  },
  jsonBodies,
)

test('the SDK takes no empty body; the scheme judges it like any other', async () => {
  const signed = schemes.sign(emptyBody[1], secret)
  expect(schemes.reason(signed, secret)).toBe('signature-matches')
  await expect(verify(secret, '', headerOf(signed, header))).rejects.toThrow('required')
})
