import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { expect, test } from 'vitest'
import { contract } from '#shared/api/contract.ts'
import { openApiOf } from '../../../src/main/api/openapi.ts'
import { apiPage } from '../../../src/main/headless/api-page.ts'

interface Operation {
  readonly requestBody: { readonly content: Record<string, { readonly schema: object }> }
  readonly responses: Record<
    string,
    { readonly content: Record<string, { readonly schema: { contentSchema?: object } }> }
  >
}

const document = openApiOf(contract, '1.2.3') as {
  readonly openapi: string
  readonly info: object
  readonly paths: Record<string, { readonly post: Operation }>
}
const names = [...Object.keys(contract.calls), ...Object.keys(contract.streams)]

test('each call and stream of the contract is there, and nothing else', () => {
  expect(document).toMatchObject({ openapi: '3.1.0', info: { version: '1.2.3' } })
  expect(Object.keys(document.paths)).toEqual(names.map((name) => `/${name}`))
  expect(document.paths['/deliveries.watch']!.post.responses[200]!.content).toHaveProperty('text/event-stream')
  expect(document.paths['/deliveries.page']!.post.responses[200]!.content).toHaveProperty('application/json')
})

test('each schema compiles, and takes what the contract takes', () => {
  const ajv = addFormats.default(new Ajv2020({ strict: false }))
  for (const { post } of Object.values(document.paths)) {
    expect(() => ajv.compile(post.requestBody.content['application/json']!.schema)).not.toThrow()
    for (const { schema } of Object.values(post.responses[200]!.content))
      expect(() => ajv.compile(schema.contentSchema ?? schema)).not.toThrow()
  }
  const page = ajv.compile(document.paths['/deliveries.page']!.post.requestBody.content['application/json']!.schema)
  expect(page({})).toBe(true)
  expect(page({ query: 'type:call.ended', limit: 10 })).toBe(true)
  expect(page({ limit: 501 })).toBe(false)
  expect(page({ other: 1 })).toBe(false)
})

test('the page names each of them with a command that can be copied', () => {
  const { body, headers } = apiPage(document)

  expect(headers['content-security-policy']).toContain("default-src 'none'")
  for (const name of names) expect(body).toContain(`http://127.0.0.1:4191/api/v1/${name}</pre>`)
  expect(body).not.toMatch(/<script/i)
})
