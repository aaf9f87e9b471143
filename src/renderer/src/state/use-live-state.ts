import { useEffect } from 'react'
import { useConnection, useConnectionState } from './client.tsx'
import { useEndpoints } from './endpoints-store.ts'
import { follow } from './follow.ts'
import { useHost } from './host-store.ts'
import { loadProviders } from './providers-store.ts'
import { loadSettings } from './settings-store.ts'

/** Keeps the stores in step with the engine: streams all the time, the rest with each new connection. */
export function useLiveState(): void {
  const connection = useConnection()
  const state = useConnectionState()

  useEffect(() => {
    const end = new AbortController()
    const { signal } = end
    const input = () => ({})
    void follow(connection, { name: 'host.watch', input, onItem: (status) => useHost.setState({ status }), signal })
    void follow(connection, {
      name: 'endpoints.watch',
      input,
      onItem: ({ endpoints }) => useEndpoints.setState({ endpoints }),
      signal,
    })
    return () => end.abort()
  }, [connection])

  useEffect(() => {
    if (state !== 'open') return
    const { client } = connection
    const readAll = async () => {
      await Promise.all([loadSettings(client), loadProviders(client)])
      useHost.setState({ info: await client.call('host.info', {}) })
    }
    // Lost again while reading: the next connection reads anew.
    readAll().catch((error: unknown) => console.warn('reading the settings failed', error))
  }, [connection, state])
}
