import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
// @ts-expect-error It has no types.
import harSchemas from 'har-schema'
import { expect, it } from 'vitest'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import { exportInputs } from '../../../support/export-inputs.ts'
import { fileBytes, renderFormat } from '../../../support/render-format.ts'

/** The published schemas of HAR 1.2, written for draft 6. */
const ajv = new Ajv({ allErrors: true, strict: false })
addFormats.default(ajv)
for (const { $schema: _, ...schema } of Object.values(harSchemas as Record<string, { $schema?: string }>))
  ajv.addSchema(schema)
const validate = ajv.getSchema('har.json')!

function archive(items = [...exportInputs().values()]) {
  const files = renderFormat('har', items)
  expect(files).toHaveLength(1)
  return { name: files[0]?.name, har: JSON.parse(fileBytes(files[0]!).toString()) }
}

it('fits the published schema of HAR 1.2 for every kind of request, and one without an answer', () => {
  const unanswered = { delivery: deliveryDetail({ answerGiven: null }), body: Buffer.of(), endpointName: 'x' }
  const { har } = archive([...exportInputs().values(), unanswered])
  void validate(har)
  expect(validate.errors).toBeNull()
  expect(har.log.entries).toHaveLength(exportInputs().size + 1)
  expect(validate({ log: { ...har.log, entries: [{ ...har.log.entries[0], request: {} }] } })).toBe(false)
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
