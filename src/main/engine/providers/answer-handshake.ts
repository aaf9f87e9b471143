import { createHash, timingSafeEqual } from 'node:crypto'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { Handshake } from '#shared/model/provider-pack.ts'
import { oncePer } from '../lib/once-per.ts'
import { isQuick } from './detect-provider.ts'
import { allHold, holds, type Payload, placeOf, testOf, textAt } from './payload.ts'
import type { ProviderPack } from './provider-pack.ts'

export interface HandshakeReply {
  readonly status: number
  readonly headers: readonly HeaderPair[]
  readonly body: string
}

export interface AnsweredHandshake {
  readonly handshake: Handshake
  /** Null: answered as any delivery is. */
  readonly reply: HandshakeReply | null
}

/** RingCentral takes replies of up to 1024 bytes with all headers. */
const headerLimit = 512
/** Challenges have some 10 to 80 characters; what is far longer is none. */
const bodyLimit = 1024

/**
 * What to answer to a provider's set-up request; null where the payload is none. Nothing but the value that the provider
 * documents goes back, always as plain text, and never one that could be more than a header's value.
 */
export function answerHandshake(
  pack: ProviderPack,
  payload: Payload,
  secrets: readonly string[],
): AnsweredHandshake | null {
  const { handshakes } = pack.manifest
  if (handshakes.length === 0) return null
  for (const { handshake, when, unless } of testsOf(handshakes)) {
    if (!allHold(when, payload) || unless.some((test) => holds(test, payload))) continue
    return { handshake, reply: replyTo(handshake, payload, secrets) }
  }
  return null
}

/**
 * Can the pack's set-up requests be answered on arrival? Built-in ones always; a user's where all conditions take next to
 * no time. Else they are stored and answered like any delivery, and only named afterwards.
 */
export function answersOnArrival({ origin, manifest }: ProviderPack): boolean {
  return origin === 'built-in' || isQuick(manifest.handshakes.flatMap(({ when, unless }) => [...when, ...unless]))
}

const testsOf = oncePer((handshakes: readonly Handshake[]) =>
  handshakes.map((handshake) => ({
    handshake,
    when: handshake.when.map(testOf),
    unless: handshake.unless.map(testOf),
  })),
)

function replyTo({ answer }: Handshake, payload: Payload, secrets: readonly string[]): HandshakeReply | null {
  switch (answer.kind) {
    case 'plain':
      return null
    case 'echo-header':
      return echoHeader(answer.header, textAt(payload, placeOf({ header: answer.header })))
    case 'echo-body':
      return echoBody(textAt(payload, placeOf({ body: answer.pointer })))
    case 'echo-query': {
      const token = textAt(payload, placeOf({ query: answer.tokenQuery })) ?? ''
      if (!isOneOf(token, secrets)) {
        return plain(403, `${answer.tokenQuery} is not among the active secrets of this endpoint.`)
      }
      return echoBody(textAt(payload, placeOf({ query: answer.query })))
    }
  }
}

/** Takes the same time whatever the token is: every secret is compared, by digests of one length. */
function isOneOf(token: string, secrets: readonly string[]): boolean {
  const presented = sha256(token)
  return token !== '' && secrets.filter((secret) => timingSafeEqual(sha256(secret), presented)).length > 0
}

const sha256 = (text: string) => createHash('sha256').update(text).digest()

function echoHeader(name: string, value: string | null): HandshakeReply {
  if (value === null || value.length > headerLimit || !/^[\x21-\x7e]+( +[\x21-\x7e]+)*$/.test(value)) {
    return plain(400, `The value of ${name} cannot be sent back: it is not up to ${headerLimit} ASCII characters.`)
  }
  const headers: HeaderPair[] = [
    [name, value],
    // RingCentral refuses the answer without this type, even though the body is empty.
    ['Content-Type', 'application/json'],
  ]
  return { status: 200, headers, body: '' }
}

function echoBody(value: string | null): HandshakeReply {
  if (value === null || value === '' || value.length > bodyLimit) {
    return plain(400, `The challenge cannot be sent back: it is not up to ${bodyLimit} characters.`)
  }
  return plain(200, value)
}

/** Plain text that no browser takes for anything else: the text is the sender's. */
function plain(status: number, body: string): HandshakeReply {
  const headers: HeaderPair[] = [
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['X-Content-Type-Options', 'nosniff'],
  ]
  return { status, headers, body }
}
