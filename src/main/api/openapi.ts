import type { z } from 'zod'
import type { CallContract, Documented, DocumentedContract, StreamContract } from '#shared/api/contract-types.ts'
import { apiModels } from './api-models.ts'
import { statusOfError } from './http-api.ts'
import { createJsonSchemas, type Json, type JsonSchemas } from './json-schemas.ts'

/** The API as an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1), made from the contract. */
export function openApiOf(contract: DocumentedContract, version: string): Json {
  const schemas = createJsonSchemas(apiModels)
  const calls = Object.entries(contract.calls).map(([name, one]) => [
    `/${name}`,
    { post: callOperation(name, one, schemas) },
  ])
  const streams = Object.entries(contract.streams).map(([name, one]) => [
    `/${name}`,
    { post: streamOperation(name, one, schemas) },
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
      schemas: { ...schemas.components(), Error: errorSchema },
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

function callOperation(name: string, { input, output, doc }: CallContract & Documented, schemas: JsonSchemas): Json {
  return {
    ...operation(name, doc, input, schemas),
    responses: {
      200: {
        description: 'The output.',
        content: { 'application/json': { schema: schemas.of(output, 'output') } },
      },
      default: { $ref: '#/components/responses/Error' },
    },
  }
}

/** OpenAPI 3.1 has no word for a stream's items: generators read the schema of `text/event-stream` as that of one event's data. */
function streamOperation(name: string, { input, item, doc }: StreamContract & Documented, schemas: JsonSchemas): Json {
  return {
    ...operation(name, doc, input, schemas),
    responses: {
      200: {
        description:
          'A stream: the data of each event is one item of this schema, as JSON. It ends with an event `end`, or `error` whose data is the error.',
        content: { 'text/event-stream': { schema: schemas.of(item, 'output') } },
      },
      default: { $ref: '#/components/responses/Error' },
    },
  }
}

const operation = (name: string, doc: string, input: z.ZodType, schemas: JsonSchemas): Json => ({
  operationId: name,
  summary: firstSentence(doc),
  description: doc,
  tags: [tagOf(name)],
  requestBody: { content: { 'application/json': { schema: schemas.of(input, 'input') } } },
})

/** Without its full stop, as summaries are written. */
const firstSentence = (text: string): string => text.split(/\.(?:\s|$)/, 1)[0]!

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
