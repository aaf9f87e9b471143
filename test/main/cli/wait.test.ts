import { afterAll, beforeAll, expect, it } from 'vitest'
import { blankRule } from '#shared/rules/presets.ts'
import type { ApiClient } from '../../../src/main/cli/api-client.ts'
import type { CommandContext } from '../../../src/main/cli/command.ts'
import { tail } from '../../../src/main/cli/commands/tail.ts'
import { wait } from '../../../src/main/cli/commands/wait.ts'
import { type CommandLineHost, objects, startCommandLineHost } from '../../support/command-line.ts'
import { plainRequest } from '../../support/provider-requests.ts'
import { post } from '../../support/start-engine.ts'

let host: CommandLineHost
/** Of an endpoint whose rule drops each connection. */
let url: string

beforeAll(async () => {
  host = await startCommandLineHost()
  const endpoint = await host.engine.endpoint(null)
  url = endpoint.url
  const rule = { ...blankRule, action: { kind: 'drop' as const } }
  await host.engine.api.calls['rules.save']({ endpointId: endpoint.id, id: null, rule })
})
afterAll(() => host.close())

const request = (text: string) => plainRequest(Buffer.from(JSON.stringify({ text })))

it('a delivery that a rule drops is one that came', async () => {
  await expect(post(url, request('dropped'))).rejects.toThrow()
  const waited = await host.run(['wait', '--match', 'dropped', '--since', 'start', '--timeout', '30', '--json'])

  expect(waited.code).toBe(0)
  expect(objects(waited)).toMatchObject([{ answer: null, unanswered: { why: expect.any(String) } }])
})

const row = {
  ...{ seq: 1, id: 'dlv_1', receivedAt: 0, provider: null, eventType: null, method: 'POST', attempt: 1, size: 2 },
  ...{ answer: null, unanswered: { why: 'dropped', ms: 3 }, aborted: false, callId: null, sample: false, replays: 0 },
  ...{ verification: { state: 'unverifiable', reason: 'no-secret' }, summary: { who: null, text: 'a delivery' } },
  ...{ conformance: { state: 'unchecked', issues: 0 }, deadlineMs: null },
}

/** A command's context whose host has the row from the second look at the list on, and streams these items. */
function contextOf(items: readonly object[]) {
  const printed: object[] = []
  let looks = 0
  const api: Partial<Record<keyof ApiClient, unknown>> = {
    call: async (name: string) => (name === 'deliveries.count' ? { newest: 0 } : { rows: looks++ === 0 ? [] : [row] }),
    async *stream() {
      yield* items
    },
  }
  const context: Partial<CommandContext> = {
    args: [],
    options: {},
    stop: new AbortController().signal,
    api: async () => api as ApiClient,
    print: {
      json: true,
      object: (value) => printed.push(value),
      line: () => undefined,
      text: () => undefined,
      table: () => undefined,
      note: () => undefined,
    },
  }
  return { context: context as CommandContext, printed }
}

it('wait reads the list again where the stream says so', async () => {
  const { context, printed } = contextOf([{ rows: [], gone: [], reset: true }])

  expect(await wait.run(context)).toBe(0)
  expect(printed).toMatchObject([{ id: 'dlv_1' }])
})

it('tail reads the list again where the stream says so', async () => {
  const { context, printed } = contextOf([{ rows: [], gone: [], reset: true }])

  expect(await tail.run(context)).toBe(0)
  expect(printed).toMatchObject([{ id: 'dlv_1' }])
})

it('tail prints a delivery that got no answer, once', async () => {
  const item = { rows: [row], gone: [], reset: false }
  const { context, printed } = contextOf([{ ...item, rows: [{ ...row, unanswered: undefined }] }, item, item])

  expect(await tail.run(context)).toBe(0)
  expect(printed).toMatchObject([{ id: 'dlv_1', unanswered: { why: 'dropped' } }])
})
