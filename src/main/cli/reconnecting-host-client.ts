import type { AppClient } from '#shared/api/contract.ts'
import type { ApiClient } from './api-client.ts'
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
    call: async (name, input) => (await host()).call(name, input),
    async *stream(name, input, options) {
      yield* (await host()).stream(name, input, options)
    },
  }
}
