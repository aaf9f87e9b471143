import { describe, expect, it } from 'vitest'
import { maskBody } from '../../../../src/main/engine/export/mask-body.ts'

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
