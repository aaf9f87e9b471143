import {
  createContext,
  type ReactNode,
  use,
  useCallback,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'
import type { AppClient, AppContract } from '#shared/api/contract.ts'
import type { CallInput, CallOutput } from '#shared/api/contract-types.ts'
import { AppError } from '#shared/api/errors.ts'
import type { AppConnection, ConnectionState } from '../client/reconnecting-client.ts'

export type Connection = AppConnection<AppContract>

/** What "today" and "14:00" in a query are meant in. */
export const viewerZone = Intl.DateTimeFormat().resolvedOptions().timeZone

const Context = createContext<Connection | null>(null)

export function ConnectionProvider({ connection, children }: { connection: Connection; children: ReactNode }) {
  return <Context value={connection}>{children}</Context>
}

export function useConnection(): Connection {
  const connection = use(Context)
  if (!connection) throw new Error('useConnection needs a ConnectionProvider around it')
  return connection
}

/** The engine's API. The object never changes. */
export function useClient(): AppClient {
  return useConnection().client
}

export function useConnectionState(): ConnectionState {
  const connection = useConnection()
  return useSyncExternalStore(
    (listener) => connection.onState(listener),
    () => connection.state(),
  )
}

type Calls = AppContract['calls']

interface CallState<T> {
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

/** What went wrong, for people. */
export function errorText(error: unknown): string {
  if (error instanceof AppError) {
    if (error.code === 'closed') return 'The connection to Switchhook was lost. Try again when it is back.'
    const [issue] = error.issues
    return issue ? issue.message : error.message
  }
  return error instanceof Error ? error.message : String(error)
}

/** The message for one input field, by its name, or null. */
export function issueFor(error: unknown, field: string): string | null {
  if (!(error instanceof AppError)) return null
  return error.issues.find((issue) => issue.path[0] === field)?.message ?? null
}
