import { describe, expect, test } from 'vitest'
import type { AppClient } from '#shared/api/contract.ts'
import { firstOf, readEndpoints } from '../../../src/main/api/client-reads.ts'
import { endpointNamed } from '../../../src/main/mcp/lookup.ts'

interface Named {
  readonly id: string
  readonly name: string
}

/** A host with these endpoints; `ended` tells whether its stream was let go. */
function host(...endpoints: readonly Named[]) {
  let ended = 0
  async function* watch(_name: string, _input: object, { signal }: { signal: AbortSignal }) {
    signal.addEventListener('abort', () => {
      ended += 1
    })
    yield { endpoints }
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
  }
  return { client: { stream: watch } as unknown as AppClient, ended: () => ended }
}
const sales = { id: 'end_1', name: 'Sales agent' }
const support = { id: 'end_2', name: 'Support' }

describe('the present state of a stream', () => {
  test('is its first item, and the stream is let go then', async () => {
    const { client, ended } = host(sales)
    expect(await readEndpoints(client)).toEqual([sales])
    expect(ended()).toBe(1)
  })

  test('of a stream that ends without one: the host is stopping', async () => {
    async function* nothing() {
      yield* []
    }
    await expect(firstOf(() => nothing())).rejects.toMatchObject({ code: 'closed' })
  })

  test('of one that fails is its fault', async () => {
    // biome-ignore lint/correctness/useYield: it fails before its first item
    async function* failing(): AsyncGenerator<number> {
      throw new Error('no such stream')
    }
    await expect(firstOf(failing)).rejects.toThrow('no such stream')
  })
})

describe('an endpoint', () => {
  test.each(['end_2', 'Support', 'support'])('by %s', async (wanted) => {
    expect(await endpointNamed(host(sales, support).client, wanted)).toEqual(support)
  })

  test('that is not there: those that are, or that there are none', async () => {
    await expect(endpointNamed(host(sales, support).client, 'Billing')).rejects.toMatchObject({
      code: 'not-found',
      message: 'There is no endpoint “Billing”. There are “Sales agent” (end_1), “Support” (end_2).',
    })
    await expect(endpointNamed(host().client, 'x')).rejects.toThrow('There is no endpoint “x”. There are none yet.')
  })

  test('of a name that two have: an id is asked for', async () => {
    const twin = { id: 'end_3', name: 'Support' }
    await expect(endpointNamed(host(support, twin).client, 'Support')).rejects.toMatchObject({
      code: 'bad-input',
      message: '2 endpoints are called “Support”; give an id: end_2, end_3.',
    })
    expect(await endpointNamed(host(support, twin).client, 'end_3')).toEqual(twin)
  })
})
