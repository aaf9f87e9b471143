import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import type { AppHandlers } from '#shared/api/contract.ts'
import { contract } from '#shared/api/contract.ts'
import { createService } from '../../src/main/api/service.ts'
import { serviceClient } from '../../src/main/mcp/http.ts'
import { createGate, createMcpServer } from '../../src/main/mcp/server.ts'
import { keptLog } from './kept-log.ts'

/** What the user of an agent answers to a question of the server. */
export type Answer = (message: string) => { action: 'accept' | 'decline' | 'cancel'; content?: { agree: boolean } }

/** A coding agent's side, by the SDK of the protocol: it holds each result against the tool's schema. */
export interface Agent {
  readonly client: Client
  /** Text and structured result of a tool. Throws with the text where it is an error. */
  call(name: string, input?: Readonly<Record<string, unknown>>): Promise<ToolSaid>
  /** Text of a tool's error. Throws where it is none. */
  refusal(name: string, input?: Readonly<Record<string, unknown>>): Promise<string>
  close(): Promise<void>
}

export interface ToolSaid {
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it, and the client has held it against its schema
  readonly structured: any
}

/** An agent over any transport. */
export async function connectAgent(transport: Transport, answer?: Answer): Promise<Agent> {
  const capabilities = answer === undefined ? {} : { elicitation: {} }
  const client = new Client({ name: 'agent of the tests', version: '1' }, { capabilities })
  if (answer) client.setRequestHandler(ElicitRequestSchema, ({ params }) => answer(params.message))
  await client.connect(transport)
  // From here on it knows the schemas of the results.
  await client.listTools()
  const ask = async (name: string, input: Readonly<Record<string, unknown>> = {}) =>
    (await client.callTool({ name, arguments: { ...input } })) as CallToolResult
  return {
    client,
    async call(name, input) {
      const result = await ask(name, input)
      if (result.isError) throw new Error(textOf(result))
      return { text: textOf(result), structured: result.structuredContent }
    },
    async refusal(name, input) {
      const result = await ask(name, input)
      if (!result.isError) throw new Error(`${name} was no error: ${textOf(result)}`)
      return textOf(result)
    },
    close: () => client.close(),
  }
}

const textOf = ({ content }: CallToolResult): string =>
  content.map((block) => (block.type === 'text' ? block.text : `[${block.type}]`)).join('\n')

/** An agent and a server in this process, over the API of an engine. */
export async function agentOf(
  api: AppHandlers,
  answer?: Answer,
): Promise<Agent & { readonly server: { close(): Promise<void> } }> {
  const server = createMcpServer({
    client: serviceClient(createService(contract, api)),
    version: '0.0.0-test',
    log: keptLog(),
    gate: createGate(32),
  })
  const [ours, theirs] = InMemoryTransport.createLinkedPair()
  await server.connect(theirs)
  return { ...(await connectAgent(ours, answer)), server }
}

/** The block of a text that is marked as data from outside, and what stands around it. */
export function blockOf(text: string): { readonly inside: string; readonly around: string } {
  const { mark = '' } = /^<untrusted-data (?<mark>[0-9a-f]{16})>$/m.exec(text)?.groups ?? {}
  const start = text.indexOf(`<untrusted-data ${mark}>\n`)
  const end = text.indexOf(`\n</untrusted-data ${mark}>`)
  if (mark === '' || end < 0) throw new Error(`no block in: ${text}`)
  return {
    inside: text.slice(start + mark.length + 18, end),
    around: text.slice(0, start) + text.slice(end + mark.length + 19),
  }
}
