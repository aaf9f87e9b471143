import type { FaultCase } from './fault-case.ts'
import { type Row, signed } from './good-deliveries.ts'
import { paramsOf, plant } from './planting.ts'

const hex = (text: string) => /^[0-9a-f]+$/.test(text)

/** The right delivery, checked with something else than the right secret. */
export function plantSecrets(row: Row): FaultCase[] {
  const { secret, checkWith, other } = row
  const good = signed(row)
  const { secretForm = '' } = paramsOf(row)
  const text = row.ref.scheme !== 'public-key' && row.ref.scheme !== 'standard-webhooks' && secretForm !== 'base64'
  const endpoint = (name: string, provider: string | null, value: string) => [
    { name, provider, secrets: [{ label: 'theirs', value }] },
  ]
  const wrong = (fault: string, value: string, cause: string | null) =>
    plant(row, fault, good, cause, { secrets: [value] })
  const signedBy = signed(row, { secret: other.secret })
  return [
    ...plant(row, 'good', good, null),
    ...plant(row, 'good, second of two secrets', good, null, { secrets: [other.checkWith, checkWith] }),
    ...plant(row, 'secret of another endpoint', signedBy, 'secret-other', {
      others: endpoint('Other', row.provider, other.checkWith),
    }),
    ...plant(row, 'secret of an endpoint without provider', signedBy, 'secret-other', {
      others: endpoint('Other', null, other.checkWith),
    }),
    ...plant(row, 'unknown secret', signedBy, 'no-match'),
    ...plant(row, 'unknown secret, others there', signedBy, 'no-match', {
      secrets: [checkWith],
      others: endpoint('Other', row.provider, checkWith),
    }),
    ...(text
      ? [
          ...wrong('newline after the secret', `${secret}\n`, 'secret-form'),
          ...wrong('whitespace around the secret', `  ${secret} `, 'secret-form'),
          ...wrong('quotes around the secret', `"${secret}"`, 'secret-form'),
          ...wrong('single quotes around the secret', `'${secret}'`, 'secret-form'),
          ...wrong('name before the secret', `WEBHOOK_SECRET=${secret}`, 'secret-form'),
        ]
      : []),
    ...readings(row),
    ...wrongKinds(row),
  ]
}

function readings(row: Row): FaultCase[] {
  const { secret, ref } = row
  const made = (fault: string, params: Record<string, string>) =>
    plant(row, fault, signed(row, { params }), 'secret-form')
  if (ref.scheme === 'standard-webhooks')
    return [
      ...made('key taken as text', { secretForm: 'text', secretPrefix: '' }),
      ...made('key taken as text, without whsec_', { secretForm: 'text' }),
      ...plant(row, 'newline after the secret', signed(row), null, { secrets: [`${secret}\n`] }),
    ]
  if (ref.scheme !== 'hmac' || ref.params.mac === 'hash') return []
  if (ref.params.secretForm === 'base64') return made('key taken as text', { secretForm: 'text' })
  if (String(ref.params.signed).includes('{secret}')) return []
  const prefixed = `whsec_${Buffer.from('a key of thirty-two characters!!').toString('base64')}`
  return [
    ...(hex(secret) ? made('key decoded from hex', { secretForm: 'hex' }) : []),
    ...made('key decoded from Base64', { secretForm: 'base64' }),
    ...plant(
      row,
      'prefixed key decoded',
      signed(row, { secret: prefixed, params: { secretForm: 'base64', secretPrefix: 'whsec_' } }),
      'secret-form',
      { secrets: [prefixed] },
    ),
  ]
}

function wrongKinds(row: Row): FaultCase[] {
  const good = signed(row)
  const { scheme, params } = row.ref
  // What users choose themselves may look like anything.
  const chosen =
    scheme === 'jwt' || (scheme === 'hmac' && !params.secretIssued && (params.secretForm ?? 'text') === 'text')
  const kind = (fault: string, value: string) =>
    plant(row, fault, good, chosen && !value.startsWith('-----') ? 'no-match' : 'secret-wrong-kind', {
      secrets: [value],
    })
  switch (row.ref.scheme) {
    case 'public-key':
      // HighLevel's published key is of the right kind, and still there.
      return row.ref.params.publishedKey
        ? []
        : [
            ...kind('API key in place of the key', 'KEY0190A1B2C3D4E5F60718293A4B5C6D7E'),
            ...kind('shared secret in place of the key', 'whsec_abcdefghijklmnop'),
            ...kind('text in place of the key', 'hello there'),
          ]
    case 'hmac':
    case 'standard-webhooks':
    case 'twilio':
    case 'plivo-v3':
    case 'jwt':
      return [
        ...kind(
          'public key in place of the secret',
          '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAi2HR1srL4o18O8BRa7gVJY7G7bupbN3H9AwJrHCDiOg=\n-----END PUBLIC KEY-----',
        ),
        ...(/api key/i.test(String(row.ref.params.secretHint))
          ? []
          : kind('API key in place of the secret', 'sk_live_51HabcdefGHIJKLmnopQRSTuv')),
        ...kind('id in place of the secret', 'we_1NabcdefGHIJKL'),
        ...kind('URL in place of the secret', 'https://example.com/in/abc'),
      ]
    default:
      return []
  }
}
