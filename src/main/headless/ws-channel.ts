import type { WebSocket } from 'ws'
import type { Channel } from '#shared/api/channel.ts'

const pingEveryMs = 30_000
const policyViolation = 1008

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

  return {
    send: (text) => {
      if (socket.readyState === socket.OPEN) socket.send(text)
    },
    listen(receive, closed) {
      socket.on('message', (data, isBinary) => {
        if (isBinary) socket.close(policyViolation, 'messages are text')
        else receive(data.toString())
      })
      socket.once('close', closed)
    },
    close: () => socket.close(),
  }
}
