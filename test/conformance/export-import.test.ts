import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { ExportItem } from '../../src/main/engine/export/export-format.ts'
import { exportFormats } from '../../src/main/engine/export/registry.ts'
import { belowOf } from '../../src/main/engine/import/examine.ts'
import type { ImportedRequest } from '../../src/main/engine/import/import-format.ts'
import { importFormats, readFile } from '../../src/main/engine/import/registry.ts'
import { SourceText } from '../../src/main/engine/import/source-text.ts'
import { deliveryDetail } from '../support/delivery-detail.ts'
import { exportInputs } from '../support/export-inputs.ts'
import { joinPieces } from '../support/join-pieces.ts'
import { holdsFor } from '../support/property.ts'
import { renderFormat } from '../support/render-format.ts'

const generator = 'switchhook 0.1.0'
const token = 'T0kenOfTheEndpoint4711'

/** What both sides know. A format that is added to either joins by itself. */
const both = [...exportFormats.values()].filter(({ id }) => importFormats.has(id))

interface GeneratedRequest {
  readonly method: string
  readonly below: string
  readonly headers: readonly HeaderPair[]
  readonly body: Uint8Array
}

const urlChar = fc.constantFrom(...'abcXYZ019-._~!$&\'()*+,;=:@/%{}[]|^`"<>\\')
const headerName = fc.constantFrom(
  'Content-Type',
  'X-Event',
  'x-event',
  'X-Replicer-Signature',
  'Accept',
  'User-Agent',
  'X_b!c',
)
const headerChar = fc.constantFrom(...' \t!"#$%&\'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~\x80\xe9\xff')

const requests: fc.Arbitrary<GeneratedRequest> = fc.record({
  method: fc.constantFrom('POST', 'POST', 'PUT', 'PATCH', 'GET', 'DELETE', 'REPORT'),
  below: fc
    .tuple(
      fc.string({ unit: urlChar, maxLength: 12 }),
      fc.option(fc.string({ unit: urlChar, maxLength: 12 }), { nil: null }),
    )
    .map(([path, query]) => `${path === '' ? '' : `/${path}`}${query === null ? '' : `?${query}`}`),
  headers: fc.array(
    fc.tuple(
      headerName,
      fc.string({ unit: headerChar, maxLength: 20 }).map((text) => text.replace(/^[ \t]+|[ \t]+$/g, '')),
    ),
    { maxLength: 6 },
  ),
  body: fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.string({ unit: 'binary', maxLength: 60 }).map((text) => Buffer.from(text)),
    fc.json().map((text) => Buffer.from(text)),
    fc
      .array(
        fc.constantFrom("'", '"', '\\', '$(x)', '`', '!', '%', '@', '\n', '\r\n', '\0', '{{a}}', '###', 'é', '📞'),
        { maxLength: 12 },
      )
      .map((parts) => Buffer.from(parts.join(''))),
  ),
})

function itemOf({ method, below, headers, body }: GeneratedRequest): ExportItem {
  const target = `/in/${token}${below}`
  const delivery = deliveryDetail(
    { method },
    { method, target, publicUrl: `http://127.0.0.1:4180${target}`, headers: [...headers], bodySize: body.byteLength },
  )
  return { delivery, body, endpointName: 'Sales agent', tokens: [token] }
}

/** Exports one delivery, and reads the file again, with those that lie beside it. */
function throughFile(id: string, item: ExportItem): ImportedRequest {
  const files = renderFormat(id, [item], {}, generator)
  const bytes = new Map(files.map((file) => [file.name, Buffer.from(joinPieces(file.content))]))
  const [name, content] = [...bytes][0]!
  const read = readFile(new SourceText(name, content, (other) => bytes.get(other) ?? null), null)
  if (!read.content.ok) throw new Error(`${JSON.stringify(read.content.problem)}\n${content.toString('latin1')}`)
  expect(read.format?.id).toBe(id)
  expect(read.content.requests).toHaveLength(1)
  return read.content.requests[0]!
}

/** Other formats have to encode what is not allowed in a URL. */
const keepsUrls = new Set(['fixture', 'curl'])
const decoded = (url: string) =>
  url.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

/** What a format has no way to write; its file names what it leaves out. */
const leavesOut: Readonly<Record<string, RegExp>> = { http: /\{\{|[\x80-\x9f]/ }

/** These belong to a connection, and are made again for each. */
const ofConnection =
  /^(?:host|content-length|connection|keep-alive|transfer-encoding|te|trailer|upgrade|expect|proxy-.*)$/i

const compared = (method: string, below: string, headers: readonly HeaderPair[], body: Uint8Array) => ({
  method,
  below: below.replace(/^\/(?=\?|$)/, ''),
  headers: headers.filter(([name]) => !ofConnection.test(name)),
  body: Buffer.from(body).toString('latin1'),
})

const imported = ({ method, below, url, headers, body }: ImportedRequest) =>
  compared(method, below ?? belowOf(url), headers, body)

it('names in an HTTP file the headers that it leaves out', () => {
  const headers: HeaderPair[] = [
    ['X-A', '{{a}}'],
    ['X-B', '\x80'],
    ['X-C', 'é'],
  ]
  const item = itemOf({ method: 'POST', below: '/', headers, body: new Uint8Array(0) })
  const [file] = renderFormat('http', [item], {}, generator)
  expect(Buffer.from(joinPieces(file!.content)).toString()).toMatch(/^# Left out, .*: X-A, X-B\.$/m)
})

it('compares formats at all', () =>
  expect(both.map(({ id }) => id)).toEqual(expect.arrayContaining(['fixture', 'har', 'curl'])))

describe.each(both)('$id', ({ id }) => {
  it('gives back what was exported, byte for byte', () => {
    holdsFor(requests, (request) => {
      const { method, below, headers, body } = request
      const got = imported(throughFile(id, itemOf(request)))
      const url = keepsUrls.has(id) ? (text: string) => text : decoded
      expect({ ...got, below: url(got.below) }).toEqual({
        ...compared(
          method,
          url(below),
          headers.filter(([, value]) => !leavesOut[id]?.test(value)),
          body,
        ),
        below: url(below.replace(/^\/(?=\?|$)/, '')),
      })
    })
  })

  it.each([...exportInputs()])('gives back %s as it was exported', (_, item) => {
    // With what was masked, which no import brings back.
    const once = throughFile(id, item)
    expect(Buffer.from(once.body).includes('(masked)') || Buffer.from(once.body).equals(Buffer.from(item.body))).toBe(
      true,
    )
    expect(once.method).toBe(item.delivery.request.method)
  })
})
