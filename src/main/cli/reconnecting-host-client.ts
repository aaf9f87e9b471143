import type { AppClient } from '#shared/api/contract.ts'
import { AppError } from '#shared/api/errors.ts'
import { type ApiClient, ApiFault } from './api-client.ts'
import { runsAt } from './open-host.ts'

/**
 * The API of whichever host has the data folder at the moment of each call: hosts are stopped and started while an agent
 * works. Nothing is sent to a port that the host has left. Throws AppError.
 */
export function createReconnectingHostClient(dataDir: string, open: () => Promise<ApiClient>): AppClient {
  let client: ApiClient | null = null
  let opening: Promise<ApiClient> | null = null

  async function host(): Promise<ApiClient> {
    if (client !== null && runsAt(dataDir, client.url)) return client
    opening ??= open()
      .then((opened) => {
        client = opened
        return opened
      })
      .finally(() => {
        opening = null
      })
    return opening
  }

  return {
    async call(name, input) {
      try {
        return await (await host()).call(name, input)
      } catch (error) {
        throw asAppError(error)
      }
    },
    async *stream(name, input, { signal = new AbortController().signal } = {}) {
      const stop = new AbortController()
      const end = () => stop.abort()
      signal.addEventListener('abort', end, { once: true })
      if (signal.aborted) end()
      try {
        yield* (await host()).stream(name, input, stop.signal)
      } catch (error) {
        throw asAppError(error)
      } finally {
        signal.removeEventListener('abort', end)
        end()
      }
    },
  }
}

const asAppError = (error: unknown): unknown =>
  error instanceof ApiFault ? new AppError(error.code, error.message, [], { cause: error }) : error
