import { createContext, type ReactNode, use, useSyncExternalStore } from 'react'
import type { AppClient } from '#shared/api/contract.ts'
import type { Connection, ConnectionState } from '../client/connection.ts'

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
    (listener) => connection.subscribe(listener),
    () => connection.state(),
  )
}
