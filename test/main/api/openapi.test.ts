import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect, it, test } from 'vitest'
import { z } from 'zod'
import { contract } from '#shared/api/contract.ts'
import { createJsonSchemas } from '../../../src/main/api/json-schemas.ts'
import { openApiOf } from '../../../src/main/api/openapi.ts'
import { apiPage } from '../../../src/main/headless/api-page.ts'

interface Operation {
  readonly summary: string
  readonly description: string
  readonly requestBody: { readonly content: Record<string, { readonly schema: object }> }
  readonly responses: Record<string, { readonly content: Record<string, { readonly schema: object }> }>
}

const document = openApiOf(contract, '1.2.3') as {
  readonly openapi: string
  readonly info: object
  readonly paths: Record<string, { readonly post: Operation }>
  readonly components: { readonly schemas: Record<string, object> }
}
const documented = { ...contract.calls, ...contract.streams }
const names = Object.keys(documented)

test('the document is valid', async () => {
  const validator = new Validator()

  expect(await validator.validate(structuredClone(document))).toEqual({ valid: true })
  expect(validator.version).toBe('3.1')
})

test('each call and stream of the contract is there, and nothing else', () => {
  expect(document).toMatchObject({ openapi: '3.1.0', info: { version: '1.2.3' } })
  expect(Object.keys(document.paths)).toEqual(names.map((name) => `/${name}`))
  expect(document.paths['/deliveries.watch']!.post.responses[200]!.content).toHaveProperty('text/event-stream')
  expect(document.paths['/deliveries.page']!.post.responses[200]!.content).toHaveProperty('application/json')
})

test('each says what it does, in whole sentences of which the first can stand alone', () => {
  for (const [name, { doc }] of Object.entries(documented)) {
    const { summary, description } = document.paths[`/${name}`]!.post
    expect(doc, name).toMatch(/^[A-Z].*\.$/)
    expect(description).toBe(doc)
    expect(`${doc} `.startsWith(`${summary}. `), name).toBe(true)
  }
})

test('each reference leads to a schema, and each schema is referred to', () => {
  const referred = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name)

  expect(new Set(referred)).toEqual(new Set(Object.keys(document.components.schemas)))
  expect(JSON.stringify(document)).not.toContain('#/$defs')
  expect(document.components.schemas).toHaveProperty('DeliveryRow')
})

test('each schema is one, and takes what the contract takes', () => {
  const ajv = addFormats.default(new Ajv2020({ strict: false, formats: { base64: true } }))
  for (const { post } of Object.values(document.paths)) {
    expect(ajv.validateSchema(post.requestBody.content['application/json']!.schema)).toBe(true)
    for (const { schema } of Object.values(post.responses[200]!.content)) expect(ajv.validateSchema(schema)).toBe(true)
  }
  for (const schema of Object.values(document.components.schemas)) expect(ajv.validateSchema(schema)).toBe(true)

  ajv.addSchema({ components: document.components }, 'api')
  expect(ajv.compile({ $ref: 'api#/components/schemas/Endpoint' })({ id: 'e' })).toBe(false)
  const page = ajv.compile(document.paths['/deliveries.page']!.post.requestBody.content['application/json']!.schema)
  expect(page({})).toBe(true)
  expect(page({ query: 'type:call.ended', limit: 10 })).toBe(true)
  expect(page({ limit: 501 })).toBe(false)
  expect(page({ other: 1 })).toBe(false)
})

test('the page names each of them with what it does and a command that can be copied', () => {
  const { body, headers } = apiPage(document)

  expect(headers['content-security-policy']).toContain("default-src 'none'")
  for (const name of names) expect(body).toContain(`http://127.0.0.1:4191/api/v1/${name}</pre>`)
  expect(body).toContain('<p>Deletes a secret.</p>')
  expect(body).toContain('<code>removals.startChosen</code>')
  expect(body).toContain('<a href="#schema-DeliveryRow">DeliveryRow</a>')
  expect(body).not.toMatch(/<script/i)
})

describe('schemas that share a model', () => {
  const Inner = z.object({ n: z.number().default(1) })
  const Outer = z.object({ inner: Inner }).describe('An outer one.')

  it('refer to one component', () => {
    const schemas = createJsonSchemas({ Inner, Outer })

    expect(schemas.of(z.array(Outer), 'output')).toMatchObject({ items: { $ref: '#/components/schemas/Outer' } })
    expect(schemas.of(Outer, 'output')).toMatchObject({ $ref: '#/components/schemas/Outer' })
    expect(schemas.components()).toMatchObject({
      Inner: { required: ['n'] },
      Outer: { description: 'An outer one.', properties: { inner: { $ref: '#/components/schemas/Inner' } } },
    })
  })

  it('keep input and output apart where a part of it differs', () => {
    const schemas = createJsonSchemas({ Inner, Outer })
    schemas.of(Outer, 'output')

    expect(schemas.of(z.object({ o: Outer }), 'input')).toMatchObject({
      properties: { o: { $ref: '#/components/schemas/OuterInput' } },
    })
    expect(schemas.components()).toMatchObject({
      InnerInput: { properties: { n: { default: 1 } } },
      OuterInput: { properties: { inner: { $ref: '#/components/schemas/InnerInput' } } },
    })
    expect(schemas.components()).not.toHaveProperty('InnerInput.required')
  })

  it('tell of integers no more than is meant', () => {
    const { properties } = createJsonSchemas({}).of(z.object({ any: z.int(), few: z.int().min(0).max(9) }), 'output')

    expect(properties).toEqual({ any: { type: 'integer' }, few: { type: 'integer', minimum: 0, maximum: 9 } })
  })

  it('name what refers to itself', () => {
    const schemas = createJsonSchemas({})

    expect(schemas.of(z.object({ any: z.json() }), 'output')).toMatchObject({
      properties: { any: { $ref: '#/components/schemas/JsonValue' } },
    })
    schemas.of(z.object({ other: z.json() }), 'input')
    expect(Object.keys(schemas.components())).toEqual(['JsonValue'])
  })
})
