import type { EndpointStatus } from '#shared/model/endpoint.ts'
import { findEndpoint } from '#shared/model/find-endpoint.ts'
import { withoutCredentials } from '#shared/sentences/plain-text.ts'
import { readEndpoints } from '../../api/client-reads.ts'
import { UsageError } from '../../hosting/usage-error.ts'
import type { ApiClient } from '../api-client.ts'
import { type Command, exitCodes } from '../command.ts'

/** The endpoint of an id or name; null where there is none. Throws UsageError where several have the name. */
export async function endpointNamed(host: ApiClient, wanted: string): Promise<EndpointStatus | null> {
  const found = findEndpoint(await readEndpoints(host), wanted)
  if (found.kind === 'several')
    throw new UsageError(`${found.endpoints.length} endpoints are called "${wanted}": give the id of one.`)
  return found.kind === 'found' ? found.endpoint : null
}

export const endpoints: Command = {
  name: 'endpoints',
  usage: '',
  summary: 'endpoints with their capture URLs',
  options: {},
  optionHelp: {},
  args: [0, 0],
  async run({ api, print }) {
    const found = (await readEndpoints(await api())).map(({ target, ...endpoint }) => ({
      ...endpoint,
      target: target && withoutCredentials(target),
    }))
    for (const endpoint of found) print.object({ type: 'endpoint', ...endpoint })
    print.table(
      found.map(({ name, provider, deliveries, target, url, publicUrl }) => [
        { text: name, style: 'bold' as const },
        provider ?? 'any provider',
        `${deliveries} deliveries`,
        target === null ? '' : `to ${target}`,
        publicUrl ?? url,
      ]),
    )
    return exitCodes.done
  },
}
