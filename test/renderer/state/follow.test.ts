import { describe, expect, it } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { Connection } from '../../../src/renderer/src/state/client.tsx'
import { follow } from '../../../src/renderer/src/state/follow.ts'

/** A connection whose stream yields each list in turn, then fails with `closed`. */
function connection(...lists: number[][]) {
  let state: ReturnType<Connection['state']> = 'open'
  const listeners = new Set<(state: ReturnType<Connection['state']>) => void>()
  const inputs: unknown[] = []
  const it = {
    inputs,
    set(next: typeof state) {
      state = next
      for (const listener of listeners) listener(next)
    },
    connection: {
      client: {
        async *stream(_name: string, input: unknown) {
          inputs.push(input)
          yield* lists.shift() ?? []
          if (lists.length === 1) it.set('lost')
          throw new AppError('closed', 'lost')
        },
      },
      state: () => state,
      onState(listener: (state: ReturnType<Connection['state']>) => void) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      close: () => undefined,
    } as unknown as Connection,
  }
  return it
}

describe('following a stream', () => {
  it('opens again after a loss, with a new input, when the connection is back', async () => {
    const end = new AbortController()
    const peer = connection([1, 2], [3])
    const got: unknown[] = []
    const done = follow(peer.connection, {
      name: 'host.watch',
      input: () => ({}),
      signal: end.signal,
      onItem(item) {
        got.push(item)
        if (got.length === 2) setTimeout(() => peer.set('open'), 150)
        if (got.length === 3) end.abort()
      },
    })
    await done
    expect(got).toEqual([1, 2, 3])
    expect(peer.inputs).toHaveLength(2)
  })

  it('ends at once when told so, also while the connection is lost', async () => {
    const end = new AbortController()
    const peer = connection([], [])
    const done = follow(peer.connection, {
      name: 'host.watch',
      input: () => ({}),
      signal: end.signal,
      onItem: () => undefined,
    })
    setTimeout(() => end.abort(), 20)
    await expect(done).resolves.toBeUndefined()
  })

  it('does not hide a mistake of our own', async () => {
    const broken = connection([1]).connection
    const done = follow(broken, {
      name: 'host.watch',
      input: () => ({}),
      signal: new AbortController().signal,
      onItem: () => {
        throw new TypeError('ours')
      },
    })
    await expect(done).rejects.toThrow('ours')
  })
})
