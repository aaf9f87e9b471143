import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { exportInputs } from '../../../support/export-inputs.ts'
import { joinPieces } from '../../../support/join-pieces.ts'
import { renderFormat } from '../../../support/render-format.ts'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

describe.each([...exportInputs()])('fixture of %s', (_, item) => {
  const files = renderFormat('fixture', [item])
  const envelope = JSON.parse(Buffer.from(joinPieces(files[0]?.content ?? [])).toString())

  it('decodes to the exact body, and names its hash', () => {
    const decoded = Buffer.from(envelope.bodyBase64, 'base64')
    expect(sha256(decoded)).toBe(sha256(item.body))
    expect(envelope.bodySha256).toBe(sha256(item.body))
  })

  it('has the exact body beside it, under the name that it says', () => {
    const [, body] = files
    expect(body?.name ?? null).toBe(envelope.bodyFile)
    if (body) expect(sha256(joinPieces(body.content))).toBe(sha256(item.body))
    else expect(item.body.byteLength).toBe(0)
  })

  it('keeps every header in order, case and number; only masked values differ', () => {
    const stored = item.delivery.request.headers
    expect(envelope.headers.map(([name]: [string]) => name)).toEqual(stored.map(([name]) => name))
    for (const [at, [name, value]] of stored.entries()) {
      const plain = value.replace('q83vEjRWeJCrze8SNFZ4kA', '{token}')
      expect(envelope.headers[at][1]).toBe(envelope.masked.includes(name) ? '(masked)' : plain)
    }
  })

  it('says what is expected of it', () => {
    expect(envelope).toMatchObject({
      format: 'switchhook-fixture',
      version: 1,
      receivedAt: '2026-11-20T16:36:30.125Z',
      expected: { verification: 'verified', reason: 'signature-matches', conformance: 'conforms' },
    })
  })
})
