import { randomBytes } from 'node:crypto'
import { truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createExportThread } from '../../../../src/main/engine/export/exporter.ts'
import type { ExportOrder, OrderedItem } from '../../../../src/main/engine/export/render.ts'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import { keptLog } from '../../../support/kept-log.ts'
import { tempDir } from '../../../support/temp-dir.ts'
import { wholeExport } from '../../../support/whole-export.ts'

interface Whole extends Omit<ExportOrder, 'total'> {
  readonly items: readonly OrderedItem[]
}

function started(idleMs?: number) {
  const log = keptLog()
  const thread = createExportThread(log, idleMs)
  onTestFinished(() => thread.close())
  const start = ({ items, ...order }: Whole) => thread.render({ ...order, total: items.length }, [items])
  return { log, thread, close: thread.close, render: (order: Whole) => wholeExport(start(order)), pieces: start }
}

const orderOf = (format: string, body: OrderedItem['body'], more: object = {}): Whole => ({
  format,
  generator: 'switchhook 0.1.0',
  items: [{ delivery: deliveryDetail(), body, endpointName: 'Phone agent', ...more }],
})
const memory = (text: string) => ({ kind: 'memory', bytes: Buffer.from(text) }) as const
const filesOf = ({ bytes }: { bytes: Buffer }) => Object.values(unzipSync(bytes)).map((file) => Buffer.from(file))

/** Milliseconds that this thread has worked in one turn at most; how long it was kept waiting by others does not count. */
function watchTurns(): () => number {
  let longest = 0
  let last = process.threadCpuUsage()
  const timer = setInterval(() => {
    const { user, system } = process.threadCpuUsage(last)
    last = process.threadCpuUsage()
    longest = Math.max(longest, (user + system) / 1000)
  }, 5)
  return () => {
    clearInterval(timer)
    return longest
  }
}

