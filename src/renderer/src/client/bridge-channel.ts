import type { Bridge, Channel } from '#shared/api/channel.ts'

declare global {
  interface Window {
    /** Present on the desktop only; see `src/preload/index.ts`. */
    readonly switchhook?: Bridge
  }
}

/** The desktop's channel. Its other end is the process that owns this window, so it ends only with the page. */
export function bridgeChannel(bridge: Bridge): Channel {
  let open = true
  let onClosed: (() => void) | undefined
  return {
    send: (text) => {
      if (open) bridge.post(text)
    },
    listen(receive, closed) {
      onClosed = closed
      bridge.listen((text) => {
        if (open) receive(text)
      })
    },
    close() {
      if (!open) return
      open = false
      onClosed?.()
    },
  }
}
