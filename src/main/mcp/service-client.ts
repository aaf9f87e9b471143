import type { AppClient } from '#shared/api/contract.ts'
import type { Service } from '../api/service.ts'

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
