import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { ExportItem } from '../../../../src/main/engine/export/export-format.ts'
import { exportFormats } from '../../../../src/main/engine/export/registry.ts'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import { exportInputs } from '../../../support/export-inputs.ts'
import { joinPieces } from '../../../support/join-pieces.ts'
import { type ListeningServer, listeningServer } from '../../../support/listening-server.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const run = promisify(execFile)
const hasCurl = ['/usr/bin/curl', '/usr/local/bin/curl', '/opt/homebrew/bin/curl'].some((path) => existsSync(path))
const shells = ['/bin/sh', '/bin/bash', '/bin/zsh'].filter((path) => existsSync(path))

interface Heard {
  readonly method: string
  readonly url: string
  readonly headers: HeaderPair[]
  readonly body: Buffer
}

let server: ListeningServer
let heard: Heard[]

beforeAll(async () => {
  server = await listeningServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const raw = incoming.rawHeaders
    const headers = raw.flatMap((name, at): HeaderPair[] => (at % 2 === 0 ? [[name, raw[at + 1] ?? '']] : []))
    heard.push({ method: incoming.method ?? '', url: incoming.url ?? '', headers, body: Buffer.concat(chunks) })
    response.end('ok')
  })
})
afterAll(() => server.close())
beforeEach(() => {
  heard = []
})

const own = /^(?:host|content-length|connection|transfer-encoding|proxy-.*)$/i

async function sendByShell(item: ExportItem, shell: string): Promise<Heard> {
  const targetUrl = `http://127.0.0.1:${server.port}/hook/a/../b?x=[1]&y={z}`
  const [file] = exportFormats.get('curl')?.render([{ ...item, targetUrl }], 'switchhook 0.1.0') ?? []
  const path = join(await tempDir(), 'send.sh')
  await writeFile(path, joinPieces(file?.content ?? []))
  await run(shell, [path], { env: { PATH: process.env.PATH, HOME: '/nowhere', no_proxy: '*' } })
  const [only] = heard
  if (!only || heard.length !== 1) throw new Error(`${heard.length} requests arrived`)
  return only
}

describe.runIf(hasCurl).each(shells)('cURL run by %s', (shell) => {
  it.each([...exportInputs()])('sends %s: exact method, path, headers and bytes', async (_, item) => {
    const got = await sendByShell(item, shell)
    expect(got.method).toBe(item.delivery.request.method)
    expect(got.url).toBe('/hook/a/../b?x=[1]&y={z}')
    expect(got.body.equals(item.body)).toBe(true)
    const masked = /^(?:authorization|cookie|x-vapi-secret|x-api-key|x-plain|x-basic)$/i
    const token = /\/in\/[\w-]{22}/g
    const expected = item.delivery.request.headers
      .filter(([name]) => !own.test(name))
      .map(([name, value]) => [name, masked.test(name) ? '(masked)' : value.replaceAll(token, '/in/{token}')])
    expect(got.headers.filter(([name]) => !own.test(name))).toEqual(expected)
  })

  it.each([100_000, 100_001, 1_500_000])('sends %d bytes of text', async (size) => {
    const body = Buffer.from(
      randomBytes(size / 2 + 1)
        .toString('hex')
        .slice(0, size),
    )
    const delivery = deliveryDetail({}, { headers: [['Content-Type', 'text/plain']] })
    const got = await sendByShell({ delivery, body, endpointName: 'x' }, shell)
    expect(got.body.equals(body)).toBe(true)
    expect(got.headers.map(([name]) => name)).toEqual(['Host', 'Content-Type', 'Content-Length'])
  })
})

describe('cURL text', () => {
  const text = (body: string, target?: string) => {
    const delivery = deliveryDetail({}, target === undefined ? {} : { target })
    const files = exportFormats.get('curl')?.render([{ delivery, body: Buffer.from(body), endpointName: 'x' }], 'x 1')
    return Buffer.from(joinPieces(files?.[0]?.content ?? [])).toString()
  }

  it('goes to a local port where no target is set, with path and query', () => {
    expect(text('{}', '/in/q83vEjRWeJCrze8SNFZ4kA?a=b')).toContain("'http://localhost:3000/?a=b'")
    expect(text('{}', '/in/q83vEjRWeJCrze8SNFZ4kA/sms')).toContain(' http://localhost:3000/sms ')
  })

  it.each(['\u001b[201~;id', 'a\rb', '\u0000', '\u009b', '\u0007'])(
    'has no control characters for a terminal: %j',
    (body) => {
      expect(text(body)).toMatch(/^[\n -~]+$/)
    },
  )
})
