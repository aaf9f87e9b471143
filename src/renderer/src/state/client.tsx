import { createContext, type ReactNode, use, useSyncExternalStore } from 'react'
import type { AppClient, AppContract } from '#shared/api/contract.ts'
import type { AppConnection, ConnectionState } from '../client/reconnecting-client.ts'

export type Connection = AppConnection<AppContract>

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
