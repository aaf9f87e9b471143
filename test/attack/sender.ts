import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Shot } from './generator.ts'

/** What became of a shot: answers by their status; `0` where the connection ended or stayed silent without one. */
export type Outcome = readonly number[]

/** Silence after which an answer is not waited for any longer. */
const patienceMs = { forAnswer: 20_000, forPerhaps: 150 }
const answerLine = Buffer.from('HTTP/1.1 ')

/** Sends a shot on a connection of its own. Resolves also where the host hangs up; `null` where nobody listens. */
export function fire(port: number, shot: Shot): Promise<Outcome | null> {
  const patience = shot.mayBeUnanswered ? patienceMs.forPerhaps : patienceMs.forAnswer
  return new Promise((resolve) => {
    const statuses: number[] = []
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
    let timer: NodeJS.Timeout | undefined
    let refused = false
    const wait = () => {
      clearTimeout(timer)
      timer = setTimeout(() => socket.destroy(), patience)
    }
    socket.on('error', (error: NodeJS.ErrnoException) => {
      refused = error.code === 'ECONNREFUSED'
    })
    socket.on('close', () => {
      clearTimeout(timer)
      resolve(refused ? null : statuses.length > 0 ? statuses : [0])
    })
    socket.on('end', () => socket.destroy())
    socket.on('data', (chunk: Buffer) => {
      for (let at = chunk.indexOf(answerLine); at !== -1; at = chunk.indexOf(answerLine, at + 9)) {
        const status = Number(chunk.toString('latin1', at + 9, at + 12))
        if (status >= 200) statuses.push(status)
      }
      if (shot.ending === 'answers' && statuses.length >= shot.requests) socket.destroy()
      else wait()
    })
    socket.once('connect', () => {
      wait()
      void write(socket, shot).then(() => leave(socket, shot.ending, wait))
    })
  })
}

async function write(socket: Socket, { bytes, pieces }: Shot): Promise<void> {
  const size = Math.max(1, Math.ceil(bytes.length / pieces))
  for (let at = 0; at < bytes.length && !socket.destroyed; at += size) {
    if (at > 0) await sleep(1)
    socket.write(bytes.subarray(at, at + size))
  }
}

function leave(socket: Socket, ending: Shot['ending'], wait: () => void): void {
  if (socket.destroyed) return
  wait()
  if (ending === 'half') socket.end()
  else if (ending === 'reset') socket.resetAndDestroy()
  else if (ending === 'close') socket.destroy()
}
