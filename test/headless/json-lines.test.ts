import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HeadlessHost, startHeadless, temporaryFolder } from '../support/headless-host.ts'
import { replicerRequest, sampleBody } from '../support/provider-requests.ts'
import { post } from '../support/start-engine.ts'

const folder = temporaryFolder()
let host: HeadlessHost
beforeAll(async () => {
  host = await startHeadless({
    data: folder.path,
    config: {
      tunnel: 'none',
      endpoints: [{ name: 'A', provider: 'replicer', secrets: [{ label: 'live', value: 's3cret' }] }],
    },
  })
})
afterAll(async () => {
  await host.stop()
  folder.remove()
})

test('a failed signature is followed by a line with its cause', async () => {
  const signed = replicerRequest(sampleBody('replicer', 'call.ended'), 's3cret')
  await post(host.endpoint('A').url, { ...signed, body: Buffer.concat([signed.body, Buffer.from('\n')]) })

  const { id, verification } = await host.delivery(() => true)
  expect(verification).toEqual({ state: 'failed', reason: 'signature-mismatch' })
  await expect
    .poll(() => host.lines('cause'))
    .toEqual([
      { type: 'cause', delivery: id, cause: 'body-trailing-newline', sentence: expect.stringMatching(/newline/i) },
    ])
})
