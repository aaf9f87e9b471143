import { expect, test } from 'vitest'
import { secretHint } from '#shared/secret-hints/secret-hint.ts'

const text = 'the signing secret as the provider shows it'
const whsec = 'whsec_ followed by Base64'
const pem =
  '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n'

test.each<[value: string, hint: string | null]>([
  ['', text],
  ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', whsec],
  ['MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', whsec],
  ['whsec_not+base64?but+stripe', 'whsec_…, the whole text'],
  ['a pass phrase with spaces inside', text],
  ['env:REPLICER_SECRET', text],
  ['9f86d081884c7d659a2feaa0c55ad015', text],
  [pem, 'the public key of the account, Base64'],
  ['MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=', 'the public key of the account, Base64'],
  [pem, null],
  ['sk_live_4eC39HqLyjWDarjtT1zdp7dc', null],
  ['key_4eC39HqLyjWDarjtT1zdp7dc', 'the API key with the webhook badge'],
  ['3b241101-e2bb-4255-8caf-4136c566a962', 'the token set at subscription'],
  ['user:password', 'user:password as set on the application'],
])('%j is taken without a word where %s is wanted', (value, hint) =>
  expect(secretHint(value, { hint, issued: true })).toBeNull(),
)

test.each<[value: string, hint: string | null, words: string]>([
  [' secret', text, 'whitespace around'],
  ['secret\t', text, 'whitespace around'],
  ['secret\n', text, 'line break'],
  ['sec\u200bret', text, 'cannot be seen'],
  ['"secret"', text, 'quotes'],
  ['“secret”', text, 'quotes'],
  ['sk_••••••••1234', text, 'masked'],
  ['Bearer abc', text, 'Leave out the word Bearer'],
  ['WEBHOOK_SECRET=abc', text, 'Leave out “WEBHOOK_SECRET=”'],
  ['env:', text, 'environment variable'],
  ['env:not a name', text, 'environment variable'],
  ['https://example.com/in/abc', null, 'looks like a URL'],
  ['me@example.com', null, 'looks like an e-mail address'],
  [pem, text, `looks like a public key; needed here: ${text}`],
  ['whpk_AAAA', text, 'looks like a public key'],
  [pem.replaceAll('PUBLIC', 'PRIVATE'), 'the public key, PEM or Base64', 'looks like a private key'],
  ['sk_live_4eC39HqLyjWDarjtT1zdp7dc', 'whsec_…, the whole text', 'looks like an API key'],
  ['xoxb-1234-5678', 'the app’s signing secret', 'looks like an API key'],
  ['AC0123456789abcdef0123456789abcdef', 'the auth secret', 'looks like an id'],
  ['3b241101-e2bb-4255-8caf-4136c566a962', text, 'looks like an id'],
  ['eyJhbGciOiJIUzI1NiJ9.e30.abc', text, 'looks like a signed token'],
  ['whsec_abc', text, 'begins with whsec_'],
  ['whsec_not base64!', whsec, 'not Base64'],
  ['plain text', whsec, 'not Base64'],
  ['abcdefgh', 'whsec_…, the whole text', 'does not begin with whsec_'],
  ['not base64!', 'the application secret, Base64', 'not Base64'],
  ['some secret', 'the public key of the account, Base64', 'does not look like a public key'],
  ['password', 'user:password as set on the application', 'joined by a colon'],
])('%j where %s is wanted: %s', (value, hint, words) => {
  const sentence = secretHint(value, { hint, issued: true })
  expect(sentence).toContain(words)
  expect(sentence).toMatch(/^[A-Z].*\.$/s)
})

test('it never repeats the secret itself', () => {
  const value = 'sk_live_4eC39HqLyjWDarjtT1zdp7dc'
  expect(secretHint(value, { hint: text, issued: true })).not.toContain(value)
})

test.each(['whsec_', ' ', '\n'])('%j is no secret at all', (value) => {
  expect(secretHint(value, { hint: null, issued: false })).toBe('There is no secret in this.')
})

test.each(['whsec_***', 'whsec_••', '*', '…'])('%j is masked', (value) => {
  expect(secretHint(value, { hint: whsec, issued: true })).toContain('masked')
})

test.each([
  ['whsec_MfKQ9r8GKYqr', whsec, 9],
  ['shhh', text, 4],
])('%j is short for a key: %s', (value, hint, size) => {
  expect(secretHint(value, { hint, issued: true })).toContain(`only ${size} bytes`)
})

test('what is not a key may be short', () => {
  expect(secretHint('abc', { hint: 'the token set at subscription', issued: false })).toBeNull()
  expect(secretHint('a:b', { hint: 'user:password as set on the application', issued: false })).toBeNull()
  expect(secretHint('abc', { hint: null, issued: false })).toBeNull()
})

test.each([
  'webhook_secret123',
  'key_4eC39HqLyjWDarjtT1zdp7dc',
  'sk_live_4eC39HqLyjWDarjtT1zdp7dc',
  'ghp_16C7e42F292c6912E7710c838347Ae178B4a',
  'AC0123456789abcdef0123456789abcdef',
  '3b241101-e2bb-4255-8caf-4136c566a962',
  'https://example.com/in/abc',
  'first.second@example.com',
  'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
])('%j is taken without a word where users choose the secret themselves', (value) => {
  const hint = 'the secret that you set for the webhook'
  expect(secretHint(value, { hint, issued: false })).toBeNull()
  expect(secretHint(value, { hint: text, issued: false })).toBeNull()
  expect(secretHint(value, { hint: text, issued: true }) === null).toBe(value === 'webhook_secret123')
})

test.each([pem, pem.replaceAll('PUBLIC', 'PRIVATE'), 'eyJhbGciOiJIUzI1NiJ9.e30.abc'])(
  '%j is told even there: nobody chooses that',
  (value) => {
    expect(secretHint(value, { hint: text, issued: false })).toContain('looks like')
  },
)
