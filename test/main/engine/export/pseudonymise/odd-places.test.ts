import { brotliCompressSync, deflateSync, gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { HeaderPair } from '#shared/model/headers.ts'
import { everything, maskedItem, safeOf } from '../../../../support/safe-items.ts'

const phone = '+14155552671'
const email = 'marisol.okonkwo@mail.example.net'
const person = { customer_name: 'Marisol Okonkwo', from_number: phone, email }
const traces = /4155552671|marisol|okonkwo/i

const json: HeaderPair = ['Content-Type', 'application/json']
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64')
const token = (header: object, claims: object) =>
  `${[header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.c2lnbmF0dXJlc2ln`

/** RFC 1952: the name of the file stands behind the head. */
function gzipNamed(text: string, name: string): Buffer {
  const plain = gzipSync(text)
  const head = Buffer.from(plain.subarray(0, 10))
  head[3] = 8
  return Buffer.concat([head, Buffer.from(`${name}\0`), plain.subarray(10)])
}

function leftOf(body: string | Uint8Array, parts: Parameters<typeof maskedItem>[1] = {}): string {
  const { item } = safeOf(maskedItem(body, parts))
  const whole = everything(item) + Buffer.from(item.body).toString('latin1')
  const decoded = whole.replaceAll(/[\w+/-]{16,}={0,2}/g, (piece) => Buffer.from(piece, 'base64').toString())
  return [whole, decoded].flatMap((text) => traces.exec(text)?.[0] ?? []).join()
}

describe('a safe export leaves nothing of a person', () => {
  it('in what a compression writes around the body', () => {
    const encoded = (encoding: string) => ({ headers: [json, ['Content-Encoding', encoding] as const] })
    const named = gzipNamed('{"x":1}', `Marisol_Okonkwo ${phone}.json`)

    expect(leftOf(named, encoded('gzip'))).toBe('')
    expect(gunzipSync(safeOf(maskedItem(named, encoded('gzip'))).item.body).toString()).toBe('{"x":1}')
    for (const [encoding, compressed] of [
      ['deflate', deflateSync('{"x":1}')],
      ['br', brotliCompressSync('{"x":1}')],
    ] as const)
      expect(leftOf(Buffer.concat([compressed, Buffer.from(phone)]), encoded(encoding))).toBe('')
  })

  it.each([
    ['the head of a token that is the body', token({ alg: 'HS256', caller: phone, kid: email }, { x: 1 })],
    ['a token of which the head holds a number', JSON.stringify({ t: token({ caller: phone }, person) })],
    ['JSON in Base64', JSON.stringify({ state: base64(person) })],
    ['JSON in Base64 in JSON in Base64', JSON.stringify({ state: base64({ more: base64(person) }) })],
    ['JSON that is percent-encoded', JSON.stringify({ state: encodeURIComponent(JSON.stringify(person)) })],
    ['a name of a file', JSON.stringify({ ...person, file: 'rec_14155552671.mp3', id: '2026-14155552671.wav' })],
    ['a name with the number behind a dot', JSON.stringify({ topic: `call.${phone}` })],
    [
      'a name of words that are joined',
      JSON.stringify({ ...person, slug: 'marisol_okonkwo', key: 'crm.okonkwo-marisol' }),
    ],
  ])('in %s', (_, body) => {
    expect(leftOf(body)).toBe('')
  })

  it.each<readonly [string, string]>([
    ['Content-Type', `application/json; name="${email}"`],
    ['User-Agent', `agent/1.0 (${email}; ${phone})`],
    ['Via', `1.1 ${email}`],
    ['Accept-Language', email],
    ['X-Sent-Timestamp', phone],
    ['X-Signature-Of', `caller=${phone}`],
    ['X-State', base64(person)],
  ])('in the header %s', (name, value) => {
    expect(leftOf('{}', { headers: [[name, value]] })).toBe('')
  })

  it('in the query, the event type and the name of the endpoint', () => {
    const target = `/in/q83vEjRWeJCrze8SNFZ4kA?state=${encodeURIComponent(base64(person))}`

    expect(leftOf('{}', { target, event: `call.${phone}` })).toBe('')
    expect(safeOf(maskedItem('{}')).item.endpointName).toBe('')
  })
})

it('what is nobody’s stays: agents, versions, times, boundaries', () => {
  const headers: HeaderPair[] = [
    ['Content-Type', 'multipart/form-data; boundary="=_Part_1_+4155552671@x"'],
    ['User-Agent', 'Mozilla/5.0 (X11) Chrome/120.0.0.0'],
    ['Date', 'Sun, 22 Nov 2026 01:00:00 +0000'],
    ['X-Request-Timestamp', '1795310087'],
  ]
  const body =
    '--=_Part_1_+4155552671@x\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--=_Part_1_+4155552671@x--\r\n'
  const { item } = safeOf(maskedItem(body, { headers }))

  expect(item.delivery.request.headers).toEqual(headers)
  expect(Buffer.from(item.body).toString()).toBe(body)
})
