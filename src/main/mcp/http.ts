import type { AppClient } from '#shared/api/contract.ts'
import type { Service } from '../api/service.ts'
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

/** The API of this process itself, by the same service that answers pages. */
export function serviceClient(service: Service): AppClient {
  return {
    call: (name, input) => service.call(name, input) as never,
    async *stream(name, input, { signal = new AbortController().signal } = {}) {
      const stop = new AbortController()
      const end = () => stop.abort()
      signal.addEventListener('abort', end, { once: true })
      if (signal.aborted) end()
      const { start, parse } = service.stream(name, input)
      try {
        for await (const item of start(stop.signal)) {
          yield parse([item])[0] as never
          if (stop.signal.aborted) return
        }
      } finally {
        signal.removeEventListener('abort', end)
        end()
      }
    },
  }
}
