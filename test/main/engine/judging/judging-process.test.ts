import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { JudgingFunctions } from '../../../../src/main/engine/judging/child.ts'
import { type DeliveryToJudge, judgeDelivery, unjudged } from '../../../../src/main/engine/judging/judge-delivery.ts'
import {
  createJudgingProcess,
  type JudgingOptions,
  type JudgingProcess,
  type StoppedCheck,
} from '../../../../src/main/engine/judging/judging-process.ts'
import { createPeer } from '../../../../src/main/engine/lib/peer.ts'
import { loadProviderPacks } from '../../../../src/main/engine/providers/load-provider-packs.ts'
import { fork } from '../../../support/fork.ts'
import { builtInDir } from '../providers/pack-folders.ts'
import { delivery, requestWith, runaway, runawayText, signedHeaders, userFolders } from './deliveries.ts'

// A process starts from sources here, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })

const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
const json = [['Content-Type', 'application/json']] as const
const open: JudgingProcess[] = []
afterEach(() => {
  for (const process of open.splice(0)) process.close()
})

/** With the processes that it has started, and whether they still run. */
function start(options: Partial<JudgingOptions> = {}) {
  const forked: { pid: number; isRunning: boolean }[] = []
  const judging = createJudgingProcess({
    fork(file, heapMb) {
      const process = fork(file, heapMb)
      const entry = { pid: process.pid!, isRunning: true }
      forked.push(entry)
      process.onExit(() => {
        entry.isRunning = false
      })
      return process
    },
    log,
    folders: { builtInDir, userDir: 'none' },
    // The machine that runs the tests may be busy.
    timeLimitMs: 20_000,
    ...options,
  })
  open.push(judging)
  const judge = ({ body, packs, ...order }: DeliveryToJudge) =>
    judging.judge({ ...order, body: { kind: 'memory', bytes: body } }, unjudged({ ...order, packs }, 'later'))
  return { ...judging, judge, judgeJob: judging.judge, forked }
}

/** A pack whose schema, summary or detection never ends on `runawayText`. */
const runaways = {
  schema: { schema: { properties: { a: { type: 'string', pattern: runaway } } } },
  summary: { manifest: { summaries: [{ event: '', when: [{ body: '/a', matches: runaway }] }] } },
  detection: { manifest: { detect: [{ when: [{ body: '/a', matches: runaway }], weight: 100 }] } },
}

describe('the judging process', () => {
  it('finds what is found on arrival', async () => {
    const { judge } = start()
    for (const order of [delivery(), delivery('{"event":5}', { provider: null }), delivery('nonsense')]) {
      expect(await judge(order)).toEqual(judgeDelivery(order).examination)
    }
  })

  it('starts when there is something to judge and ends when there is nothing', async () => {
    const { judge, forked } = start({ idleMs: 50 })
    expect(forked).toEqual([])
    await Promise.all([judge(delivery()), judge(delivery())])
    expect(forked).toHaveLength(1)
    await expect.poll(() => forked[0]?.isRunning).toBe(false)
    expect((await judge(delivery())).verification.state).toBe('verified')
    expect(forked).toHaveLength(2)
  })

  it.skipIf(process.platform === 'win32')(
    'goes on when its whole group is told to stop: that is for the host',
    async () => {
      const { judge, forked } = start()
      await judge(delivery())
      const judged = Promise.all(Array.from({ length: 20 }, () => judge(delivery())))
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(forked[0]!.pid, signal)

      expect(new Set((await judged).map(({ verification }) => verification.state))).toEqual(new Set(['verified']))
      expect(forked).toHaveLength(1)
    },
  )

  it("judges by users' packs, by what they are after a reload", async () => {
    const folders = userFolders({ acme: { schema: { type: 'object', required: ['id'] } } })
    const { judge, reload } = start({ folders })
    const order = delivery(
      { event: 'call.ended' },
      {
        provider: 'acme',
        packs: loadProviderPacks(folders).packs,
        headers: json,
      },
    )
    expect((await judge(order)).conformance).toMatchObject({ state: 'differs', issueCount: 1 })
    writeFileSync(join(folders.userDir, 'acme/schemas/call.ended.schema.json'), '{"type":"object"}')
    expect((await judge(order)).conformance.state).toBe('differs')
    reload()
    expect((await judge(order)).conformance.state).toBe('conforms')
  })

  it('reads a spooled body by its path', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'judging-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const path = join(folder, 'body')
    const text = JSON.stringify({ event: 'call.ended', filler: 'x'.repeat(20 * 1024 * 1024) })
    writeFileSync(path, text)
    const headers = signedHeaders(Buffer.from(text))
    const { endpoint, secrets, testKey, packs } = delivery()
    const request = requestWith(headers, text.length)
    const known = unjudged({ endpoint, request, packs }, 'later')
    const judging = start()
    const judgeFile = (file: string) =>
      judging.judgeJob(
        { endpoint, request, secrets, testKey, body: { kind: 'file', path: file, size: text.length } },
        known,
      )

    expect(await judgeFile(path)).toMatchObject({
      facts: { eventType: 'call.ended' },
      verification: { state: 'verified' },
      conformance: { state: 'differs' },
    })
    expect(await judgeFile(join(folder, 'gone'))).toMatchObject({
      facts: { provider: 'replicer' },
      verification: { state: 'unverifiable', reason: 'check-stopped' },
      conformance: { state: 'no-schema', detail: expect.stringContaining('ENOENT') },
    })
    expect(judging.forked).toHaveLength(1)
  })

  it('rejects what waits when it is closed, and whatever comes later', async () => {
    const { judge, close, forked } = start()
    const results = Promise.allSettled([judge(delivery()), judge(delivery())])
    close()
    for (const result of await results) expect(result).toMatchObject({ status: 'rejected', reason: { code: 'closed' } })
    await expect(judge(delivery())).rejects.toMatchObject({ code: 'closed' })
    await expect.poll(() => forked.filter(({ isRunning }) => isRunning)).toEqual([])
  })

  it('says so where it cannot be started', async () => {
    const { judge } = start({ fork: (_, heapMb) => fork(new URL('./gone.ts', import.meta.url), heapMb) })
    expect((await judge(delivery())).conformance).toMatchObject({
      reason: 'check-timed-out',
      detail: expect.stringContaining('could not be started: exit code 1'),
    })
  })
})

