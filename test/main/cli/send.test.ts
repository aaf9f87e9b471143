import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CommandLineHost, objects, runAlone, startCommandLineHost } from '../../support/command-line.ts'
import { startApp } from '../../support/start-engine.ts'

const env = { LIVE: 'rpl-s3cret', EMPTY: '' }
let app: Awaited<ReturnType<typeof startApp>>
let host: CommandLineHost
beforeAll(async () => {
  app = await startApp()
  host = await startCommandLineHost()
})
afterAll(async () => {
  await host.close()
  await app.close()
})

/** Without a host: there is none in this folder. */
const alone = (...argv: string[]) => runAlone(['send', ...argv], '/nowhere/data', { env })

describe('send', () => {
  it('signs a sample and sends it, without a host', async () => {
    const set = ['--set', '/data/status=failed', '--set', '/data/duration=7']
    const result = await alone('replicer', 'call.ended', '--to', app.url, '--secret', 'env:LIVE', ...set)
    const { body, headers } = app.received.at(-1)!

    expect(result).toMatchObject({ code: 0, err: '' })
    expect(result.out).toMatch(/^200 from http:\/\/\S+ after .+, signed with LIVE/)
    expect(JSON.parse(body.toString())).toMatchObject({ data: { status: 'failed', duration: 7 } })
    expect(headers['x-replicer-signature']).toBe(createHmac('sha256', env.LIVE).update(body).digest('hex'))
  })

  it('tells programs what came of it, and never the secret', async () => {
    const fault = ['--fault', 'encoding', '--secret', 'env:LIVE', '--json']
    const result = await alone('replicer', 'call.ended', '--to', app.url, ...fault)

    expect(objects(result)).toEqual([
      {
        ...{ v: 1, type: 'sent', provider: 'replicer', event: 'call.ended', fault: 'encoding' },
        ...{
          target: expect.stringContaining(app.url),
          status: 200,
          ms: expect.any(Number),
          signedWith: 'LIVE',
          problem: null,
        },
      },
    ])
    expect(result.out).not.toContain(env.LIVE)
    expect(app.received.at(-1)!.headers['x-replicer-signature']).toMatch(/=$/)
  })

  it('ends with 4 where the answer is not 2xx, or there is none', async () => {
    const refusing = await startApp({ status: 401, body: '{}' })
    expect(await alone('replicer', 'call.ended', '--to', refusing.url)).toMatchObject({
      code: 4,
      out: expect.stringMatching(/^401 .*unsigned/),
    })
    await refusing.close()
    expect(await alone('replicer', 'call.ended', '--to', refusing.url)).toMatchObject({
      code: 4,
      out: expect.stringMatching(/^no answer .*Nothing listens/),
    })
  })

  it('sends nothing to another machine without being told to', async () => {
    expect(await alone('replicer', 'call.ended', '--to', 'https://example.com/hooks')).toEqual({
      code: 4,
      out: '',
      err: 'https://example.com is not on this machine; --approve agrees to send to it.\n',
    })
  })

  it('sends to an endpoint by its name: signed by the host, or here', async () => {
    const { id } = await host.engine.endpoint('replicer', ['live', env.LIVE])
    const send = (...argv: string[]) => host.run(['send', 'replicer', 'call.ended', '--to', ...argv], { env })

    expect(await send('Replicer')).toMatchObject({ code: 0, out: expect.stringContaining('signed with live') })
    expect((await host.engine.newest()).verification.state).toBe('verified')
    expect(await send(id, '--secret', 'env:LIVE', '--fault', 'body-changed')).toMatchObject({ code: 0 })
    expect((await host.engine.newest()).verification.state).toBe('failed')
    const bearer = await host.run(['send', 'outcallerai', 'call.completed', '--to', id, '--secret', 'env:LIVE'], {
      env,
    })
    expect(bearer).toMatchObject({ code: 2, err: expect.stringContaining('would store it') })
    expect(await send('nobody')).toMatchObject({ code: 2, err: expect.stringContaining('neither a URL nor') })
  })

  it.each(['/in/TOKEN', '/in/TOKEN/below?a=b', '/x/../in/TOKEN'])(
    'sends no secret that would be stored to %s, which can be a capture URL',
    async (path) => {
      const before = app.received.length
      const to = `${new URL(app.url).origin}${path}`
      const result = await alone('outcallerai', 'call.completed', '--to', to, '--secret', 'env:LIVE')

      expect(result).toMatchObject({ code: 2, out: '', err: expect.stringContaining('begins with /in/') })
      expect(app.received).toHaveLength(before)
      expect(await alone('outcallerai', 'call.completed', '--to', to)).toMatchObject({ code: 0 })
      expect(await alone('replicer', 'call.ended', '--to', to, '--secret', 'env:LIVE')).toMatchObject({ code: 0 })
    },
  )

  it('sends a secret itself where it is no capture URL', async () => {
    const to = `${new URL(app.url).origin}/hooks/in/x`
    const result = await alone('outcallerai', 'call.completed', '--to', to, '--secret', 'env:LIVE')

    expect(result).toMatchObject({ code: 0, err: '' })
    expect(JSON.stringify(app.received.at(-1)!.headers)).toContain(env.LIVE)
  })

  it.each([
    [['replicer', 'call.ended'], 2, /--to URL/],
    [['replicr', 'call.ended', '--to', 'http://localhost'], 1, /Did you mean "replicer"/],
    [['replicer', 'call.start', '--to', 'http://localhost'], 1, /no sample of "call.start"/],
    [['replicer', 'call.ended', '--to', 'http://localhost', '--set', 'status=x'], 2, /JSON pointer/],
    [['replicer', 'call.ended', '--to', 'http://localhost', '--set', '/a/b=x'], 2, /has no place/],
    [['replicer', 'call.ended', '--to', 'http://localhost', '--secret', 'rpl-s3cret'], 2, /env:NAME/],
    [['replicer', 'call.ended', '--to', 'http://localhost', '--secret', 'env:EMPTY'], 2, /EMPTY is not set/],
    [['replicer', 'call.ended', '--to', 'http://localhost', '--fault', 'encoding'], 2, /--secret env:NAME/],
    [['replicer', 'call.ended', '--to', 'http://localhost', '--fault', 'x', '--secret', 'env:LIVE'], 2, /no fault "x"/],
    [['oneinbox', 'call', '--to', 'http://localhost', '--secret', 'env:LIVE'], 1, /oneinbox|OneInbox/],
  ])('%j ends with %i', async (argv, code, message) => {
    const result = await alone(...argv)

    expect(result).toMatchObject({ code, out: '' })
    expect(result.err).toMatch(message)
  })
})
