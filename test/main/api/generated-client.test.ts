import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@hey-api/openapi-ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CommandLineHost, startCommandLineHost } from '../../support/command-line.ts'

/** What the generator writes for each operation: its types are as good as the document, so that nothing of ours is used here. */
interface Answer {
  readonly data?: Record<string, unknown>
  readonly error?: { readonly error: { readonly code: string } }
  readonly response: Response
}
interface Options {
  readonly body?: Record<string, unknown>
  readonly signal?: AbortSignal
}
type Call = (options: Options) => Promise<Answer>
type Stream = (options: Options) => Promise<{ readonly stream: AsyncGenerator<Record<string, unknown>> }>
type Sdk = Readonly<Record<string, Call>>

// Imports of generated files are resolved as those of the tests are.
const folder = mkdtempSync(join(tmpdir(), 'switchhook-generated-'))
let host: CommandLineHost
let sdk: Sdk

beforeAll(async () => {
  host = await startCommandLineHost()
  const document = await (await fetch(`${host.origin}/api/v1/openapi.json`)).text()
  const input = join(folder, 'openapi.json')
  writeFileSync(input, document)
  await createClient({
    input,
    output: join(folder, 'client'),
    plugins: ['@hey-api/typescript', '@hey-api/sdk', '@hey-api/client-fetch'],
    logs: { level: 'silent', file: false },
  })
  const { client } = (await import(join(folder, 'client/client.gen.ts'))) as {
    client: { setConfig(config: { baseUrl: string; auth: string }): void }
  }
  client.setConfig({ baseUrl: `${host.origin}/api/v1`, auth: host.token })
  sdk = (await import(join(folder, 'client/sdk.gen.ts'))) as Sdk
})
afterAll(async () => {
  await host.close()
  rmSync(folder, { recursive: true, force: true })
})

test('a client that is generated from the document makes calls', async () => {
  const made = await sdk.endpointsCreate!({ body: { name: 'Berlin', provider: 'replicer' } })
  expect(made).toMatchObject({ data: { name: 'Berlin', provider: 'replicer', target: null } })

  const { token } = made.data as { token: string }
  const url = `${host.engine.engine.receiverStatus().url}/in/${token}`
  const id = await host.engine.send(url, {
    body: Buffer.from('{"a":1}'),
    headers: { 'Content-Type': 'application/json' },
  })
  expect((await sdk.deliveriesPage!({ body: { query: 'provider:replicer' } })).data).toMatchObject({ rows: [{ id }] })
  expect((await sdk.deliveriesBody!({ body: { id } })).data).toEqual({
    base64: Buffer.from('{"a":1}').toString('base64'),
    size: 7,
  })
})

test('it hears what is wrong', async () => {
  const { error, response } = await sdk.deliveriesGet!({ body: { id: 'dlv_none_1' } })

  expect(response.status).toBe(404)
  expect(error).toMatchObject({ error: { code: 'not-found' } })
})

test('it follows a stream', async () => {
  const stop = new AbortController()
  const { stream } = await (sdk.endpointsWatch as unknown as Stream)({ body: {}, signal: stop.signal })
  const { value } = await stream.next()

  expect(value).toMatchObject({ endpoints: [{ name: 'Berlin', deliveries: 1 }] })
  stop.abort()
})
