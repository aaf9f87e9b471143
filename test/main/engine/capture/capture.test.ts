import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { CaptureNotice } from '../../../../src/main/engine/capture/contract.ts'
import { logPaths } from '../../../../src/main/engine/log/log-paths.ts'
import { replicerRequest, sampleBody } from '../../../support/provider-requests.ts'
import { RawConnection } from '../../../support/raw-http.ts'
import { packFiles } from '../providers/pack-folders.ts'
import { dataFolder, endpoint, openTestCapture, requestBytes, secret, snapshotOf } from './open-test-capture.ts'

const signed = (body = sampleBody('replicer', 'call.ended')) => replicerRequest(body, secret.value)
const json = { 'Content-Type': 'application/json' }
const large = randomBytes(1_500_000)
const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0)

describe('a delivery', () => {
  it('is in the log, judged, before its 2xx', async () => {
    const { send, reader, notices } = await openTestCapture()

    const answer = await send(signed())

    expect([answer.status, answer.body.toString()]).toEqual([200, '{"received":true}'])
    const { head, body } = reader.delivery(1)!
    expect(Buffer.from((body as { bytes: Uint8Array }).bytes)).toEqual(signed().body)
    expect(head).toMatchObject({
      endpointId: 'end_1',
      sample: false,
      handshake: null,
      facts: { provider: 'replicer', eventType: 'call.ended', eventId: expect.any(String) },
      verification: { state: 'verified', secret: { id: 'sec_1' } },
      conformance: { state: 'conforms' },
      reply: { status: 200, body: '{"received":true}', by: 'rule' },
      request: { method: 'POST', aborted: false, bodySize: signed().body.length },
    })
    await expect.poll(() => notices.length).toBeGreaterThan(0)
    expect(notices[0]).toMatchObject({ through: 1, arrived: { end_1: 1 }, failed: [], later: false, problem: null })
    expect(notices[0]!.matched.sec_1).toBeGreaterThan(Date.now() - 60_000)
  })

  it('has its answer noted, with times that make sense', async () => {
    const { send, entries } = await openTestCapture()
    await send(signed())

    await expect.poll(() => entries('answered').length).toBe(1)
    const [answer] = entries('answered')[0]!.answers
    expect(answer!.about).toBe(1)
    expect(answer!.storedAfterMs).toBeGreaterThan(0)
    expect(answer!.afterMs).toBeGreaterThan(answer!.storedAfterMs)
    expect(answer!.afterMs).toBeLessThan(5000)
  })

  it('whose signature fails is named in the notice', async () => {
    const { send, notices } = await openTestCapture()
    await send(replicerRequest(signed().body, 'another secret'))

    await expect.poll(() => notices[0]?.failed).toEqual([1])
    expect(notices[0]!.matched).toEqual({})
  })

  it('of 200 at once is told of in few notices, the last of which tells the end of the log', async () => {
    const { send, notices, entries, reader } = await openTestCapture()

    const answers = await Promise.all(Array.from({ length: 200 }, () => send(signed())))

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(entries('delivery')).toHaveLength(200)
    await expect.poll(() => sum(notices.map(({ arrived }) => arrived.end_1 ?? 0))).toBe(200)
    await expect.poll(() => sum(entries('answered').map((entry) => entry.answers.length))).toBe(200)
    await expect.poll(() => notices.at(-1)!.through).toBe(reader.through())
    expect(notices.length).toBeLessThan(60)
    const through = notices.map((notice) => notice.through)
    expect(through).toEqual(through.toSorted((a, b) => a - b))
  })

  it('for a token that nobody has gets a bare 404 and leaves nothing but a count', async () => {
    const { send, notices, reader } = await openTestCapture()

    const answer = await send(signed(), 'e'.repeat(32))

    expect([answer.status, answer.body.length]).toEqual([404, 0])
    await expect.poll(() => notices[0]?.refused).toEqual({ 404: { count: 1, why: expect.any(String) } })
    expect(reader.through()).toBe(0)
  })

  it('that is a set-up request is answered as its provider wants it', async () => {
    const { send, reader } = await openTestCapture({
      data: { snapshot: snapshotOf([{ ...endpoint, provider: 'slack' }]) },
    })

    const answer = await send({ headers: json, body: Buffer.from('{"type":"url_verification","challenge":"c-17"}') })

    expect(answer.status).toBe(200)
    expect(answer.body.toString()).toContain('c-17')
    expect(reader.delivery(1)!.head).toMatchObject({ handshake: 'Slack URL verification', reply: { by: 'handshake' } })
  })

  it('is stored although the host fails to hear of it', async () => {
    let told = 0
    const { send, faults, reader } = await openTestCapture({
      noticed() {
        told += 1
        throw new Error('host is confused')
      },
    })

    expect((await send(signed())).status).toBe(200)
    await expect.poll(() => faults[0]).toContain('host is confused')
    expect((await send(signed())).status).toBe(200)

    expect(reader.delivery(1)).not.toBeNull()
    await expect.poll(() => told).toBeGreaterThan(1)
  })
})

