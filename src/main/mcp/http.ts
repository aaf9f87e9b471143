import type { McpHttp } from './http-sessions.ts'
import type { McpParts } from './server.ts'

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
