import { connect, type Socket } from 'node:net'

export interface WireAnswer {
  readonly status: number
  readonly body: Buffer
}

export interface Wire {
  /** Bytes of one or more requests, or a piece of one. */
  write(bytes: string | Buffer): void
  /** False while the kernel's buffer is full; `drained` tells when it is empty again. */
  readonly socket: Socket
  destroy(): void
}

const headEnd = Buffer.from('\r\n\r\n')
const noBytes = Buffer.alloc(0)

/**
 * A kept-alive HTTP connection that writes given bytes and reads answers in order: cheap enough to load a server from one
 * Node process, and exact enough to know which answers came in before the server was killed.
 */
export function openWire(port: number, on: { answer(answer: WireAnswer): void; open?(): void; close?(): void }): Wire {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  let unread: Buffer = noBytes
  socket.on('error', () => undefined)
  if (on.open) socket.once('connect', on.open)
  if (on.close) socket.once('close', on.close)
  socket.on('data', (chunk: Buffer) => {
    unread = unread.length === 0 ? chunk : Buffer.concat([unread, chunk])
    for (;;) {
      const taken = takeAnswer(unread)
      if (!taken) return
      unread = taken.rest
      if (taken.answer.status >= 200) on.answer(taken.answer)
    }
  })
  return {
    write: (bytes) => void socket.write(bytes),
    socket,
    destroy: () => socket.destroy(),
  }
}

/** The first whole answer in the bytes; null where there is none yet. Answers here always have a length. */
function takeAnswer(bytes: Buffer): { readonly answer: WireAnswer; readonly rest: Buffer } | null {
  const end = bytes.indexOf(headEnd)
  if (end < 0) return null
  const head = bytes.toString('latin1', 0, end)
  const status = Number(head.slice(9, 12))
  const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
  const from = end + headEnd.length
  if (bytes.length < from + length) return null
  return { answer: { status, body: bytes.subarray(from, from + length) }, rest: bytes.subarray(from + length) }
}

/** A POST with a Content-Length as bytes. */
export function postBytes(url: URL, headers: Readonly<Record<string, string>>, body: Uint8Array): Buffer {
  const lines = [
    `POST ${url.pathname}${url.search} HTTP/1.1`,
    `Host: ${url.host}`,
    `Content-Length: ${body.byteLength}`,
  ]
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`)
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body])
}
