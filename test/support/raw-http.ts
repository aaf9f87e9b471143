import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface RawAnswer {
  readonly status: number
  readonly statusLine: string
  /** As on the wire: order, case and duplicates kept. */
  readonly headers: readonly (readonly [string, string])[]
  readonly body: Buffer
}

/** A TCP connection to a server under test: writes exactly the given bytes, reads answers one by one. */
export class RawConnection {
  readonly socket: Socket
  #unread: Buffer = Buffer.alloc(0)
  #ended = false

  private constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (chunk) => {
      this.#unread = Buffer.concat([this.#unread, chunk])
    })
    socket.on('error', () => socket.destroy())
    socket.once('end', () => {
      this.#ended = true
    })
    socket.once('close', () => {
      this.#ended = true
    })
  }

  static async open(port: number, host = '127.0.0.1'): Promise<RawConnection> {
    const socket = connect({ port, host, allowHalfOpen: true })
    await once(socket, 'connect')
    return new RawConnection(socket)
  }

  /** Strings are written as latin1: one character, one byte. Resolves when the bytes were handed to the system. */
  async write(bytes: string | Uint8Array): Promise<void> {
    const data = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes
    await new Promise<void>((resolve) => this.socket.write(data, () => resolve()))
  }

  /** Closes our half: the server reads an end of stream, answers can still be read. */
  halfClose(): void {
    this.socket.end()
  }

  /** Ends the connection with a reset. */
  reset(): void {
    this.socket.resetAndDestroy()
  }

  /** The next answer (100 Continue counts as one). `bodiless` for the answer to HEAD. Rejects if the server ends first. */
  async answer(options: { readonly bodiless?: boolean } = {}): Promise<RawAnswer> {
    for (;;) {
      const taken = takeAnswer(this.#unread, options.bodiless ?? false)
      if (taken !== null) {
        this.#unread = taken.rest
        return taken.answer
      }
      if (this.#ended) throw new Error(`connection ended before an answer; unread: ${this.#unread.toString('latin1')}`)
      await this.#more()
    }
  }

  /** Everything that is still to come until the server ends the connection. */
  async rest(): Promise<Buffer> {
    while (!this.#ended) await this.#more()
    const rest = this.#unread
    this.#unread = Buffer.alloc(0)
    this.socket.destroy()
    return rest
  }

  close(): void {
    this.socket.destroy()
  }

  async #more(): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = () => {
        this.socket.off('data', done).off('end', done).off('close', done)
        resolve()
      }
      this.socket.on('data', done).on('end', done).on('close', done)
    })
  }
}

/** Sends bytes on a connection of its own and reads one answer. */
export async function rawRequest(port: number, bytes: string | Uint8Array): Promise<RawAnswer> {
  const connection = await RawConnection.open(port)
  try {
    await connection.write(bytes)
    return await connection.answer()
  } finally {
    connection.close()
  }
}

/** First value of a header, without regard to case. */
export function answerHeader(answer: RawAnswer, name: string): string | undefined {
  return answer.headers.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
}

function takeAnswer(bytes: Buffer, bodiless: boolean): { answer: RawAnswer; rest: Buffer } | null {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd === -1) return null
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n')
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()]
  })
  const status = Number(statusLine.split(' ')[1])
  const length = headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1]
  const size = bodiless || status < 200 || status === 204 || status === 304 ? 0 : Number(length ?? 0)
  const bodyEnd = headEnd + 4 + size
  if (bytes.length < bodyEnd) return null
  return {
    answer: { status, statusLine, headers, body: bytes.subarray(headEnd + 4, bodyEnd) },
    rest: bytes.subarray(bodyEnd),
  }
}
