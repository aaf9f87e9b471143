import { useEffect } from 'react'
import { useConnection } from './client.tsx'
import { follow } from './follow.ts'
import { useHost } from './host-store.ts'
import { navigate } from './route.ts'
import { useSettings } from './settings-store.ts'

/**
 * Desktop notifications of the browser, where the setting is on and the permission was given (the settings page asks for
 * it). The desktop host shows its own.
 */
export function useNotices(): void {
  const connection = useConnection()
  const wanted = useSettings((state) => state.settings?.notifyOnFailedVerification ?? false)
  const headless = useHost((state) => state.info?.host === 'headless')

  useEffect(() => {
    if (!wanted || !headless || typeof Notification === 'undefined') return
    const end = new AbortController()
    void follow(connection, {
      name: 'host.notices',
      input: () => ({}),
      signal: end.signal,
      onItem({ title, body, deliveryId }) {
        if (Notification.permission !== 'granted') return
        const notification = new Notification(title, { body, tag: deliveryId })
        notification.onclick = () => {
          focus()
          navigate({ page: { kind: 'stream', endpointId: null }, query: '', deliveryId, tab: 'signature' })
        }
      },
    })
    return () => end.abort()
  }, [connection, wanted, headless])
}
