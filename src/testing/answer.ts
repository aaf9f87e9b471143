import type { ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { HandshakeReply } from '../main/engine/providers/answer-handshake.ts'
import type { Answer } from './types.ts'

/** An answer with everything in it; null: the connection ends without one. */
export type PlainAnswer = {
  readonly status: number
  readonly headers: readonly HeaderPair[]
  readonly body: string | Uint8Array
  readonly delayMs: number
} | null

const empty = { headers: [], body: '', delayMs: 0 } as const

/** Throws where the answer cannot be one. */
export function plainAnswer(answer: Answer): PlainAnswer {
  if (answer === 'none') return null
  const {
    status = 200,
    headers = {},
    body = '',
    delayMs = 0,
  } = typeof answer === 'number' ? { status: answer } : answer
  if (!Number.isInteger(status) || status < 200 || status > 599)
    throw new Error(`An answer has a status from 200 to 599, not ${status}.`)
  const pairs = Object.entries(headers)
  if (typeof body === 'string' || body instanceof Uint8Array) return { status, headers: pairs, body, delayMs }
  const isTyped = pairs.some(([name]) => name.toLowerCase() === 'content-type')
  const json: HeaderPair[] = isTyped ? [] : [['Content-Type', 'application/json']]
  return { status, headers: [...json, ...pairs], body: JSON.stringify(body), delayMs }
}

/** What a provider is documented to demand on its setup request; 200 where that is all. */
export const handshakeAnswer = (reply: HandshakeReply | null): PlainAnswer =>
  reply === null ? { status: 200, ...empty } : { ...reply, delayMs: 0 }

/** Writes it; ends early when `signal` aborts. */
export async function giveAnswer(response: ServerResponse, answer: PlainAnswer, signal: AbortSignal): Promise<void> {
  if (answer === null) return void response.destroy()
  if (answer.delayMs > 0) await delay(answer.delayMs, undefined, { signal }).catch(() => undefined)
  if (response.destroyed) return
  response.writeHead(answer.status, answer.headers.flat())
  response.end(answer.body)
}
