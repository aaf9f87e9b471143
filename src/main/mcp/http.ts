import type { IncomingMessage, ServerResponse } from 'node:http'
import type { McpParts } from './server.ts'

/** MCP over streamable HTTP. Whether the sender may ask was decided before. */
export interface McpHttp {
  /** Answers a request to the one address. Never rejects. */
  serve(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Ends all sessions. */
  close(): Promise<void>
}

/** Loaded with the first request: most hosts never get one. */
export function mcpOverHttp(parts: McpParts): McpHttp {
  let sessions: Promise<McpHttp> | null = null
  return {
    async serve(request, response) {
      sessions ??= import('./http-sessions.ts').then(({ createSessions }) => createSessions(parts))
      await (await sessions).serve(request, response)
    },
    async close() {
      await (await sessions)?.close()
    },
  }
}
