import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { maskBody, maskEncodedBody } from '../../../../src/main/engine/export/mask-body.ts'

const masked = (text: string, secrets: string[], pointers: string[] = []) => {
  const { body, masked: places } = maskBody(Buffer.from(text), secrets, pointers)
  return { text: Buffer.from(body).toString(), places }
}

describe('a token that the body carries', () => {
  it('is taken out at its place, also where nobody knows it; every other byte stays', () => {
    const text = '{ "token" : "45\\u0036abc",\n "n": 12.50, "data": {"token": "other"} }'

    expect(masked(text, [], ['/token'])).toEqual({
      text: '{ "token" : "(masked)",\n "n": 12.50, "data": {"token": "other"} }',
      places: ['/token in the body'],
    })
  })

  it('may stand in several places, and be no string', () => {
    expect(masked('{"a":{"key":17},"token":"x","z":1}', [], ['/token', '/a/key'])).toEqual({
      text: '{"a":{"key":"(masked)"},"token":"(masked)","z":1}',
      places: ['/a/key in the body', '/token in the body'],
    })
  })

  it('is found in what is nearly JSON', () => {
    expect(masked('{"token":"x"} and more', [], ['/token']).text).toBe('{"token":"(masked)"} and more')
  })

  it.each(['', 'token=x', '[]', '{"data":1}', '\ufeff'])('is not in %j', (text) => {
    expect(masked(text, [], ['/token'])).toEqual({ text, places: [] })
  })
})

describe('a secret', () => {
  const secret = 's3cr/et "ä"'
  const base64 = (text: string) => Buffer.from(text).toString('base64')

  it.each([
    ['as it is', secret, '(masked)'],
    ['in JSON', JSON.stringify({ secret }), '{"secret":"(masked)"}'],
    ['percent-encoded', `a=${encodeURIComponent(secret)}&b=1`, 'a=(masked)&b=1'],
    ['in hex', Buffer.from(secret).toString('hex'), '(masked)'],
    ['in capital hex', `<${Buffer.from(secret).toString('hex').toUpperCase()}>`, '<(masked)>'],
    ['twice', `${secret} and ${secret}`, '(masked) and (masked)'],
  ])('%s', (_, text, expected) => {
    expect(masked(text, [secret])).toEqual({ text: expected, places: ['the body'] })
  })

  it.each([
    ['little-endian', (text: string) => Buffer.from(text, 'utf16le')],
    ['big-endian', (text: string) => Buffer.from(text, 'utf16le').swap16()],
  ])('in %s UTF-16, masked in the same encoding', (_, encode) => {
    const { body, masked: places } = maskBody(encode(`{"key":"${secret} – ü"}`), [secret], [])

    expect(Buffer.from(body)).toEqual(encode('{"key":"(masked) – ü"}'))
    expect(places).toEqual(['the body'])
  })

  it.each(['', 'u:', 'me:', 'abc:'])('within the Base64 of %j and the secret, whatever follows', (before) => {
    for (const after of ['', 'x', 'xy', 'xyz']) {
      const { text } = masked(base64(before + secret + after), [secret])
      const inner = base64(secret).replace(/=+$/, '').slice(2, -2)
      expect(text).toContain('(masked)')
      expect(text).not.toContain(inner)
      // What is left tells next to nothing.
      expect(Buffer.from(text.replace('(masked)', ''), 'base64').toString('latin1')).not.toMatch(/s3cr|cr\/et/)
    }
  })

  it('in the alphabet of URLs', () => {
    const odd = 'ÿþ~~~>>>???'
    const text = Buffer.from(odd).toString('base64url')

    expect(text).toMatch(/[-_]/)
    expect(masked(text, [odd]).text).toBe('(masked)')
  })

  it('that overlaps another one leaves nothing of either', () => {
    expect(masked('x abcdefghij x', ['abcdefg', 'efghij']).text).toBe('x (masked) x')
  })

  it('that is very short, or not there, changes nothing', () => {
    const body = Buffer.from('{"a":"abc"}')

    expect(maskBody(body, ['abc', '', 'not in there'], []).body).toBe(body)
  })

  it('is found among bytes that are no text', () => {
    const body = Buffer.concat([Buffer.of(0xff, 0x00), Buffer.from('my-secret'), Buffer.of(0xfe)])

    const { body: after } = maskBody(body, ['my-secret'], [])

    expect(Buffer.compare(after, Buffer.concat([Buffer.of(0xff, 0), Buffer.from('(masked)'), Buffer.of(0xfe)]))).toBe(0)
  })
})

describe('a secret of which some characters are escaped', () => {
  const secret = 'kéy/Of-1 "x"'

  it.each([
    ['by PHP', '{"a":"k\\u00e9y\\/Of-1 \\"x\\""}', '{"a":"(masked)"}'],
    ['by Python', '{"a":"k\\u00E9y/Of-1 \\"x\\""}', '{"a":"(masked)"}'],
    ['with digits', '{"a":"\\u006b\\u00e9y/Of-1 \\u0022x\\u0022"}', '{"a":"(masked)"}'],
    ['in a form', 'a=%6b%c3%A9y%2FO%66-1+%22x"&b=1', 'a=(masked)&b=1'],
  ])('%s', (_, text, expected) => {
    expect(masked(text, [secret]).text).toBe(expected)
  })

  it('that holds what escapes are written with', () => {
    expect(masked('a=%41%2541b%5Cc%2b%2b%64', ['A%41b\\c++d']).text).toBe('a=(masked)')
  })

  it('beyond two bytes of UTF-16', () => {
    expect(masked('{"a":"\\ud83d\\ude00secret"}', ['😀secret']).text).toBe('{"a":"(masked)"}')
  })

  it('at a seam of the parts in which a large body is looked through', () => {
    const before = 4 * 1024 * 1024 - 7
    const { body } = maskBody(Buffer.from(`${'x'.repeat(before)}my\\u002dsecret`), ['my-secret'], [])

    expect(Buffer.from(body).toString('latin1', before)).toBe('(masked)')
  })
})

describe('a body with a Content-Encoding', () => {
  const secret = 'ASCIIsecretABCDEF'
  const body = gzipSync(JSON.stringify({ a: secret, token: 'x' }))

  it('is looked through decoded, and encoded again', () => {
    const found = maskEncodedBody(body, 'gzip', [secret], ['/token'])

    expect(gunzipSync(found.body).toString()).toBe('{"a":"(masked)","token":"(masked)"}')
    expect(found.masked).toEqual(['/token in the body'])
  })

  it('that holds no secret, or is not what it says, keeps its bytes', () => {
    expect(maskEncodedBody(body, 'gzip', ['another secret'], []).body).toBe(body)
    const plain = Buffer.from('{"a":1}')
    expect(maskEncodedBody(plain, 'gzip', [secret], []).body).toBe(plain)
    expect(Buffer.from(maskEncodedBody(Buffer.from(secret), 'gzip', [secret], []).body).toString()).toBe('(masked)')
  })
})
