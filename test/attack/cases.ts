import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { bomb, type Content, typed } from './bodies.ts'
import type { Shot } from './generator.ts'
import { type Place, postTo } from './heads.ts'
import { fire } from './sender.ts'

/** What the first edition could not take, each as it was sent then. */
export interface Case {
  readonly name: string
  /** Resolves with how many requests it has sent. */
  run(at: Target): Promise<number>
}

export interface Target {
  readonly port: number
  readonly place: Place
}

const mib = 1024 * 1024
const shotOf = (bytes: Buffer, ending: Shot['ending'] = 'answers'): Shot => {
  return { kind: 'case', bytes, requests: 1, pieces: 1, ending, mayBeUnanswered: ending !== 'answers' }
}

/** The same body many times, so many at once. Whoever cannot be answered at once may be told so; nobody waits for ever. */
async function many({ port, place }: Target, content: Content, times: number, atOnce: number): Promise<number> {
  const bytes = postTo(place, content)
  let left = times
  const shot = shotOf(bytes)
  const work = async () => {
    while (left-- > 0) await fire(port, shot)
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return times
}

const repeated = (name: string, content: () => Content, times: number, atOnce = times): Case => ({
  name,
  run: (at) => many(at, content(), times, atOnce),
})

/** Connections that send a beginning and then nothing, for a while. */
function held(name: string, count: number, beginning: (at: Target) => Buffer, forMs = 3000): Case {
  return {
    name,
    async run(at) {
      const sockets = await Promise.all(Array.from({ length: count }, () => opened(at.port)))
      const bytes = beginning(at)
      for (const socket of sockets) socket.write(bytes)
      await sleep(forMs)
      for (const socket of sockets) socket.destroy()
      return count
    },
  }
}

function opened(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.on('error', () => socket.destroy())
  socket.resume()
  return new Promise((resolve) => socket.once('connect', () => resolve(socket)).once('close', () => resolve(socket)))
}

/** Writes without a pause and reads nothing, as fast as the host takes it, for a while. */
function flood(name: string, piece: (at: Target) => Buffer, requests: number, pieces: number): Case {
  return {
    name,
    async run(at) {
      const socket = await opened(at.port)
      socket.pause()
      const bytes = piece(at)
      for (let sent = 0; sent < pieces && !socket.destroyed; sent++) {
        if (socket.write(bytes)) continue
        const free = new Promise((done) => socket.once('drain', done).once('close', done))
        await Promise.race([free, sleep(2000)])
      }
      socket.resume()
      await sleep(500)
      socket.destroy()
      return requests * pieces
    },
  }
}

const unfinished = (at: Target, length: number, head = '') =>
  Buffer.from(`POST ${at.place.path} HTTP/1.1\r\nHost: ${at.place.host}\r\n${head}Content-Length: ${length}\r\n\r\n`)
const strangers = (times: number, at: Target) =>
  Buffer.from(`GET / HTTP/1.1\r\nHost: ${at.place.host}\r\n\r\n`.repeat(times))
const own = (times: number, at: Target) =>
  Buffer.from(`GET ${at.place.path} HTTP/1.1\r\nHost: ${at.place.host}\r\n\r\n`.repeat(times))

export const cases: readonly Case[] = [
  repeated('gzip of 5.6 million objects', () => bomb('gzip of 5.6 million objects'), 40),
  repeated('gzip form of one name', () => bomb('gzip form of one name'), 40),
  repeated('form of one name, 1 MiB', () => bomb('form of one name, 1 MiB'), 20),
  repeated('500 bodies of 1 MiB', () => typed('application/json', Buffer.alloc(mib, '1')), 500, 400),
  repeated('brotli of 100 MB', () => bomb('brotli of 100 MB'), 20),
  repeated('a body of 100 MB', () => typed('application/json', Buffer.alloc(100 * mib, '[{},')), 1),
  repeated('130 kB that JSON.parse makes 9 GB of', () => typed('application/json', Buffer.alloc(130_000, '{"a":')), 6),
  repeated('empty deflate blocks', () => bomb('empty deflate blocks'), 40),
  flood('100,000 pipelined GET / on one connection', (at) => strangers(1000, at), 1000, 100),
  flood('200,000 pipelined GET / on one connection', (at) => strangers(1000, at), 1000, 200),
  flood('50,000 pipelined deliveries on one connection', (at) => own(1000, at), 1000, 50),
  held('400 bodies that stop before their last byte', 400, (at) =>
    Buffer.concat([unfinished(at, mib), Buffer.alloc(mib - 1, 0x20)]),
  ),
  held('400 heads of 8,000 lines whose bodies never come', 400, (at) => unfinished(at, 10, 'a:\r\n'.repeat(8000))),
  held('400 heads of 8,000 lines that never end', 400, (at) =>
    unfinished(at, 10, 'a:\r\n'.repeat(8000)).subarray(0, -2),
  ),
  held('300 connections with a hundred large heads each', 300, (at) =>
    Buffer.concat(Array.from({ length: 100 }, () => unfinished(at, 0, 'a:\r\n'.repeat(5000)))),
  ),
  {
    name: 'a body of 20 MB in chunks of one byte',
    async run({ port, place }) {
      const head = `POST ${place.path} HTTP/1.1\r\nHost: ${place.host}\r\nTransfer-Encoding: chunked\r\n\r\n`
      const bytes = Buffer.from(`${head}${'1\r\nx\r\n'.repeat(20_000_000 / 6)}0\r\n\r\n`)
      await fire(port, shotOf(bytes))
      return 1
    },
  },
  {
    name: 'uploads with Upgrade in their head that are aborted',
    async run(at) {
      const head = 'Connection: Upgrade\r\nUpgrade: websocket\r\n'
      const bytes = Buffer.concat([unfinished(at, 1000, head), Buffer.alloc(500)])
      const shot = shotOf(bytes, 'close')
      for (let round = 0; round < 20; round++) await Promise.all(Array.from({ length: 100 }, () => fire(at.port, shot)))
      return 2000
    },
  },
]
