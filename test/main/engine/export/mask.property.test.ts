import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maskItems } from '../../../../src/main/engine/export/mask-items.ts'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import { holdsFor } from '../../../support/property.ts'

/** The ways in which senders, proxies and frameworks write a text. */
const spellings: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  percent: encodeURIComponent,
  'percent, lower case': (text) => encodeURIComponent(text).replaceAll(/%../g, (code) => code.toLowerCase()),
  'percent, each byte': (text) =>
    [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  form: (text) => new URLSearchParams({ x: text }).toString().slice(2),
  hex: (text) => Buffer.from(text).toString('hex'),
  'hex, upper case': (text) => Buffer.from(text).toString('hex').toUpperCase(),
  base64: (text) => Buffer.from(text).toString('base64'),
  base64url: (text) => Buffer.from(text).toString('base64url'),
  'base64 of user:secret': (text) => Buffer.from(`user:${text}`).toString('base64'),
  'base64 of a:secret:b': (text) => Buffer.from(`a:${text}:b`).toString('base64'),
  json: (text) => JSON.stringify(text).slice(1, -1),
}

const secrets = fc
  .string({ unit: 'grapheme-ascii', minLength: 12, maxLength: 40 })
  .filter((text) => text.trim().length >= 12)

test('a secret, or the token of any endpoint, is in no place of an export, however it is spelled', () => {
  holdsFor(
    fc.record({ secret: secrets, spelling: fc.constantFrom(...Object.keys(spellings)), isToken: fc.boolean() }),
    ({ secret, spelling, isToken }) => {
      const value = isToken ? Buffer.from(secret).toString('base64url').slice(0, 22) : secret
      const written = spellings[spelling]!(value)
      const inUrl = spellings.percent!(written)
      const delivery = deliveryDetail()
      const { request } = delivery
      const [item] = maskItems([
        {
          delivery: {
            ...delivery,
            request: {
              ...request,
              target: `/in/abc/${inUrl}/x?q=${inUrl}&${inUrl}=1`,
              publicUrl: `https://example.com/in/abc/${inUrl}/x?q=${inUrl}&${inUrl}=1`,
              headers: [
                ['X-Plain', `says ${written}.`],
                [`X-${written}`, 'name'],
              ],
              trailers: [['X-Trailer', written]],
            },
          },
          body: Buffer.from(`{"note":"${written}"}`),
          endpointName: 'Front desk',
          targetUrl: `http://localhost:3000/hooks/${inUrl}`,
          secretValues: isToken ? [] : [value],
          tokens: isToken ? [value] : [],
          bodySecrets: [],
        },
      ])

      const shown = JSON.stringify({ ...item, body: Buffer.from(item!.body).toString() })
      for (const hidden of [written, inUrl]) expect(shown).not.toContain(JSON.stringify(hidden).slice(1, -1))
    },
  )
})
