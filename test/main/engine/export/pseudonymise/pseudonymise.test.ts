import { unescape as percentDecode } from 'node:querystring'
import { gunzipSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { pseudonymise } from '../../../../../src/main/engine/export/pseudonymise/pseudonymise.ts'
import { passesLuhn } from '../../../../../src/main/engine/export/pseudonymise/recognised-forms.ts'
import { targetFor } from '../../../../../src/main/engine/lib/target-url.ts'
import { everything, maskedItem, safeOf } from '../../../../support/safe-items.ts'

const safeJson = (value: unknown) => JSON.parse(safeOf(maskedItem(JSON.stringify(value))).text) as Record<string, never>

describe('JSON', () => {
  it('keeps every byte that is not replaced', () => {
    const body =
      '{\r\n  "cost" : 12.50, "id":12345678901234567890,\t"slash": "a\\/b", "phone":"+14155552671", "tiny":1e-7 }\n'
    const { text } = safeOf(maskedItem(body))

    expect(text).toMatch(
      /^\{\r\n {2}"cost" : 12\.50, "id":12345678901234567890,\t"slash": "a\\\/b", "phone":"\+141555501\d\d", "tiny":1e-7 \}\n$/,
    )
  })

  it('gives the same body back where nothing is personal', () => {
    const item = maskedItem('{"a":1}')
    expect(safeOf(item).item.body).toBe(item.body)
  })

  it('finds the same person everywhere: in other fields, inside texts, in headers, in the query, in JSON inside a string', () => {
    const { item, text } = safeOf(
      maskedItem(
        JSON.stringify({
          first_name: 'Marisol',
          contact: { name: 'Marisol Okonkwo', phone: '+14155552671' },
          tag: 'Marisol Okonkwo called from (415) 555-2671',
          raw: JSON.stringify({ caller: '4155552671', who: { email: 'm.okonkwo@corp.example' } }),
        }),
        {
          headers: [
            ['Content-Type', 'application/json'],
            ['X-Contact', 'Marisol Okonkwo <m.okonkwo@corp.example>'],
          ],
          target: '/in/abc?caller=%2B14155552671&page=2',
        },
      ),
    )
    const safe = JSON.parse(text) as { first_name: string; contact: Record<string, string>; tag: string; raw: string }
    const { name = '', phone = '' } = safe.contact
    const digits = phone.slice(2)

    expect(everything(item)).not.toMatch(/marisol|okonkwo|5552671|555-2671/i)
    expect(name.split(' ')[0]).toBe(safe.first_name)
    expect(safe.tag).toBe(`${name} called from (${digits.slice(0, 3)}) ${digits.slice(3, 6)}-${digits.slice(6)}`)
    const raw = JSON.parse(safe.raw) as { caller: string; who: { email: string } }
    expect(raw.caller).toBe(digits)
    expect(item.delivery.request.headers[1]?.[1]).toBe(`${name} <${raw.who.email}>`)
    expect(item.path).toBe(`?caller=${encodeURIComponent(phone)}&page=2`)
    expect(item.delivery.request.publicUrl).toBe(`https://webhooks.example.com/in/fixture${item.path}`)
  })

  it('keeps numbers numbers', () => {
    const { text } = safeOf(maskedItem('{"phone":14155552671,"lat":48.8566,"customer_id":90210123,"amount":12.50}'))
    expect(text).toMatch(/^\{"phone":141555501\d\d,"lat":51\.4779,"customer_id":[1-9]\d{7},"amount":12\.50\}$/)
    expect(text).not.toContain('90210123')
  })

  it('replaces what is recognised by its form in a field that says nothing', () => {
    const safe = safeJson({
      a: 'card 4111 1111 1111 1111 from 81.2.69.142',
      b: 'https://cdn.example/rec/9f8e7d6c5b4a.mp3?sig=abc123def456&v=2',
      c: `Bearer ${'x'.repeat(20)}`,
      d: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln',
    }) as unknown as Record<string, string>

    const [, card = '', address] = /^card (.*) from (.*)$/.exec(safe.a ?? '') ?? []
    expect(card).toMatch(/^0\d{3} \d{4} \d{4} \d{4}$/)
    expect(passesLuhn(card.replaceAll(' ', ''))).toBe(true)
    expect(address).toMatch(/^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/)
    expect(safe.b).toMatch(/^https:\/\/cdn\.example\/rec\/[0-9a-f]{12}\.mp3\?sig=\w{12}&v=2$/)
    expect(safe.b).not.toContain('9f8e7d6c5b4a')
    expect([safe.c, safe.d]).toEqual(['Bearer (dropped)', '(dropped)'])
  })

  it('leaves times, versions, ids of events and words that are nobody’s', () => {
    const value = {
      id: '5b0e9a3c-41f2-4c7e-9d0a-8f6b1c27e914',
      event: 'call.ended',
      at: '2026-04-05T14:04:00Z',
      created: 1_715_200_000_000,
      version: '2010-04-01',
      status: 'completed',
      local: '127.0.0.1',
      agent: 'Chrome/120.0.0.1',
      order_number: '12345678',
    }
    expect(safeJson(value)).toEqual(value)
  })

  it('gives the id in a recording’s URL the same stand-in where it stands alone', () => {
    const { call_id: id, recording } = safeJson({
      call_id: 'call_01HZ8X9',
      recording: 'https://api.example/v1/calls/call_01HZ8X9/audio',
    }) as unknown as Record<string, string>

    expect(id).not.toBe('call_01HZ8X9')
    expect(recording).toBe(`https://api.example/v1/calls/${id}/audio`)
  })

  it('reads what is nested deeper than any stack', () => {
    const body = `${'['.repeat(50_000)}"+14155552671"${']'.repeat(50_000)}`
    expect(safeOf(maskedItem(body)).text).not.toContain('5552671')
  })
})

describe('other bodies', () => {
  const withType = (body: string | Uint8Array, type: string, more: [string, string][] = []) =>
    safeOf(maskedItem(body, { headers: [['Content-Type', type], ...more] }))

  it('forms', () => {
    const { text } = withType(
      'CallSid=CA1&From=%2B14155552671&Body=Please+call+me+back&CallerName=Marisol+Okonkwo&Status=ok',
      'application/x-www-form-urlencoded',
    )
    const form = new URLSearchParams(text)
    expect([...form.keys()]).toEqual(['CallSid', 'From', 'Body', 'CallerName', 'Status'])
    expect(form.get('From')).toMatch(/^\+141555501\d\d$/)
    expect(text).not.toMatch(/Please|Marisol|Okonkwo|2671/)
    expect(text).toMatch(/^CallSid=CA1&.*&Status=ok$/)
  })

  it('multipart forms: text parts are replaced, files are emptied at the same length', () => {
    const body = Buffer.concat([
      Buffer.from('--b\r\nContent-Disposition: form-data; name="phone"\r\n\r\n+14155552671\r\n'),
      Buffer.from(
        '--b\r\nContent-Disposition: form-data; name="audio"; filename="Marisol.mp3"\r\nContent-Type: audio/mpeg\r\n\r\n',
      ),
      Buffer.from([0xff, 0xfb, 0x90, 0x64]),
      Buffer.from('\r\n--b--\r\n'),
    ])
    const { item, report } = withType(body, 'multipart/form-data; boundary=b')
    const text = Buffer.from(item.body).toString('latin1')

    expect(text).toMatch(/name="phone"\r\n\r\n\+141555501\d\d\r\n--b/)
    expect(text).toContain('filename="file.mp3"')
    expect(text).toContain('\r\n\r\n\0\0\0\0\r\n--b--')
    expect(report.map(({ place, kind }) => `${place} ${kind}`)).toEqual(
      expect.arrayContaining(['/phone phone', '/audio/filename name', '/audio drop']),
    )
  })

  it('a multipart body that its boundary does not divide becomes zeros', () => {
    const body = '--other\r\nContent-Disposition: form-data; name="a"\r\n\r\njane@acme.org\r\n--other--\r\n'
    for (const type of ['multipart/form-data; boundary=b', 'multipart/form-data'])
      expect(withType(body, type).text).toBe('\0'.repeat(body.length))
  })

  const part = (head: string, value = 'x') => `--b\r\n${head}\r\n\r\n${value}\r\n`
  const field = 'Content-Disposition: form-data; name="a"'
  it.each([
    ['the last part of one that was cut off', `${part(field)}--b\r\n${field}\r\n\r\njane@acme.org +1415555267`],
    ['a head that was cut off', `${part(field)}--b\r\nContent-Disposition: form-data; name="Jane@acme.org`],
    ['an encoded file name', `${part(`${field}; filename="a.pdf"; filename*=UTF-8''Jane%20Doe.pdf`)}--b--`],
    ['a bare file name', `${part('Content-Disposition: form-data; name=a; filename=Jane.pdf')}--b--`],
    ['what stands before and after', `from Jane\r\n${part(field)}--b--\r\nfrom Jane`],
    ['another field', `${part(`${field}\r\nX-From: Jane <jane@acme.org>\r\nContent-Location: Jane`)}--b--`],
    ['a field over two lines', `${part(`${field};\r\n filename="Jane.pdf"\r\nX: a\r\n Jane`)}--b--`],
    ['the name of a type', `${part(`${field}\r\nContent-Type: text/plain; name="Jane.txt"`)}--b--`],
    ['the name of a field', `${part('Content-Disposition: form-data; name="jane@acme.org"')}--b--`],
    ['a part in Base64', `${part(`${field}\r\nContent-Transfer-Encoding: base64`, 'SmFuZQ==Jane')}--b--`],
    ['a text with the delimiter in it', `${part(field, 'jane@acme.org --b jane@acme.org')}--b--`],
  ])('%s of a multipart form does not stay', (_, body) => {
    const { text, item } = withType(body, 'multipart/form-data; boundary=b')
    expect(text).not.toMatch(/jane|acme|1415555/i)
    expect(text).toMatch(/(?:^|\r\n)--b\r\nContent-Disposition: form-data; name="?[^"]+"?/)
    expect(item.body.byteLength).toBeGreaterThan(0)
  })

  it('XML', () => {
    const { text } = withType(
      '<?xml version="1.0"?>\n<call id="7"><from_number>+14155552671</from_number><lead name="A"><name>Siobh&#225;n O&apos;Brien</name></lead></call>',
      'application/xml',
    )
    expect(text).toMatch(/^<\?xml version="1\.0"\?>\n<call id="7"><from_number>\+141555501\d\d<\/from_number>/)
    expect(text).not.toMatch(/Siobh|Brien/)
  })

  it('plain text', () => {
    const { text } = withType('Call +14155552671 or write to m@corp.example', 'text/plain')
    expect(text).toMatch(/^Call \+141555501\d\d or write to [a-z.]+@example\.com$/)
  })

  it('compressed ones, whose length follows', () => {
    const body = gzipSync('{"phone":"+14155552671"}')
    const { item } = withType(body, 'application/json', [
      ['Content-Encoding', 'gzip'],
      ['Content-Length', String(body.length)],
    ])
    expect(gunzipSync(item.body).toString()).toMatch(/^\{"phone":"\+141555501\d\d"\}$/)
    expect(item.delivery.request.headers).toContainEqual(['Content-Length', String(item.body.byteLength)])
  })

  it('those that are not text become zeros', () => {
    const { item, report } = withType(Buffer.from([0xff, 0xfe, 0x00, 0x80]), 'audio/wav')
    expect([...item.body]).toEqual([0, 0, 0, 0])
    expect(report).toMatchObject([{ place: 'body', kind: 'drop' }])
  })

  it('digests of the body follow it', () => {
    const { item } = withType('{"phone":"+14155552671"}', 'application/json', [
      ['Content-Digest', 'sha-256=:b2xk:, unknown=:b2xk:'],
      ['Content-MD5', 'b2xk'],
    ])
    const headers = new Map(item.delivery.request.headers.map(([name, value]) => [name, value]))
    expect(headers.get('Content-Digest')).toMatch(/^sha-256=:[\w+/]{43}=:$/)
    expect(headers.get('Content-MD5')).not.toBe('b2xk')
  })

  it.each([
    ['XML that never ends a tag', 'text/xml', '<'.repeat(200_000)],
    ['XML of comments that never end', 'text/xml', `<a>${'<!--'.repeat(100_000)}`],
    ['an attribute without an end', 'text/xml', `<a ${'b'.repeat(300_000)}>`],
    ['JSON of no known tokens', 'application/json', "{'a 1".repeat(50_000)],
    ['percent signs encoded over and over', 'text/plain', `a%${'25'.repeat(100_000)}41`],
    ['entities encoded over and over', 'text/plain', `a &${'amp;'.repeat(60_000)}lt; b`],
    ['many percent signs', 'text/plain', 'a%41 '.repeat(50_000)],
    ['a tag of one long name', 'text/xml', `<${'a'.repeat(300_000)}>`],
    ['a word without an end', 'text/plain', 'a'.repeat(300_000)],
    ['tokens that are none', 'text/plain', 'eyJaaaaaa-'.repeat(30_000)],
    ['dots after dots', 'application/json', JSON.stringify({ text: `a${'.'.repeat(300_000)}b. ` })],
    ['digits and spaces', 'text/plain', '1 2 '.repeat(50_000)],
    ['numbers without end', 'text/plain', '+14155552671 .+14155552671'.repeat(10_000)],
    ['words that are joined', 'text/plain', 'ab_'.repeat(100_000)],
    ['letters without a mark', 'text/plain', 'ab'.repeat(100_000)],
    ['labels without words', 'application/json', JSON.stringify({ text: 'a. b '.repeat(40_000) })],
  ])('%s is gone through once', (_, type, body) => {
    expect(withType(body, type).item.body.byteLength).toBeGreaterThan(0)
  })

  it.each([
    ['text/plain', '[00:01] Jane Doe: my number is +1 415 555 2671, jane@acme.org'],
    ['application/json', 'From=+14155552671&Email=jane@acme.org'],
    ['application/json', 'From=%2B14155552671&Email=jane%40acme.org'],
    ['application/json', "{'phone': '+14155552671'}"],
    ['application/json', '{"a":1} // jane@acme.org'],
    ['application/json', '{"a":1 /* +1 415 555 2671 */}'],
    ['application/json', '{"a":"b"} +1 415 555 2671'],
    ['application/json', '{"a":"jane@acme.org'],
    ['text/plain', '<jane@acme.org> wrote from +14155552671'],
    ['text/plain', '<div jane@acme.org class=+14155552671>hello</div +14155552671>'],
    ['text/xml', '<?note jane@acme.org?><!DOCTYPE a SYSTEM "jane@acme.org"><a>x</a>'],
  ])('nothing of a text that is no proper %s stays: %s', (type, body) => {
    const { text } = withType(body, type)
    expect(text).not.toMatch(/415.?555.?2671|jane/)
    expect(text).not.toBe('')
  })

  it.each([
    ['application/json', '{"a":1}\n{"b":true,"c":null,"d":-1.5e3}\n'],
    ['application/json', '{"a":1,"b":[0,1,]'],
    ['text/xml', '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE a>\n<a:b c="d" e=\'f\'><g/><h ></h></a:b>'],
  ])('what holds nobody’s data in %s stays: %s', (type, body) => {
    expect(withType(body, type).text).toBe(body)
  })

  it('XML comments and sections are read', () => {
    const { text } = withType(
      '<a><!-- +14155552671 --><![CDATA[ m@corp.example ]]><b note="+14155552672"/></a>',
      'text/xml',
    )
    expect(text).toMatch(
      /^<a><!-- \+141555501\d\d --><!\[CDATA\[ [a-z.]+@example\.com \]\]><b note="\+141555501\d\d"\/><\/a>$/,
    )
  })
})

it('names that JavaScript’s own objects have are names like any other', () => {
  const { item, text } = safeOf(
    maskedItem('{"phone":"+14155552671","a":"b &constructor; c"}', {
      headers: [
        ['Content-Type', 'application/json'],
        ['constructor', 'x'],
        ['__proto__', 'y'],
        ['Digest', 'constructor=z, MD5=b2xk'],
      ],
    }),
  )
  const { headers } = item.delivery.request
  expect(headers.slice(1, 3)).toEqual([
    ['constructor', 'x'],
    ['__proto__', 'y'],
  ])
  expect(headers[3]![1]).toMatch(/^MD5=[\w+/]{22}==$/)
  expect(text).toContain('b &constructor; c')
  const part = '--b\r\nContent-Disposition: form-data; name="a"\r\nconstructor: x\r\n__proto__: y\r\n\r\nz\r\n--b--'
  const form = safeOf(maskedItem(part, { headers: [['Content-Type', 'multipart/form-data; boundary=b']] }))
  expect(form.text).toBe(part.replace('constructor: x', 'constructor:  ').replace('__proto__: y', '__proto__:  '))
})

it('the answer that was given is made safe too', () => {
  const item = maskedItem('{"lead":{"name":"Marisol Okonkwo"},"contact_name":"José"}')
  const headers: [string, string][] = [
    ['Content-Type', 'application/json'],
    ['Content-Length', '45'],
    ['X-For', Buffer.from('Marisol and José').toString('latin1')],
  ]
  const answer = { status: 200, headers, body: '{"hello":"Marisol","customerName":"Thibault"}' }
  const answerGiven = { ...answer, afterMs: 1, storedAfterMs: 1, by: 'rule' as const }
  const safe = safeOf({ ...item, delivery: { ...item.delivery, answerGiven } }).item
  expect(safe.delivery.answerGiven?.body).toMatch(/^\{"hello":"\w+","customerName":"\w+"\}$/)
  expect(everything(safe)).not.toMatch(/Marisol|Okonkwo|Thibault|Jos/)
  const told = new Map(safe.delivery.answerGiven?.headers)
  expect(told.get('X-For')).toMatch(/^\w+ and \w+$/)
  expect(told.get('Content-Length')).toBe(String(safe.delivery.answerGiven?.body.length))
})

it.each(['http://localhost:3000/hooks?env=dev', 'http://localhost:3000/hooks/', 'http://localhost:3000'])(
  'the URL below %s is that of the safe request',
  (endpointTarget) => {
    const target = '/in/q83vEjRWeJCrze8SNFZ4kA/a/../calls?phone=%2B14155552671&email=jane@acme.org'
    const { item } = safeOf(maskedItem('{}', { target, endpointTarget }))
    expect(item.targetUrl).not.toMatch(/2671|jane/)
    expect(item.targetUrl).toBe(targetFor(endpointTarget, item.path))
    expect(everything(item)).not.toMatch(/4155552671|jane@acme/)
  },
)

describe('what is written in another way', () => {
  const people = { name: 'Jane Doe', phone: '+14155552671', email: 'jane@acme.org' }
  const traces = /jane|4155552671/i

  it.each([
    ['a step of the path', '/users/jane%40acme.org/%2B14155552671/Jane%20Doe', {}],
    ['names and bare parts of the query', '?jane%40acme.org=1&jane%40acme.org&%2B14155552671', {}],
    ['a form in a string', '', { a: 'a=1&email=jane%40acme.org&n=%2B14155552671' }],
    ['entities in a string', '', { a: 'jane&#64;acme.org', b: 'jane&commat;acme.org, &#43;14155552671' }],
    ['what was encoded twice', '?a=jane%2540acme.org', { a: 'jane%2540acme.org' }],
    ['a name that is a key', '', { 'Jane Doe': 1 }],
  ])('%s', (_, below, more) => {
    const target = `/in/q83vEjRWeJCrze8SNFZ4kA${below}`
    const { item } = safeOf(maskedItem(JSON.stringify({ ...people, ...more }), { target }))
    expect(everything(item)).not.toMatch(traces)
    expect(percentDecode(everything(item))).not.toMatch(traces)
  })

  it('Base64', () => {
    const value = Buffer.from('jane@acme.org').toString('base64')
    const safe = safeJson({ ...people, a: value, b: 'SGVsbG8gdGhlcmUgd29ybGQ=' }) as unknown as Record<string, string>
    expect(Buffer.from(safe.a ?? '', 'base64').toString()).toBe(safe.email)
    expect(safe.b).toBe('SGVsbG8gdGhlcmUgd29ybGQ=')
  })

  it('headers', () => {
    const { item } = safeOf(
      maskedItem(JSON.stringify(people), {
        headers: [
          ['Content-Type', 'application/json'],
          ['X-User', 'u=jane%40acme.org'],
          ['Content-Disposition', 'inline; filename="jane@acme.org.json"'],
          ['Content-Location', '/users/jane@acme.org'],
        ],
      }),
    )
    expect(percentDecode(everything(item))).not.toMatch(traces)
  })

  it('a form with a name and a bare part', () => {
    const headers: [string, string][] = [['Content-Type', 'application/x-www-form-urlencoded']]
    const { text } = safeOf(maskedItem('jane%40acme.org=x&jane%40acme.org&a=&b', { headers }))
    expect(text).toMatch(/^([a-z.]+%40example\.com)=x&\1&a=&b$/)
  })
})

it.each([
  ['phone', '+14155552671x123', /^\+141555501\d\dx\d{3}$/],
  ['phone', '415-555-2671ext9', /^415-555-01\d\dext\d$/],
  ['phone', '41 55 55 26 71 41 55 55 26 71', /^(?!41 55)[\d ]+$/],
  ['date_of_birth', '4 March 1985', /^1 January 1990$/],
  ['date_of_birth', '19850304', /^19900101$/],
  ['date_of_birth', '04-03-1985', /^01-01-1990$/],
  ['date_of_birth', '4/3/85', /^1\/1\/01$/],
  ['date_of_birth', '1985-03-04T00:00:00Z', /^1990-01-01T00:00:00Z$/],
  ['date_of_birth', 478_742_400, /^631152000$/],
  ['email', 'jane@', /^[a-z.]+$/],
])('a field %s is never left as it is: %s', (name, value, made) => {
  expect(String(safeJson({ [name]: value })[name])).toMatch(made)
})

it('what is known and still there is reported, with the place and why', () => {
  const body = JSON.stringify({ name: 'Jane Doe', phone: '+14155552671', email: 'jane@acme.org', kept: 'u', Status: 1 })
  const kept = body
    .replace('"u"', '"Jane Doe, +14155552671, jane%40acme.org"')
    .replace('}', ',"by":{"Jane":1,"Status":"x"}}')
  const told = safeOf(maskedItem(kept), 'seed', [{ path: '/kept', as: 'keep' }]).report.filter(({ note }) => note)

  const rule = 'not replaced: a rule keeps it here'
  expect(told).toEqual(
    [
      ['phone', '14155552671'],
      ['name', 'Jane'],
      ['name', 'Doe'],
      ['email', 'jane@acme.org'],
    ].map(([kind, text]) => ({ item: 0, place: '/kept', kind, before: text, after: text, note: rule })),
  )
  const name = safeOf(maskedItem(kept), 'seed').report.filter(({ note }) => note)
  expect(name).toMatchObject([{ place: '/by/Jane', before: 'Jane', note: expect.stringContaining('name of a member') }])
  expect(safeOf(maskedItem(body)).report.filter(({ note }) => note)).toEqual([])
})

describe('names of members that are somebody’s', () => {
  const safe = (more: object) =>
    safeOf(maskedItem(JSON.stringify({ customer_name: 'Jane Doe', customer_id: 'cus_8Fk2', ...more })))

  it.each([
    ['among names of another kind', { Jane: 1 }],
    ['among names of people', { said: { Jane: 'a', Doe: 'b' } }],
    ['alone', { said: { Jane: 'a' } }],
    ['an id', { orders: { cus_8Fk2: 'a' } }],
  ])('are replaced: %s', (_, more) => {
    const { text, report } = safe(more)
    expect(text).not.toMatch(/Jane|Doe|cus_8Fk2/)
    expect(report.filter(({ note }) => note)).toEqual([])
  })

  it('are what stands in for them elsewhere', () => {
    const { customer_name: name, said } = JSON.parse(safe({ said: { Jane: 'a' } }).text) as {
      customer_name: string
      said: object
    }
    expect(Object.keys(said)).toEqual([name.split(' ')[0]])
  })

  it('stay where all names begin so, and are reported', () => {
    const { text, report } = safe({ CallStatus: 'x', Jane: 1 })
    expect(text).toContain('"Jane":1')
    expect(report).toContainEqual(expect.objectContaining({ place: '/Jane', before: 'Jane', after: 'Jane' }))
  })
})

describe('rules of the user', () => {
  const body = '{"people":[{"name":"Marisol","note":"Likes tea a lot","shoe":"size nine"},{"name":"Thibault"}]}'
  const safe = (...rules: Parameters<typeof safeOf>[2] & {}) =>
    JSON.parse(safeOf(maskedItem(body), 'seed', rules).text) as { people: Record<string, string>[] }

  it('come before everything else', () => {
    const { people } = safe({ path: '/people/*/note', as: 'keep' }, { path: '/people/0/shoe', as: 'drop' })
    expect(people[0]).toMatchObject({ note: 'Likes tea a lot', shoe: '(dropped)' })
    expect(people[0]?.name).not.toBe('Marisol')
  })

  it('count for everything below their place', () => {
    expect(safe({ path: '/people', as: 'keep' })).toEqual(JSON.parse(body))
  })
})

describe('an export', () => {
  const items = ['+14155552671', '+14155552672', '+14155552671'].map((phone) => maskedItem(`{"phone":"${phone}"}`))
  const phonesOf = (seed: string) => pseudonymise(items, { seed }).items.map(({ body }) => Buffer.from(body).toString())

  it('gives one person one stand-in, and two people two', () => {
    const [one, two, again] = phonesOf('seed')
    expect(again).toBe(one)
    expect(two).not.toBe(one)
  })

  it('is the same for the same seed', () => {
    expect(phonesOf('a')).toEqual(phonesOf('a'))
    expect(phonesOf('a')).not.toEqual(phonesOf('b'))
  })

  it('holds nothing else that is known of a delivery', () => {
    const item = maskedItem('{}')
    const { delivery } = item
    const told = {
      ...item,
      delivery: {
        ...delivery,
        note: 'Marisol is angry',
        summary: { ...delivery.summary, who: 'Marisol', text: 'called', quote: 'I am angry' },
        request: { ...delivery.request, remoteAddress: '81.2.69.142' },
      },
    }
    expect(everything(safeOf(told).item)).not.toMatch(/Marisol|angry|81\.2\.69/)
  })
})
