import { randomBytes } from 'node:crypto'
import { truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { unzipSync } from 'fflate'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createExportThread } from '../../../../src/main/engine/export/exporter.ts'
import type { ExportOrder } from '../../../../src/main/engine/export/render.ts'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import { keptLog } from '../../../support/kept-log.ts'
import { tempDir } from '../../../support/temp-dir.ts'
import { wholeExport } from '../../../support/whole-export.ts'

function started(idleMs?: number) {
  const log = keptLog()
  const thread = createExportThread(log, idleMs)
  onTestFinished(() => thread.close())
  return {
    log,
    close: thread.close,
    render: (order: ExportOrder) => wholeExport(thread.render(order)),
    pieces: thread.render,
  }
}

const orderOf = (format: string, body: ExportOrder['items'][number]['body'], more: object = {}): ExportOrder => ({
  format,
  generator: 'switchhook 0.1.0',
  items: [{ delivery: deliveryDetail(), body, endpointName: 'Phone agent', ...more }],
})
const memory = (text: string) => ({ kind: 'memory', bytes: Buffer.from(text) }) as const
const filesOf = ({ bytes }: { bytes: Buffer }) => Object.values(unzipSync(bytes)).map((file) => Buffer.from(file))

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
    const delay = monitorEventLoopDelay({ resolution: 5 })
    delay.enable()

    const file = await render(orderOf('fixture', { kind: 'file', path, size: 100_000_000 }))
    delay.disable()

    expect(file.name).toMatch(/\.zip$/)
    expect(delay.max / 1e6).toBeLessThan(250)
  }, 60_000)

  it('gives 100 MB of control characters, which take six times their size in JSON, in small pieces', async () => {
    const { pieces } = started()
    const path = join(await tempDir(), 'body')
    await writeFile(path, '')
    await truncate(path, 100_000_000)

    let size = 0
    let longest = 0
    for await (const { base64 } of pieces(orderOf('har', { kind: 'file', path, size: 100_000_000 }))) {
      size += base64.length
      longest = Math.max(longest, base64.length)
    }

    expect(size).toBeGreaterThan(800_000_000)
    expect(longest).toBeLessThan(200_000)
  }, 120_000)

  it('makes no more of it than is taken, and goes on with the next one when the reader goes away', async () => {
    const { pieces, render } = started()
    const path = join(await tempDir(), 'body')
    await writeFile(path, randomBytes(1000))
    await truncate(path, 20_000_000)

    for await (const { name } of pieces(orderOf('fixture', { kind: 'file', path, size: 20_000_000 }))) {
      expect(name).toMatch(/\.zip$/)
      break
    }

    expect(await render(orderOf('har', memory('{}')))).toMatchObject({ mediaType: 'application/json' })
  })

  it('takes nothing after it was closed', async () => {
    const { render, close } = started()
    await close()

    await expect(render(orderOf('har', memory('{}')))).rejects.toMatchObject({ code: 'closed' })
  })
})
