import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ExportItem } from '../../../../src/main/engine/export/export-format.ts'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import { exportInputs } from '../../../support/export-inputs.ts'
import { renderText } from '../../../support/render-format.ts'
import {
  deliveredHeaders,
  exportedHeaders,
  type HeardRequest,
  headersByName,
  requestLog,
} from '../../../support/request-log.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const run = promisify(execFile)
const hasHttpie = ['/usr/bin/http', '/usr/local/bin/http', '/opt/homebrew/bin/http'].some((path) => existsSync(path))

let server: Awaited<ReturnType<typeof requestLog>>

beforeAll(async () => {
  server = await requestLog()
})
afterAll(() => server.close())
beforeEach(() => {
  server.heard.length = 0
})

async function sendByShell(item: ExportItem): Promise<HeardRequest> {
  const targetUrl = `http://127.0.0.1:${server.port}/hook/a/../b?x=1&y='z'`
  const path = join(await tempDir(), 'send.sh')
  await writeFile(path, renderText('httpie', [{ ...item, targetUrl }]))
  await run('/bin/sh', [path], { env: { PATH: process.env.PATH, HOME: '/nowhere', no_proxy: '*' } })
  const [only] = server.heard
  if (!only || server.heard.length !== 1) throw new Error(`${server.heard.length} requests arrived`)
  return only
}

/** HTTPie takes half a second for each. */
const chosen = ['at-sign', 'binary', 'crlf', 'duplicate-headers', 'empty', 'get-query', 'heredoc', 'put', 'utf-8']

// Debian has it as the package httpie.
describe.runIf(hasHttpie)('HTTPie run by sh', () => {
  it.each([...exportInputs()].filter(([name]) => chosen.includes(name)))(
    'sends %s: exact method, path, headers and bytes',
    async (_, item) => {
      const got = await sendByShell(item)
      expect(got.method).toBe(item.delivery.request.method)
      expect(got.url).toBe("/hook/a/../b?x=1&y='z'")
      expect(got.body.equals(item.body)).toBe(true)
      // In an order of its own, with two that cannot be left out.
      const added = { 'accept-encoding': expect.any(String), 'user-agent': expect.any(String) }
      expect(headersByName(deliveredHeaders(got))).toEqual({ ...added, ...headersByName(exportedHeaders(item)) })
    },
  )
})

describe('HTTPie text', () => {
  it('names the headers that HTTPie cannot be given, and leaves them out', () => {
    const delivery = deliveryDetail(
      {},
      {
        headers: [
          ['X-Bytes', '\u00ff'],
          ['X-Path', 'C\\:x'],
          ['X-Plain', 'C:\\x'],
        ],
      },
    )
    const text = renderText('httpie', [{ delivery, body: Buffer.of(), endpointName: 'x' }])
    expect(text).toContain('Left out, because HTTPie cannot be given these values: X-Bytes, X-Path.')
    expect(text).not.toMatch(/^ {2}.*X-(?:Bytes|Path):/m)
    expect(text).toContain("'X-Plain: C:\\x'")
  })

  it.each([
    ['--download', 'x', 'POST'],
    ['M-SEARCH', '', 'GET'],
  ])('puts another method in place of %s, which HTTPie takes for an option or the URL', (method, body, given) => {
    const item = { delivery: deliveryDetail({}, { method }), body: Buffer.from(body), endpointName: 'x' }
    const [note, command] = renderText('httpie', [item]).split(/^(?=http )/m)
    expect(note).toContain(`HTTPie cannot be given the method ${method}; ${given} stands in its place.`)
    expect(command).toMatch(new RegExp(`^http (?:--ignore-stdin |--raw=x )*${given} `))
    expect(command).not.toContain(method)
  })

  it('says that a URL is encoded', () => {
    const item = {
      delivery: deliveryDetail(),
      body: Buffer.of(),
      endpointName: 'x',
      targetUrl: 'http://localhost/?x={y}',
    }
    expect(renderText('httpie', [item])).toContain('HTTPie encodes some characters of this URL')
  })
})
