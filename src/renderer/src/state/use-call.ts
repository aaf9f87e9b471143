import { useCallback, useEffect, useRef, useState } from 'react'
import type { AppContract } from '#shared/api/contract.ts'
import type { CallInput, CallOutput } from '#shared/api/contract-types.ts'
import { useClient, useConnectionState } from './client.tsx'

type Calls = AppContract['calls']

export interface CallState<T> {
  /** The last answer; stays while the next one is awaited, until the input changes. */
  readonly data: T | null
  readonly error: unknown
  readonly loading: boolean
  readonly reload: () => void
}

/**
 * Reads from the engine while the component lives: again when name or input change, on `reload`, and when a lost
 * connection is back. `input: null` reads nothing.
 */
export function useCall<K extends keyof Calls & string>(
  name: K,
  input: CallInput<Calls[K]> | null,
): CallState<CallOutput<Calls[K]>> {
  const client = useClient()
  const connected = useConnectionState() !== 'lost'
  const key = input === null ? null : `${name} ${JSON.stringify(input)}`
  const latest = useRef(input)
  latest.current = input
  const [version, setVersion] = useState(0)
  const [state, setState] = useState<{ key: string | null; data: CallOutput<Calls[K]> | null; error: unknown }>({
    key: null,
    data: null,
    error: null,
  })
  const [loading, setLoading] = useState(false)

  useEffect(() => {
    if (key === null || latest.current === null || !connected) return
    let current = true
    setLoading(true)
    client
      .call(name, latest.current)
      .then((data) => current && setState({ key, data, error: null }))
      .catch((error: unknown) => current && setState({ key, data: null, error }))
      .finally(() => current && setLoading(false))
    return () => {
      current = false
    }
  }, [client, name, key, version, connected])

  const reload = useCallback(() => setVersion((value) => value + 1), [])
  const fresh = state.key === key
  return { data: fresh ? state.data : null, error: fresh ? state.error : null, loading: loading || !fresh, reload }
}