describe("a pattern of a user's pack that never ends", () => {
  it.each([
    ['the schema', runaways.schema, { eventType: 'call.ended' }, 'provider-does-not-sign'],
    ['the summary', runaways.summary, { eventType: null }, 'provider-does-not-sign'],
  ])(
    'in %s: what was found before holds, and what waits is judged',
    async (_, pack, facts, verification) => {
      const folders = userFolders({ acme: pack })
      const { packs } = loadProviderPacks(folders)
      const stopped: StoppedCheck[] = []
      const { judge, forked } = start({ folders, timeLimitMs: 1000, onStopped: (one) => void stopped.push(one) })
      const body = { event: 'call.ended', a: runawayText }
      const order = delivery(body, { provider: 'acme', packs, headers: json })

      const startedAt = performance.now()
      const arrived = judgeDelivery(order)
      expect(performance.now() - startedAt).toBeLessThan(100)
      expect(arrived.examination.conformance.state).toBe('checking')

      let turns = 0
      const turning = setInterval(() => (turns += 1), 10)
      const [hung, next] = await Promise.all([judge(order), judge(delivery())])
      clearInterval(turning)

      expect(hung).toMatchObject({
        facts: { provider: 'acme', ...facts },
        verification: { reason: verification },
        conformance: {
          state: 'no-schema',
          reason: 'check-timed-out',
          detail: expect.stringMatching(/^needs more than 1 s$/),
        },
      })
      expect(next).toMatchObject({ verification: { state: 'verified' }, conformance: { state: 'conforms' } })
      expect(stopped).toEqual([{ provider: 'acme', why: 'needs more than 1 s' }])
      expect(turns).toBeGreaterThan(30)
      expect(forked).toHaveLength(2)
      await expect.poll(() => forked[0]?.isRunning).toBe(false)
    },
    30_000,
  )

  it('in its detection: neither provider nor signature can be told', async () => {
    const folders = userFolders({ acme: runaways.detection })
    const stopped: StoppedCheck[] = []
    const { judge } = start({ folders, timeLimitMs: 500, onStopped: (one) => void stopped.push(one) })
    const order = delivery(
      { a: runawayText },
      { provider: null, headers: json, packs: loadProviderPacks(folders).packs },
    )
    expect(judgeDelivery(order).later).not.toBeNull()
    expect(await judge(order)).toMatchObject({
      facts: { provider: null },
      verification: { state: 'unverifiable', reason: 'check-stopped', detail: 'needs more than 500 ms' },
      conformance: { reason: 'check-timed-out' },
    })
    expect(stopped).toEqual([{ provider: null, why: 'needs more than 500 ms' }])
  })

  it('in the wake of a signature that holds: that is known', async () => {
    const folders = userFolders({ acme: { ...runaways.schema, manifest: { signature: hmac } } })
    const { judge } = start({ folders, timeLimitMs: 1000 })
    const body = Buffer.from(JSON.stringify({ event: 'call.ended', a: runawayText }))
    const headers = signedHeaders(body)
    const order = delivery(body, { provider: 'acme', headers, packs: loadProviderPacks(folders).packs })
    expect(await judge(order)).toMatchObject({
      verification: { state: 'verified', secret: { id: 's1' } },
      conformance: { reason: 'check-timed-out' },
    })
  })
})

