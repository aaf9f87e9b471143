import type { WebSocket } from 'ws'
import type { Channel } from '#shared/api/channel.ts'

const pingEveryMs = 30_000
const policyViolation = 1008
/** Bytes of answers that wait for a peer that does not read. */
const maxUnread = 32 * 1024 * 1024
/** A peer that does not read does not hear of the end either. */
const goodbyeMs = 1000

/** The engine's end of a WebSocket. A peer that answers no ping for 30 s is taken for gone (a laptop that sleeps, a dead tunnel). */
export function wsChannel(socket: WebSocket): Channel {
  let alive = true
  socket.on('pong', () => {
    alive = true
  })
  const ping = setInterval(() => {
    if (!alive) return socket.terminate()
    alive = false
    socket.ping()
  }, pingEveryMs)
  ping.unref()
  socket.once('close', () => clearInterval(ping))
  // A broken frame or a message over the limit: `ws` closes the socket itself right after.
  socket.on('error', () => socket.terminate())

  function cutOff(reason: string): void {
    socket.close(policyViolation, reason)
    setTimeout(() => socket.terminate(), goodbyeMs).unref()
  }

  return {
    send: (text) => {
      if (socket.readyState !== socket.OPEN) return
      socket.send(text)
      if (socket.bufferedAmount > maxUnread) cutOff('answers that are not read')
    },
    listen(receive, closed) {
      socket.on('message', (data, isBinary) => {
        if (isBinary) cutOff('messages are text')
        else receive(data.toString())
      })
      socket.once('close', closed)
    },
    close: (reason) => (reason === undefined ? socket.close() : cutOff(reason)),
  }
}
