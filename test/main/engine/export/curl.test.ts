import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ExportItem } from '../../../../src/main/engine/export/export-format.ts'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import { exportInputs } from '../../../support/export-inputs.ts'
import { renderText } from '../../../support/render-format.ts'
import { deliveredHeaders, exportedHeaders, type HeardRequest, requestLog } from '../../../support/request-log.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const run = promisify(execFile)
const hasCurl = ['/usr/bin/curl', '/usr/local/bin/curl', '/opt/homebrew/bin/curl'].some((path) => existsSync(path))
const shells = ['/bin/sh', '/bin/bash', '/bin/zsh'].filter((path) => existsSync(path))

let server: Awaited<ReturnType<typeof requestLog>>

beforeAll(async () => {
  server = await requestLog()
})
afterAll(() => server.close())
beforeEach(() => {
  server.heard.length = 0
})

async function sendByShell(item: ExportItem, shell: string): Promise<HeardRequest> {
  const targetUrl = `http://127.0.0.1:${server.port}/hook/a/../b?x=[1]&y={z}`
  const path = join(await tempDir(), 'send.sh')
  await writeFile(path, renderText('curl', [{ ...item, targetUrl }]))
  await run(shell, [path], { env: { PATH: process.env.PATH, HOME: '/nowhere', no_proxy: '*' } })
  const [only] = server.heard
  if (!only || server.heard.length !== 1) throw new Error(`${server.heard.length} requests arrived`)
  return only
}

describe.runIf(hasCurl).each(shells)('cURL run by %s', (shell) => {
  it.each([...exportInputs()])('sends %s: exact method, path, headers and bytes', async (_, item) => {
    const got = await sendByShell(item, shell)
    expect(got.method).toBe(item.delivery.request.method)
    expect(got.url).toBe('/hook/a/../b?x=[1]&y={z}')
    expect(got.body.equals(item.body)).toBe(true)
    expect(deliveredHeaders(got)).toEqual(exportedHeaders(item))
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
    return renderText('curl', [{ delivery, body: Buffer.from(body), endpointName: 'x' }])
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
