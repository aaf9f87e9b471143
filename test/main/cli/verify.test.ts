import { createHash, createHmac } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { objects, runAlone } from '../../support/command-line.ts'
import { temporaryFolder } from '../../support/headless-host.ts'
import { alloV2Request, sampleBody } from '../../support/provider-requests.ts'

const env = { LIVE: 'rpl-s3cret', ALLO: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', TWILIO: '12345678901234567890' }
const folder = temporaryFolder()
afterAll(() => folder.remove())

const verify = (input: string | Uint8Array, ...argv: string[]) =>
  runAlone(['verify', '-', ...argv], folder.path, { env, stdin: input })

const body = sampleBody('replicer', 'call.ended')
const signature = createHmac('sha256', env.LIVE).update(body).digest('hex')
const head = (extra = '', lines = '\r\n') =>
  [
    'POST /hooks HTTP/1.1',
    'Host: example.com',
    'Content-Type: application/json',
    `X-Replicer-Signature: ${signature}`,
    extra,
    '',
  ]
    .filter((line, at) => line !== '' || at === 5)
    .join(lines) + lines

const fixture = (other: object = {}) =>
  JSON.stringify({
    format: 'switchhook-fixture',
    version: 1,
    id: 'dlv_1',
    receivedAt: '2026-03-04T14:03:10.000Z',
    method: 'POST',
    path: '/hooks',
    url: 'https://example.com/in/TOKEN/hooks',
    headers: [
      ['Content-Type', 'application/json'],
      ['X-Replicer-Signature', signature],
    ],
    masked: [],
    bodySha256: createHash('sha256').update(body).digest('hex'),
    bodyBase64: body.toString('base64'),
    ...other,
  })

describe('verify', () => {
  it('says that a fixture is verified, and ends with 0', async () => {
    const file = join(folder.path, 'one.json')
    writeFileSync(file, fixture())
    const result = await runAlone(['verify', file, '--secret', 'env:LIVE'], folder.path, { env })

    expect(result).toMatchObject({ code: 0, err: '' })
    expect(result.out).toMatch(/^verified Replicer, call.ended\nMatches secret “LIVE”/)
  })

  it('takes a raw request, also with line feeds alone and an editor’s newline at its end', async () => {
    expect(await verify(Buffer.concat([Buffer.from(head()), body]), '--secret', 'env:LIVE')).toMatchObject({ code: 0 })
    const saved = `${head(`Content-Length: ${body.length}`, '\n')}${body}\n`
    expect(await verify(saved, '--secret', 'env:LIVE')).toMatchObject({ code: 0, err: '' })
  })

  it('says why one fails, with what was tried, and ends with 4', async () => {
    const result = await verify(`${head()}${body}\n`, '--secret', 'env:LIVE')

    expect(result.code).toBe(4)
    expect(result.out).toMatch(/^failed Replicer, call.ended\n/)
    expect(result.out).toMatch(/^Why .*newline/m)
    expect(result.out).toMatch(/^matches {2}/m)
    expect(objects(await verify(`${head()}${body}\n`, '--secret', 'env:LIVE', '--json'))).toMatchObject([
      {
        type: 'verification',
        provider: 'replicer',
        event: 'call.ended',
        verification: { state: 'failed', reason: 'signature-mismatch' },
        ladder: { cause: 'body-trailing-newline', proven: true },
      },
    ])
  })

  it('ends with 4 where nothing can be checked: no secret, or no provider', async () => {
    expect(await verify(fixture())).toMatchObject({ code: 4, out: expect.stringMatching(/^unverifiable Replicer/) })
    expect(await verify('GET / HTTP/1.1\nHost: a\n\n', '--secret', 'env:LIVE')).toMatchObject({
      code: 4,
      out: expect.stringMatching(/^unverifiable no provider/),
    })
  })

  it('judges the time of a signature by the arrival', async () => {
    const at = new Date('2026-03-04T14:03:00Z')
    const { headers, body: sent } = alloV2Request(sampleBody('allo-v2', 'call.received'), env.ALLO, 'msg_1', at)
    const request = Buffer.concat([
      Buffer.from(
        `POST / HTTP/1.1\r\nHost: a\r\n${Object.entries(headers)
          .map(([name, value]) => `${name}: ${value}\r\n`)
          .join('')}\r\n`,
      ),
      sent,
    ])
    const allo = ['--secret', 'env:ALLO', '--provider', 'allo-v2']

    expect(await verify(request, ...allo, '--at', '2026-03-04T14:03:10Z')).toMatchObject({ code: 0 })
    expect(await verify(request, ...allo)).toMatchObject({ code: 4, out: expect.stringContaining('too long before') })
  })

  it('says where a masked body can fit no signature', async () => {
    const result = await verify(fixture({ bodyMasked: true, masked: ['/token in the body'] }), '--secret', 'env:LIVE')
    expect(result.err).toBe(
      'Secrets were taken out when it was exported: /token in the body. No signature fits such a body.\n',
    )
  })

  it('reads what an import reads: other formats, and chunks', async () => {
    const chunked = `${head('Transfer-Encoding: chunked')}${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
    expect(await verify(chunked, '--secret', 'env:LIVE')).toMatchObject({ code: 0 })
    const curl = `curl https://example.com/hooks -H 'X-Replicer-Signature: ${signature}' --json '${body}'`
    expect(await verify(curl, '--secret', 'env:LIVE', '--provider', 'replicer')).toMatchObject({ code: 0 })
  })

  it('takes the URL that is signed from Host, by https unless a header says otherwise', async () => {
    const sign = (url: string) => createHmac('sha1', env.TWILIO).update(`${url}CallSidCA1`).digest('base64')
    const request = (url: string, more = '') =>
      `POST /voice HTTP/1.1\r\nHost: example.com\r\n${more}Content-Type: application/x-www-form-urlencoded\r\nX-Twilio-Signature: ${sign(url)}\r\n\r\nCallSid=CA1`
    const twilio = ['--secret', 'env:TWILIO', '--provider', 'twilio']

    expect(await verify(request('https://example.com/voice'), ...twilio)).toMatchObject({ code: 0 })
    expect(await verify(request('http://example.com/voice'), ...twilio)).toMatchObject({ code: 4 })
    const forwarded = 'X-Forwarded-Proto: http\r\nX-Forwarded-Host: a.example, b.example\r\n'
    expect(await verify(request('http://a.example/voice', forwarded), ...twilio)).toMatchObject({ code: 0 })
  })

  it('uses a fixture’s own secret where none is given', async () => {
    const own = await verify(fixture({ fixtureSecret: env.LIVE }))

    expect(own).toMatchObject({ code: 0, out: expect.stringContaining('the fixture’s own secret') })
    expect(own.out).not.toContain(env.LIVE)
  })

  it.each([
    ['{', /^Standard input, line 1: The JSON ends too early/],
    ['{"format":"har"}', /none of the formats/],
    [fixture({ bodyBase64: '%' }), /bodyBase64/],
    [fixture({ bodyBase64: 'e30=' }), /SHA-256/],
    [fixture({ url: 'nowhere' }), /“nowhere” is not the URL/],
    ['hello', /none of the formats/],
    ['POST / HTTP/1.1\r\nno header\r\n\r\n', /line 2: A header/],
    ['POST / HTTP/1.1\r\nContent-Length: 5000\r\n\r\nhi', /2 of the 5000 bytes .* cut off/],
    ['curl http://a/\ncurl http://b/', /holds 2 requests; one is needed/],
  ])('%j is refused with the reason', async (input, message) => {
    const result = await verify(input, '--secret', 'env:LIVE')

    expect(result).toMatchObject({ code: 2, out: '' })
    expect(result.err).toMatch(message)
  })

  it('refuses a file, a time or a provider that is none', async () => {
    expect(await runAlone(['verify', '/nowhere.json'], folder.path)).toMatchObject({ code: 2 })
    expect(await verify(fixture(), '--at', 'yesterday')).toMatchObject({ code: 2 })
    expect(await verify(fixture(), '--provider', 'nobody')).toMatchObject({ code: 1 })
  })
})

describe('sign', () => {
  const sign = (...argv: string[]) => runAlone(['sign', ...argv], folder.path, { env, stdin: body })

  it('prints the headers that a provider would send', async () => {
    expect(await sign('replicer', '-', '--secret', 'env:LIVE')).toEqual({
      code: 0,
      out: `X-Replicer-Signature: ${signature}\n`,
      err: '',
    })
  })

  it('signs for a URL where that is signed', async () => {
    const form = 'CallSid=CA1&From=%2B1555'
    const argv = ['sign', 'twilio', '-', '--secret', 'env:TWILIO', '--url', 'https://example.com/x', '--json']
    const result = await runAlone(argv, folder.path, { env, stdin: form })
    const signed = createHmac('sha1', env.TWILIO).update('https://example.com/xCallSidCA1From+1555').digest('base64')

    expect(objects(result)).toMatchObject([{ type: 'signature', headers: [['X-Twilio-Signature', signed]] }])
  })

  it.each([
    [['replicer', '-'], 2, /--secret env:NAME/],
    [['replicer', '/nowhere', '--secret', 'env:LIVE'], 2, /no such file/],
    [['replicer', '-', '--secret', 'env:LIVE', '-H', 'nothing'], 2, /"Name: value"/],
    [['oneinbox', '-', '--secret', 'env:LIVE'], 1, /does not document how it signs/],
  ])('%j ends with %i', async (argv, code, message) => {
    const result = await sign(...argv)

    expect(result.code).toBe(code)
    expect(result.err).toMatch(message)
  })
})
