import Ajv from 'ajv/dist/2020.js'
import { expect, it } from 'vitest'
import { exportFormats } from '../../../../src/main/engine/export/registry.ts'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import { exportInputs } from '../../../support/export-inputs.ts'
import { joinPieces } from '../../../support/join-pieces.ts'

const strict = (properties: object, optional: object = {}) => ({
  type: 'object',
  required: Object.keys(properties),
  properties: { ...properties, ...optional, comment: { type: 'string' } },
  patternProperties: { '^_': {} },
  additionalProperties: false,
})
const string = { type: 'string' }
const size = { type: 'integer', minimum: -1 }
const time = { type: 'number', minimum: -1 }
const list = (items: object) => ({ type: 'array', items })
const pairs = list(strict({ name: string, value: string }))
const common = { httpVersion: string, cookies: list({}), headers: pairs, headersSize: size, bodySize: size }

/** Required and allowed fields as in {@link http://www.softwareishard.com/blog/har-12-spec/}. */
const schema = strict({
  log: strict(
    {
      version: { const: '1.2' },
      creator: strict({ name: string, version: string }),
      entries: list(
        strict(
          {
            startedDateTime: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$' },
            time: { type: 'number', minimum: 0 },
            request: strict(
              { ...common, method: string, url: string, queryString: pairs },
              { postData: strict({ mimeType: string, text: string }) },
            ),
            response: strict({
              ...common,
              status: { type: 'integer' },
              statusText: string,
              content: strict({ size, mimeType: string }, { text: string, encoding: string, compression: size }),
              redirectURL: string,
            }),
            cache: { type: 'object' },
            timings: strict({ send: time, wait: time, receive: time }),
          },
          { pageref: string, serverIPAddress: string, connection: string },
        ),
      ),
    },
    { browser: {}, pages: {} },
  ),
})
const validate = new Ajv().compile(schema)

function archive(items = [...exportInputs().values()]) {
  const files = exportFormats.get('har')?.render(items, 'switchhook 0.1.0') ?? []
  expect(files).toHaveLength(1)
  return { name: files[0]?.name, har: JSON.parse(Buffer.from(joinPieces(files[0]?.content ?? [])).toString()) }
}

it('is valid HAR 1.2 for every kind of request', () => {
  const { har } = archive()
  validate(har)
  expect(validate.errors).toBeNull()
  expect(har.log.entries).toHaveLength(exportInputs().size)
})

it('holds every body exactly', () => {
  const { har } = archive()
  const items = [...exportInputs().values()]
  for (const [at, item] of items.entries()) {
    const { postData, bodySize, url } = har.log.entries[at].request
    const body = Buffer.from(postData?.text ?? '', postData?._encoding === 'base64' ? 'base64' : 'utf8')
    expect(body.equals(item.body)).toBe(true)
    expect(bodySize).toBe(item.body.byteLength)
    expect(URL.canParse(url)).toBe(true)
  }
})

it('adds up its times, and has status 0 where no answer was given', () => {
  const delivery = deliveryDetail({ answerGiven: null })
  const { har, name } = archive([{ delivery, body: Buffer.of(), endpointName: 'x' }])
  const [entry] = har.log.entries
  expect(name).toBe('allo-v2-call.completed-20261120-163630-9x7qh3m8.har')
  expect(entry.response).toMatchObject({ status: 0, statusText: '', bodySize: -1 })
  expect(entry.time).toBe(entry.timings.send + entry.timings.wait + entry.timings.receive)
})

it('is one archive for several deliveries', () => {
  expect(archive().name).toBe(`switchhook-${exportInputs().size}-deliveries.har`)
})