describe('samples of Switchhook’s own', () => {
  const testKey = { id: 'test', label: 'test key', value: 'only for this sample' }

  it('are known by their bytes, each once, and verified with the key that they were signed with', async () => {
    const { send, reader, functions } = await openTestCapture()
    const sample = replicerRequest(signed().body, testKey.value)
    functions.expectSample('end_1', sample.body, testKey)

    await send(sample)
    await send(sample)

    expect(reader.delivery(1)!.head).toMatchObject({ sample: true, verification: { state: 'verified' } })
    const second = reader.after(1, 10).find(({ kind }) => kind === 'delivery')
    expect(second).toMatchObject({ head: { sample: false, verification: { state: 'failed' } } })
  })

  it('are none for another endpoint, nor when they are not expected any more', async () => {
    const { send, reader, functions } = await openTestCapture()
    functions.expectSample('end_2', signed().body, testKey)
    functions.forgetSample(functions.expectSample('end_1', signed().body, testKey))

    await send(signed())

    expect(reader.delivery(1)!.head.sample).toBe(false)
  })
})

describe('a new snapshot', () => {
  it('ends a token at once; what was in flight is in the log before it is done', async () => {
    const { send, functions, entries, port } = await openTestCapture()
    // Its body is still to come when the token ends.
    const half = await RawConnection.open(port())
    await half.write(requestBytes(signed()).subarray(0, -5))
    const flood = Array.from({ length: 50 }, () => send(signed()))
    await flood[0]

    functions.configure(snapshotOf([]))
    const stored = entries('delivery').length

    const statuses = (await Promise.all(flood)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(stored)
    expect(new Set(statuses)).toEqual(new Set(statuses.includes(404) ? [200, 404] : [200]))
    await half.write(requestBytes(signed()).subarray(-5))
    expect((await half.answer()).status).toBe(404)
    half.close()
    expect((await send(signed())).status).toBe(404)
    expect(entries('delivery')).toHaveLength(stored)
  })

  it('is in force only when all that was judged by the one before is in the log', async () => {
    const through: number[] = []
    // Between the end of the request, which comes in one read, and the commit that is due for it.
    function changeBeforeCommit(): void {
      through.push(reader.through())
      functions.configure(snapshotOf([]))
      through.push(reader.through())
    }
    let armed = false
    const clock = {
      now() {
        if (armed) setImmediate(changeBeforeCommit)
        armed = false
        return Date.now()
      },
      elapsed: () => performance.now(),
    }
    const { functions, reader, port } = await openTestCapture({ clock })
    const sender = await RawConnection.open(port())
    await new Promise((resolve) => setTimeout(resolve, 30))
    armed = true
    await sender.write(requestBytes(signed()))

    expect((await sender.answer()).status).toBe(200)
    expect(through).toEqual([0, 1])
    sender.close()
  })

  it('that ends a token in the middle of a large body leaves no file behind', async () => {
    const { functions, port, dataDir, entries } = await openTestCapture()
    const sender = await RawConnection.open(port())
    const bytes = requestBytes({ body: large })
    await sender.write(bytes.subarray(0, 1_400_000))
    await expect.poll(() => readdirSync(logPaths(dataDir).bodies).length).toBe(1)

    functions.configure(snapshotOf([]))
    await sender.write(bytes.subarray(1_400_000))

    expect((await sender.answer()).status).toBe(404)
    sender.close()
    expect(entries('delivery')).toEqual([])
    expect(readdirSync(logPaths(dataDir).bodies)).toEqual([])
  })

  it('brings a new body limit and new secrets', async () => {
    const { send, functions, reader, notices } = await openTestCapture()
    const other = { ...secret, id: 'sec_2', value: 'the next secret' }
    functions.configure(snapshotOf([{ ...endpoint, secrets: [other] }], { bodyLimit: 10_000 }))

    expect((await send({ body: Buffer.alloc(10_001) })).status).toBe(413)
    expect((await send(replicerRequest(signed().body, other.value))).status).toBe(200)

    expect(reader.delivery(1)!.head.verification).toMatchObject({ state: 'verified', secret: { id: 'sec_2' } })
    await expect.poll(() => notices.some(({ refused }) => refused[413] !== undefined)).toBe(true)
  })
})

describe('what cannot be judged at once', () => {
  it('is stored as it is and shown as checking: a body that is too large to be read here, as sent or once decoded', async () => {
    const { send, entries, notices } = await openTestCapture()
    const text = Buffer.from(JSON.stringify({ event: 'call.ended', text: 'x'.repeat(300_000) }))
    await send({ headers: json, body: text })
    await send({ headers: { ...json, 'Content-Encoding': 'gzip' }, body: gzipSync(text) })
    await send({ headers: json, body: large })

    const heads = entries('delivery').map(({ head }) => head)
    expect(heads).toHaveLength(3)
    for (const head of heads) {
      expect(head).toMatchObject({
        facts: { provider: 'replicer' },
        verification: { state: 'checking', reason: 'judged-later' },
        conformance: { state: 'checking', reason: 'judged-later' },
        reply: { status: 200 },
      })
    }
    await expect.poll(() => notices.filter(({ later }) => later).length).toBeGreaterThan(0)
  })

  it('is a delivery of a pack of the user’s own, after that pack was read', async () => {
    const dataDir = dataFolder()
    const { send, functions, reader, notices } = await openTestCapture({
      dataDir,
      data: { snapshot: snapshotOf([{ ...endpoint, provider: 'acme' }]) },
    })
    const request = { headers: { ...json, 'X-Acme-Event': 'call.ended' }, body: Buffer.from('{"id":1}') }
    await send(request)
    expect(reader.delivery(1)!.head.verification.state).not.toBe('checking')
    for (const [path, text] of Object.entries(packFiles)) {
      const file = join(dataDir, 'packs', 'acme', path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    }

    functions.reloadPacks()
    await send(request)

    const head = reader.after(1, 10).find((entry) => entry.kind === 'delivery')!.head
    expect(head.facts.provider).toBe('acme')
    expect([head.verification.state, head.conformance.state]).toEqual(['checking', 'checking'])
    await expect.poll(() => notices.some(({ later }) => later)).toBe(true)
  })
})

describe('opening and closing', () => {
  it('leaves nothing open where the port is taken, so that it works with another one', async () => {
    const { port } = await openTestCapture()
    const dataDir = dataFolder()
    const listen = { host: '127.0.0.1', port: port(), strictPort: true }

    await expect(openTestCapture({ dataDir, data: { listen } })).rejects.toMatchObject({ code: 'conflict' })

    expect(readdirSync(dataDir).filter((name) => name.endsWith('-wal'))).toEqual([])
    const { send } = await openTestCapture({ dataDir })
    expect((await send(signed())).status).toBe(200)
  })

  it('tells at the end what was not told yet', async () => {
    const { send, capture, notices } = await openTestCapture()
    await send(signed())
    await send(signed())
    await capture.close()

    expect(sum(notices.map(({ arrived }) => arrived.end_1 ?? 0))).toBe(2)
    const told: CaptureNotice[] = [...notices]
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(notices).toEqual(told)
  })

  it('drains: takes no more, and stores as aborted what does not end', async () => {
    const { functions, port, entries } = await openTestCapture()
    const half = await RawConnection.open(port())
    await half.write(requestBytes(signed()).subarray(0, -5))
    await new Promise((resolve) => setTimeout(resolve, 50))

    await functions.drain()

    await expect(RawConnection.open(port())).rejects.toThrow('ECONNREFUSED')
    expect(entries('delivery').map(({ head }) => head.request.aborted)).toEqual([true])
    half.close()
  })

  it('moves to another port before it leaves the present one; a taken one changes nothing', async () => {
    const { functions, send, port } = await openTestCapture()
    const other = await openTestCapture()
    const before = port()
    const listen = (to: number) => functions.listen({ host: '127.0.0.1', port: to, strictPort: true })
    await expect(listen(other.port())).rejects.toMatchObject({ code: 'conflict' })
    expect(port()).toBe(before)

    const moved = await functions.listen({ host: '127.0.0.1', port: 0, strictPort: false })

    expect(moved).toMatchObject({ port: port(), url: `http://127.0.0.1:${port()}` })
    expect(port()).not.toBe(before)
    expect((await send(signed())).status).toBe(200)
    await expect(RawConnection.open(before)).rejects.toThrow('ECONNREFUSED')
  })
})

it('never shows time running backwards, also while the clock is set back', async () => {
  let now = Date.now()
  const clock = {
    now: () => {
      now -= 3_600_000
      return now
    },
    elapsed: () => performance.now(),
  }
  const { port, reader, entries } = await openTestCapture({ clock })
  const sender = await RawConnection.open(port())
  const bytes = requestBytes(signed())
  await sender.write(bytes.subarray(0, 40))
  await new Promise((resolve) => setTimeout(resolve, 30))
  await sender.write(bytes.subarray(40))
  await sender.answer()
  sender.close()

  const { request, receivedAt } = reader.delivery(1)!.head
  expect(receivedAt).toBe(request.firstByteAt)
  expect(request.lastByteAt - request.firstByteAt).toBeGreaterThan(25)
  expect(request.lastByteAt - request.firstByteAt).toBeLessThan(5000)
  await expect.poll(() => entries('answered').length).toBe(1)
  const [answer] = entries('answered')[0]!.answers
  expect(answer!.storedAfterMs).toBeGreaterThan(25)
  expect(answer!.afterMs).toBeGreaterThanOrEqual(answer!.storedAfterMs)
  expect(answer!.afterMs).toBeLessThan(5000)
})
