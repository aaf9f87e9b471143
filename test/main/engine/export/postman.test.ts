import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import type { ExportItem } from '../../../../src/main/engine/export/export-format.ts'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import { exportInputs } from '../../../support/export-inputs.ts'
import { fileBytes, renderFormat } from '../../../support/render-format.ts'
import { exportedHeaders } from '../../../support/request-log.ts'

const string = { type: 'string' }
const object = (properties: object, required: readonly string[] = Object.keys(properties)) => ({
  type: 'object',
  required,
  properties,
  additionalProperties: false,
})
const headers = { type: 'array', items: object({ key: string, value: string }) }

/**
 * What we use of the published schema of collections v2.1.0 (draft 7, from schema.postman.com), which no package ships: its
 * types and required members, and, stricter than there, no others. `options` is in Postman's own exports only.
 */
const schema = object({
  info: object({ name: string, description: string, schema: string }, ['name', 'schema']),
  item: {
    type: 'array',
    items: object(
      {
        name: string,
        request: object(
          {
            method: string,
            url: string,
            description: string,
            header: headers,
            body: {
              oneOf: [
                object({ mode: { const: 'raw' }, raw: string, options: { type: 'object' } }, ['mode', 'raw']),
                object({ mode: { const: 'file' }, file: object({ src: string }) }),
              ],
            },
          },
          ['method', 'url', 'header'],
        ),
        response: {
          type: 'array',
          items: object({ name: string, status: string, code: { type: 'integer' }, header: headers, body: string }),
        },
        protocolProfileBehavior: { type: 'object', properties: { disableBodyPruning: { type: 'boolean' } } },
      },
      ['request'],
    ),
  },
})
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema)

function collectionOf(items: readonly ExportItem[]) {
  const [main, ...bodies] = renderFormat('postman', items)
  const collection = JSON.parse(fileBytes(main!).toString())
  return { name: main!.name, collection, bodies: new Map(bodies.map((file) => [file.name, fileBytes(file)])) }
}

it('fits the published schema for every kind of request, and one without an answer', () => {
  const unanswered = { delivery: deliveryDetail({ answerGiven: null }), body: Buffer.of(), endpointName: 'x' }
  const { collection } = collectionOf([...exportInputs().values(), unanswered])
  validate(collection)
  expect(validate.errors).toBeNull()
  expect(collection.item).toHaveLength(exportInputs().size + 1)
  expect(collection.item.at(-1).response).toEqual([])
  expect(collection.item[0].response).toMatchObject([{ code: 200, status: 'OK', body: 'ok' }])
})

describe.each([...exportInputs()])('Postman collection of %s', (_, item) => {
  const { collection, bodies } = collectionOf([item])
  const [{ request }] = collection.item

  it('holds the exact body, or names the file that does', () => {
    const { mode = 'none', raw, file } = request.body ?? {}
    const body = mode === 'file' ? bodies.get(file.src) : Buffer.from(raw ?? '')
    expect(body?.equals(item.body)).toBe(true)
    expect(bodies.size).toBe(mode === 'file' ? 1 : 0)
  })

  it('has all headers in order, and keeps Postman from adding its own', () => {
    const sent = request.header.map(({ key, value }: { key: string; value: string }) => [key, value])
    expect(sent).toEqual(exportedHeaders(item))
    const { disabledSystemHeaders } = collection.item[0].protocolProfileBehavior
    const names = new Set(sent.map(([name]: [string]) => name.toLowerCase()))
    expect(disabledSystemHeaders['user-agent'] ?? false).toBe(!names.has('user-agent'))
  })
})

it('puts what Postman would take for a variable in a file, and says so where it cannot', () => {
  const delivery = deliveryDetail({}, { headers: [['X-Template', '{{$guid}}']] })
  const { collection, bodies } = collectionOf([{ delivery, body: Buffer.from('{"a":"{{$guid}}"}'), endpointName: 'x' }])
  expect([...bodies.values()].map(String)).toEqual(['{"a":"{{$guid}}"}'])
  expect(collection.item[0].request.description).toContain('Postman takes {{')
})

it('is one collection for several deliveries', () => {
  expect(collectionOf([...exportInputs().values()]).name).toBe(
    `switchhook-${exportInputs().size}-deliveries.postman_collection.json`,
  )
})