const hmac = {
  kind: 'scheme' as const,
  scheme: 'hmac',
  params: { header: 'X-Replicer-Signature', algorithm: 'sha256', encoding: 'hex', signed: '{body}' },
}

describe('a body that needs too much memory', () => {
  it('is given up; its signature holds, and what waits is judged', async () => {
    const stopped: StoppedCheck[] = []
    const { judge } = start({ memoryLimitMb: 200, timeLimitMs: 60_000, onStopped: (one) => void stopped.push(one) })
    const body = Buffer.from(`{"event":"call.ended","list":[${'{},'.repeat(4_000_000)}{}]}`)
    const [heavy, light] = await Promise.all([judge(delivery(body)), judge(delivery())])
    expect(heavy).toMatchObject({
      facts: { provider: 'replicer' },
      verification: { state: 'verified' },
      conformance: { reason: 'check-timed-out', detail: 'needs more than 200 MB of memory' },
    })
    expect(light.conformance.state).toBe('conforms')
    // For its size, which is no pack's fault.
    expect(stopped).toEqual([])
  })
})

describe("a user's pack", () => {
  it('is checked with its schemas', async () => {
    const folders = userFolders({ good: {}, bad: { schema: { type: 'text' } } })
    const { checkPack } = start({ folders })
    expect(await checkPack(join(folders.userDir, 'good'))).toEqual([])
    expect(await checkPack(join(folders.userDir, 'bad'))).toEqual([
      {
        file: join(folders.userDir, 'bad/schemas/call.ended.schema.json'),
        reason: expect.stringContaining('must be equal to one of the allowed values'),
      },
    ])
  })

  it('whose schemas take too long is told by its folder', async () => {
    const properties = Object.fromEntries(
      Array.from({ length: 150_000 }, (_, index) => [`p${index}`, { type: 'string' }]),
    )
    const folders = userFolders({ huge: { schema: { properties } } })
    const { checkPack } = start({ folders, timeLimitMs: 200 })
    expect(await checkPack(join(folders.userDir, 'huge'))).toEqual([
      {
        file: join(folders.userDir, 'huge'),
        reason: 'The pack could not be checked: needs more than 200 ms.',
      },
    ])
  })
})

it.each([
  ['that takes too long', { timeMs: 100, memoryMb: 1000 }, 'signal SIGKILL'],
  ['that needs too much memory', { timeMs: 60_000, memoryMb: 10 }, 'signal SIGUSR2'],
])('a process whose host does not stop a check %s stops itself', async (_what, limits, how) => {
  const folders = userFolders({ acme: runaways.schema })
  const child = fork(new URL('../../../../src/main/engine/judging/child.ts', import.meta.url), 200)
  const ended = new Promise<string>((resolve) => child.onExit(resolve))
  onTestFinished(() => child.kill())
  const channel = { post: child.post, listen: child.onMessage }
  const { remote } = createPeer<JudgingFunctions>(channel, { found: () => undefined })
  await remote.open(folders)
  const { packs: _, body, ...order } = delivery({ event: 'call.ended', a: runawayText }, { provider: 'acme' })
  const job = { ...order, body: { kind: 'memory', bytes: body } as const }
  void remote.judge(job, limits)
  expect(await ended).toBe(how)
})

it('a process that is killed by somebody: what it was killed for is only guessed', async () => {
  const folders = userFolders({ acme: runaways.schema })
  const { judge, forked } = start({ folders })
  const judged = judge(delivery({ event: 'call.ended', a: runawayText }, { provider: 'acme' }))
  await vi.waitFor(() => expect(forked).toHaveLength(1))
  // Not while it starts.
  await new Promise((resolve) => setTimeout(resolve, 3000))
  process.kill(forked[0]!.pid, 'SIGKILL')
  expect((await judged).conformance).toMatchObject({
    reason: 'check-timed-out',
    detail: expect.stringMatching(/perhaps by needing too much memory: it was killed/),
  })
})
