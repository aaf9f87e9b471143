import { z } from 'zod'
import type { CallContract, Contract, StreamContract } from '#shared/api/contract-types.ts'
import { statusOfError } from './http-api.ts'

type Json = Readonly<Record<string, unknown>>

/** The API as an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1), made from the contract. */
export function openApiOf(contract: Contract, version: string): Json {
  const calls = Object.entries(contract.calls).map(([name, one]) => [`/${name}`, { post: callOperation(name, one) }])
  const streams = Object.entries(contract.streams).map(([name, one]) => [
    `/${name}`,
    { post: streamOperation(name, one) },
  ])
  return {
    openapi: '3.1.0',
    info: {
      title: 'Switchhook',
      version,
      description:
        'Everything that the page can do. Each call is a POST with its input as JSON; a stream answers with server-sent events until one side ends it.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ token: [] }],
    tags: [...new Set([...Object.keys(contract.calls), ...Object.keys(contract.streams)].map(tagOf))].map((name) => ({
      name,
    })),
    paths: Object.fromEntries([...calls, ...streams]),
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'The token of the printed address.' },
      },
      schemas: { Error: errorSchema },
      responses: {
        Error: {
          description: 'What is wrong, and what to do.',
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
        },
      },
    },
  }
}

const tagOf = (name: string) => name.split('.')[0]!

function callOperation(name: string, { input, output }: CallContract): Json {
  return {
    ...operation(name, input),
    responses: {
      200: { description: 'The output.', content: { 'application/json': { schema: schemaOf(output, 'output') } } },
      default: { $ref: '#/components/responses/Error' },
    },
  }
}

function streamOperation(name: string, { input, item }: StreamContract): Json {
  const events = { type: 'string', contentMediaType: 'application/json', contentSchema: schemaOf(item, 'output') }
  return {
    ...operation(name, input),
    responses: {
      200: {
        description:
          'A stream: each event’s data is one item. It ends with an event `end`, or `error` whose data is the error.',
        content: { 'text/event-stream': { schema: events } },
      },
      default: { $ref: '#/components/responses/Error' },
    },
  }
}

const operation = (name: string, input: z.ZodType): Json => ({
  operationId: name,
  tags: [tagOf(name)],
  requestBody: { content: { 'application/json': { schema: schemaOf(input, 'input') } } },
})

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...found } = z.toJSONSchema(schema, { io, target: 'draft-2020-12', unrepresentable: 'any' })
  return found
}

const errorSchema: Json = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['code', 'message', 'issues'],
      properties: {
        code: { enum: Object.keys(statusOfError) },
        message: { type: 'string' },
        issues: {
          type: 'array',
          items: {
            type: 'object',
            required: ['path', 'message'],
            properties: { path: { type: 'array' }, message: { type: 'string' } },
          },
        },
      },
    },
  },
}
