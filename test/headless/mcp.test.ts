import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type HeadlessHost, startHeadless, temporaryFolder } from '../support/headless-host.ts'
import { type Agent, blockOf, connectAgent } from '../support/mcp-agent.ts'
import { replicerRequest, sampleBody } from '../support/provider-requests.ts'
import { post } from '../support/start-engine.ts'

const secret = 'the secret of the tests'
const folder = temporaryFolder()
const config = { endpoints: [{ name: 'Replicer', provider: 'replicer', secrets: [{ label: 'live', value: secret }] }] }
const quiet = ['--port', '0', '--no-tunnel']
let host: HeadlessHost

beforeAll(async () => {
  host = await startHeadless({ data: folder.path, config, args: quiet })
})
afterAll(async () => {
  await host.stop()
  folder.remove()
})

const overStdio = (data: string) => {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [resolve(import.meta.dirname, '../../bin/switchhook.cjs'), 'mcp', '--data', data],
    stderr: 'pipe',
  })
  return { transport, agent: connectAgent(transport) }
}

const tokenOf = () => new URL(host.ready.ui).searchParams.get('token') ?? ''
const overHttp = (token = tokenOf()) => {
  const headers = { authorization: `Bearer ${token}` }
  return new StreamableHTTPClientTransport(new URL('/mcp', host.ready.ui), { requestInit: { headers } }) as Transport
}

/** The work of an agent with a signature that fails, on whatever transport. */
async function debugSignature(agent: Agent) {
  const begun = Promise.withResolvers<void>()
  const waiting = agent.client.callTool(
    { name: 'wait_for_delivery', arguments: { query: 'verified:no', timeout_seconds: 30 } },
    undefined,
    { onprogress: () => begun.resolve() },
  )
  await begun.promise
  const body = sampleBody('replicer', 'call.ended')
  const signed = replicerRequest(body, secret)
  const sent = await post(host.endpoint('Replicer').url, { ...signed, body: Buffer.concat([body, Buffer.from('\n')]) })
  expect(sent.status).toBe(200)
  const { structuredContent } = await waiting
  const { id } = (structuredContent as { deliveries: { id: string }[] }).deliveries[0]!
  expect((await agent.call('why_signature_failed', { id })).structured).toMatchObject({
    cause: 'body-trailing-newline',
    proven: true,
  })
  expect(blockOf((await agent.call('show_delivery', { id })).text).inside).toContain('call.ended')
}

describe('over standard input and output', () => {
  test('an agent works with the running host, and the process ends with it', async () => {
    const { transport, agent } = overStdio(folder.path)
    const connected = await agent
    const { pid } = transport
    expect((await connected.call('status')).structured).toMatchObject({ host: 'headless', endpoints: 1 })
    await debugSignature(connected)
    expect((await connected.client.listTools()).tools).toHaveLength(12)
    expect(connected.client.getServerVersion()?.version).toBe(host.ready.version)
    await connected.close()

    expect(() => process.kill(pid!, 0)).toThrow('ESRCH')
  })

  test('without a host it starts one for itself, and finds another that comes later', async () => {
    const other = temporaryFolder()
    const { transport, agent } = overStdio(other.path)
    const connected = await agent
    expect((await connected.call('status')).structured).toMatchObject({ deliveries: 0, tunnel: { state: 'off' } })
    const own = (JSON.parse(readFileSync(join(other.path, 'host.json'), 'utf8')) as { pid: number }).pid
    expect(own).not.toBe(transport.pid)
    // It gives way.
    const later = await startHeadless({ data: other.path, config, args: quiet })
    expect(() => process.kill(own, 0)).toThrow('ESRCH')
    const { endpoints } = (await connected.call('list_endpoints')).structured
    expect(endpoints[0].url).toContain(later.ready.receiver)
    await connected.close()

    expect((await later.stop()).code).toBe(0)
    other.remove()
  })

  test.each(['closes', 'is killed'])('the host that was started for an agent ends when that %s', async (how) => {
    const other = temporaryFolder()
    const { agent, transport } = overStdio(other.path)
    const connected = await agent
    await connected.call('status')
    const own = (JSON.parse(readFileSync(join(other.path, 'host.json'), 'utf8')) as { pid: number }).pid
    if (how === 'is killed') process.kill(transport.pid!, 'SIGKILL')
    else await connected.close()

    await vi.waitFor(() => expect(() => process.kill(own, 0)).toThrow('ESRCH'), { timeout: 15_000 })
    other.remove()
  })

  test('a data folder that cannot be used is an error of the tool, in one line', async () => {
    const other = temporaryFolder()
    const file = join(other.path, 'a-file')
    writeFileSync(file, '')
    const { agent } = overStdio(join(file, 'below'))
    const connected = await agent

    expect(await connected.refusal('status')).toContain(file)
    await connected.close()
    other.remove()
  })
})

describe('over HTTP', () => {
  test('an agent works with the host, beside another', async () => {
    const [one, two] = await Promise.all([connectAgent(overHttp()), connectAgent(overHttp())])
    await debugSignature(one!)
    expect((await two!.call('list_deliveries', { query: 'verified:no', limit: 1 })).structured.deliveries).toHaveLength(
      1,
    )
    await Promise.all([one!.close(), two!.close()])
  })

  test('nobody gets in without the token, from another page or by another name', async () => {
    await expect(connectAgent(overHttp('x'.repeat(32)))).rejects.toThrow()
    const ask = (headers: Record<string, string>) =>
      fetch(new URL('/mcp', host.ready.ui), {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
        body: '{"jsonrpc":"2.0","id":1,"method":"ping"}',
      }).then(({ status }) => status)
    const authorization = `Bearer ${tokenOf()}`

    expect(await ask({})).toBe(401)
    expect(await ask({ authorization, origin: 'https://evil.example' })).toBe(403)
    expect(await ask({ authorization })).toBe(400)
  })

  test('the host stops at once while an agent waits', async () => {
    const other = temporaryFolder()
    const own = await startHeadless({ data: other.path, args: quiet })
    const headers = { authorization: `Bearer ${new URL(own.ready.ui).searchParams.get('token')}` }
    const transport = new StreamableHTTPClientTransport(new URL('/mcp', own.ready.ui), { requestInit: { headers } })
    const agent = await connectAgent(transport as Transport)
    const begun = Promise.withResolvers<void>()
    const call = agent.client
      .callTool({ name: 'wait_for_delivery', arguments: { timeout_seconds: 600 } }, undefined, {
        onprogress: () => begun.resolve(),
      })
      .catch(() => 'ended')
    await begun.promise
    const { code } = await own.stop()
    await agent.close()

    expect(code).toBe(0)
    expect(await call).toBe('ended')
    other.remove()
  })
})
