import type { AppClient } from '#shared/api/contract.ts'
import { AppError } from '#shared/api/errors.ts'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import { findEndpoint } from '#shared/model/find-endpoint.ts'
import { readEndpoints } from '../api/client-reads.ts'

/** An endpoint by its id or name. Throws AppError `not-found` with those that there are, `bad-input` where two have the name. */
export async function endpointNamed(client: AppClient, wanted: string): Promise<EndpointStatus> {
  const endpoints = await readEndpoints(client)
  const found = findEndpoint(endpoints, wanted)
  if (found.kind === 'found') return found.endpoint
  if (found.kind === 'several') {
    const named = found.endpoints
    throw new AppError('bad-input', `${named.length} endpoints are called “${wanted}”; give an id: ${ids(named)}.`)
  }
  const there = endpoints.length === 0 ? 'There are none yet.' : `There are ${endpoints.map(nameAndId).join(', ')}.`
  throw new AppError('not-found', `There is no endpoint “${wanted}”. ${there}`)
}

const ids = (endpoints: readonly EndpointStatus[]) => endpoints.map(({ id }) => id).join(', ')
const nameAndId = ({ name, id }: EndpointStatus) => `“${name}” (${id})`