describe('the export thread', () => {
  it('renders one after the other, and again after it was idle', async () => {
    const { render, log } = started(20)

    const [one, other] = await Promise.all([
      render(orderOf('har', memory('{}'))),
      render(orderOf('curl', memory('{}'))),
    ])
    await new Promise((resolve) => setTimeout(resolve, 150))
    const again = await render(orderOf('har', memory('{}')))

    expect(one).toMatchObject({ name: expect.stringMatching(/\.har$/), mediaType: 'application/json' })
    expect(other.name).toMatch(/\.sh$/)
    expect(again).toEqual(one)
    expect(log.lines).toEqual([])
  })

  it('is ended where it was told to stop and does not answer, and runs again', async () => {
    const thread = createExportThread(keptLog(), undefined, 1)
    onTestFinished(() => thread.close())
    const words = Array.from({ length: 300_000 }, (_, at) => `Quita${at} +1415555${at}`).join(' ')
    const { items, ...order } = orderOf('har', memory(JSON.stringify({ transcript: words, other: words })))
    const stop = new AbortController()
    const pieces = thread.render({ ...order, safe: { seed: 'seed' }, total: 1 }, [items], stop.signal)

    await pieces.next()
    const rest = pieces.next()
    stop.abort()

    await expect(rest).rejects.toMatchObject({ code: 'cancelled' })
    const { items: small, ...next } = orderOf('har', memory('{}'))
    expect(await wholeExport(thread.render({ ...next, total: 1 }, [small]))).toMatchObject({
      name: expect.stringMatching(/\.har$/),
    })
  })

  it('hands on what cannot be exported', async () => {
    const { render } = started()

    await expect(render(orderOf('word', memory('{}')))).rejects.toMatchObject({ code: 'not-found' })
    const gone = { kind: 'file', path: '/nonexistent/body', size: 3 } as const
    await expect(render(orderOf('har', gone))).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('masks the token in a body, and says so in each format', async () => {
    const { render } = started()
    const order = (format: string) =>
      orderOf(format, memory('{"token":"4a5b6c7d8e","event":"call.ended"}'), { bodySecrets: ['/token'] })

    const [envelope = Buffer.of(), body] = filesOf(await render(order('fixture')))
    const har = (await render(order('har'))).bytes.toString()
    const curl = (await render(order('curl'))).bytes.toString()

    expect(String(body)).toBe('{"token":"(masked)","event":"call.ended"}')
    expect(JSON.parse(String(envelope))).toMatchObject({ masked: ['/token in the body'], bodyMasked: true })
    expect(JSON.parse(har).log.entries[0].request).toMatchObject({
      _masked: ['/token in the body'],
      comment: expect.stringContaining('does not verify'),
    })
    expect(curl).toMatch(/^: 'The body holds \(masked\)/)
    for (const text of [String(envelope), har, curl]) expect(text).not.toContain('4a5b6c7d8e')
  })

  it('renders 100 MB without holding up the thread that asks', async () => {
    const { render } = started()
    const path = join(await tempDir(), 'body')
    await writeFile(path, randomBytes(1_000_000))
    await truncate(path, 100_000_000)
    await render(orderOf('har', memory('{}'))) // It is up.
    const longestTurn = watchTurns()

    const file = await render(orderOf('fixture', { kind: 'file', path, size: 100_000_000 }))

    expect(file.name).toMatch(/\.zip$/)
    expect(longestTurn()).toBeLessThan(250)
  })

  it('gives 100 MB of control characters, which take six times their size in JSON, in small pieces', async () => {
    const { pieces } = started()
    const path = join(await tempDir(), 'body')
    await writeFile(path, '')
    await truncate(path, 100_000_000)

    let size = 0
    let longest = 0
    for await (const piece of pieces(orderOf('har', { kind: 'file', path, size: 100_000_000 }))) {
      if (typeof piece === 'number') continue
      size += piece.base64.length
      longest = Math.max(longest, piece.base64.length)
    }

    expect(size).toBeGreaterThan(800_000_000)
    expect(longest).toBeLessThan(200_000)
  }, 120_000)

  it('makes no more of it than is taken, and goes on with the next one when the reader goes away', async () => {
    const { pieces, render } = started()
    const path = join(await tempDir(), 'body')
    await writeFile(path, randomBytes(1000))
    await truncate(path, 20_000_000)

    for await (const piece of pieces(orderOf('fixture', { kind: 'file', path, size: 20_000_000 }))) {
      if (typeof piece === 'number') continue
      expect(piece.name).toMatch(/\.zip$/)
      break
    }

    expect(await render(orderOf('har', memory('{}')))).toMatchObject({ mediaType: 'application/json' })
  })

  it('renders some at a time, and one does not hold up another', async () => {
    const { thread, render } = started()
    const item = (id: string) => ({
      delivery: { ...deliveryDetail(), id },
      body: memory(`{"id":"${id}"}`),
      endpointName: 'Phone agent',
    })
    const order = { format: 'curl', generator: 'x 1', total: 3, separate: true }
    const slow = thread.render(order, [[item('dlv_aaaa_1'), item('dlv_aaaa_2')], [item('dlv_aaaa_3')]])

    const first = await slow.next()
    // The reader of the first one is in no hurry.
    await render(orderOf('curl', memory('{}')))
    const rest = []
    for await (const piece of slow) rest.push(typeof piece === 'number' ? piece : piece.name.slice(-5))

    expect(first.value).toMatchObject({ name: expect.stringMatching(/aaaa1\.sh$/) })
    expect(rest).toEqual(['a2.sh', 2, 'a3.sh', 3])
  })

  it('one that holds all waits for the one before', async () => {
    const { thread } = started()
    const items = ['1', '2'].map((n) => ({
      delivery: { ...deliveryDetail(), id: `dlv_aaaa_${n}` },
      body: memory('{}'),
      endpointName: 'Phone agent',
    }))
    const order = { format: 'har', generator: 'x 1', total: 2 }
    const first = thread.render(order, [items])
    expect(await first.next()).toEqual({ done: false, value: 2 })
    let begun = false
    const second = thread.render(
      order,
      (function* () {
        begun = true
        yield items
      })(),
    )
    const waiting = second.next()
    await first.next()
    expect(begun).toBe(false)
    await first.return()
    expect(await waiting).toEqual({ done: false, value: 2 })
    await second.return()
  })

  it('takes nothing after it was closed', async () => {
    const { render, close } = started()
    await close()

    await expect(render(orderOf('har', memory('{}')))).rejects.toMatchObject({ code: 'closed' })
  })
})
