import type { MessagePort } from 'node:worker_threads'
import type { Channel } from '#shared/api/channel.ts'

/** A channel over one end of a `node:worker_threads` MessageChannel. */
export function portChannel(port: MessagePort): Channel {
  return {
    send: (text) => port.postMessage(text),
    listen(receive, closed) {
      port.on('message', receive)
      port.once('close', closed)
    },
    close: () => port.close(),
  }
}
