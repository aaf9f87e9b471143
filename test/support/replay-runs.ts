import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { AppHandlers } from '#shared/api/contract.ts'
import type { RunPlan, RunSettings, RunStatus } from '#shared/model/run.ts'
import { RunSettings as RunSettingsSchema } from '#shared/model/run.ts'

export interface SeenRequest {
  readonly body: string
  /** By `performance.now()`. */
  readonly at: number
}

/** An app that keeps what it gets and how much of it is under way at once; `answer` decides what it says. */
export async function startHandler(
  answer: (request: SeenRequest, response: ServerResponse, count: number) => void = (_, response) =>
    void response.end('{"ok":true}'),
) {
  const seen: SeenRequest[] = []
  let [under, most] = [0, 0]
  const server = createServer((incoming: IncomingMessage, response) => {
    under += 1
    most = Math.max(most, under)
    response.once('close', () => {
      under -= 1
    })
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const request = { body: Buffer.concat(chunks).toString(), at: performance.now() }
      seen.push(request)
      answer(request, response, seen.length)
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hooks`,
    port,
    seen,
    most: () => most,
    under: () => under,
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

/** A plan with the contract's defaults. */
export const planOf = (deliveries: RunPlan['deliveries'], settings: Partial<RunSettings> = {}): RunPlan => ({
  deliveries,
  settings: RunSettingsSchema.parse(settings),
})

type Calls = AppHandlers['calls']

/** Starts a run and returns its id. */
export async function startRun(calls: Calls, plan: RunPlan): Promise<string> {
  const answer = await calls['runs.start']({ plan, approve: false })
  if (answer.result !== 'started') throw new Error(answer.result)
  return answer.id
}

export async function runOf(calls: Calls, id: string): Promise<RunStatus> {
  const { runs } = await calls['runs.list']({})
  const run = runs.find((each) => each.id === id)
  if (!run) throw new Error(`no run ${id}`)
  return run
}

/** The run once it is in one of these states. */
export async function until(calls: Calls, id: string, ...states: readonly RunStatus['state'][]): Promise<RunStatus> {
  const end = Date.now() + 50_000
  for (;;) {
    const run = await runOf(calls, id)
    if (states.includes(run.state)) return run
    if (Date.now() > end) throw new Error(`not ${states} within 50 s: ${JSON.stringify(run)}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** All outcomes of a run. */
export async function outcomesOf(calls: Calls, id: string, filter?: Parameters<Calls['runs.outcomes']>[0]['filter']) {
  return calls['runs.outcomes']({ id, skip: 0, limit: 500, ...(filter && { filter }) })
}
