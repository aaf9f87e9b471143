import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CapturedRequest } from '#shared/model/delivery.ts'
import { headerPairs } from '#shared/model/headers.ts'
import type { MatchedDelivery } from '../main/engine/lib/match-query.ts'
import { giveAnswer, handshakeAnswer, type PlainAnswer, plainAnswer } from './answer.ts'
import { createInbox, type Inbox } from './inbox.ts'
import { createJudge, type JudgedRequest, type JudgeRequest } from './judge-request.ts'
import { matcherOf } from './match.ts'
import type { Delivery, ProviderId, Receiver, ReceiverOptions } from './types.ts'

const path = '/hook'
const defaultTimeoutMs = 4000

/**
 * Starts a receiver for webhooks on this machine, in this process: no file is written and nothing leaves the machine. Close
 * it when the test ends, or write `await using hook = await startReceiver()`. Throws where there is no such provider, or the
 * port is taken; `close` throws what went wrong with an answer and was told to nobody.
 */
export async function startReceiver<P extends ProviderId = ProviderId>(
  options: ReceiverOptions<P> = {},
): Promise<Receiver<P>> {
  const judge = createJudge(options)
  const inbox = createInbox()
  const matched = new WeakMap<Delivery, MatchedDelivery>()
  const closing = new AbortController()
  /** Requests that are being read and judged. */
  const underWay = new Set<Promise<unknown>>()
  const take = createTaker({ judge, inbox, matched, answer: options.answer })

  const server = createServer((request, response) => {
    const taken = take(request).catch((cause: unknown) => {
      inbox.fail(new Error(`The answer of the receiver failed: ${String(cause)}`, { cause }))
      return { status: 500, headers: [], body: String(cause), delayMs: 0 }
    })
    underWay.add(taken)
    void taken
      .finally(() => underWay.delete(taken))
      .then((answer) => giveAnswer(response, answer, closing.signal))
      .catch((cause: unknown) => failResponse(response, inbox, cause))
  })
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const matcher = (match: Parameters<typeof matcherOf>[0]) => matcherOf(match, (delivery) => matched.get(delivery)!)

  const close = async () => {
    if (closing.signal.aborted) return
    closing.abort()
    const fault = inbox.unreportedError()
    inbox.fail(new Error('The receiver was closed.'))
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
    if (fault !== null) throw fault
  }
  return {
    url: `http://127.0.0.1:${port}${path}`,
    get deliveries() {
      return [...inbox.all]
    },
    captured: async (match?: Parameters<typeof matcherOf>[0], { timeout = defaultTimeoutMs } = {}) =>
      (await inbox.next(matcher(match), timeout)) as Delivery<never>,
    async captureDuring(run, { match, count = 0, timeout = defaultTimeoutMs } = {}) {
      const wanted = matcher(match)
      const mark = inbox.mark()
      await run()
      const areDone = endsWithin(Promise.all(underWay), timeout)
      const [isComplete] = await Promise.all([areDone, inbox.since(mark, wanted, count, timeout)])
      if (!isComplete && count === 0)
        throw new Error(`A request was still being read or answered after ${timeout / 1000} s.`)
      return inbox.since(mark, wanted, count, timeout)
    },
    clear: () => inbox.clear(),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** `work` never rejects. */
function endsWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms)
    void work.then(() => {
      clearTimeout(timer)
      resolve(true)
    })
  })
}

interface TakerParts {
  readonly judge: JudgeRequest
  readonly inbox: Inbox
  readonly matched: WeakMap<Delivery, MatchedDelivery>
  readonly answer: ReceiverOptions['answer']
}

/** Reads and judges a request, puts it into the inbox, and resolves with what to answer. */
function createTaker({ judge, inbox, matched, answer }: TakerParts) {
  const attempts = new Map<string, number>()

  function attemptOf({ provider, eventId }: Pick<Delivery, 'provider' | 'eventId'>): number {
    if (eventId === null) return 1
    const key = `${provider} ${eventId}`
    const attempt = (attempts.get(key) ?? 0) + 1
    attempts.set(key, attempt)
    return attempt
  }

  return async (incoming: IncomingMessage): Promise<PlainAnswer> => {
    const { request, body } = await readRequest(incoming)
    const found = judge(request, body)
    const { judged, handshake } = found
    const unanswered: Delivery = { ...judged, attempt: attemptOf(judged), answered: null }
    const chosen = request.aborted ? null : await answerTo(unanswered, handshake, answer)
    const delivery: Delivery = { ...unanswered, answered: chosen && { status: chosen.status } }
    matched.set(delivery, {
      ...found.matched,
      outcome: { status: chosen?.status ?? 0, late: 0, attempt: delivery.attempt, replays: 0 },
    })
    inbox.add(delivery)
    return chosen
  }
}

async function answerTo(
  delivery: Delivery,
  handshake: JudgedRequest['handshake'],
  answer: ReceiverOptions['answer'],
): Promise<PlainAnswer> {
  if (answer === undefined) return handshake === null ? plainAnswer(200) : handshakeAnswer(handshake.reply)
  return plainAnswer(typeof answer === 'function' ? await answer(delivery) : answer)
}

async function readRequest(incoming: IncomingMessage): Promise<{ request: CapturedRequest; body: Uint8Array }> {
  const firstByteAt = Date.now()
  const pieces: Buffer[] = []
  incoming.on('data', (piece: Buffer) => pieces.push(piece))
  // A sender that goes away is an error first.
  await new Promise<void>((resolve) => {
    for (const event of ['end', 'error', 'close'] as const) incoming.once(event, () => resolve())
  })
  const body = Buffer.concat(pieces)
  const headers = headerPairs(incoming.rawHeaders)
  const host = incoming.headers.host ?? `127.0.0.1:${incoming.socket.localPort}`
  const request = {
    method: incoming.method ?? '',
    target: incoming.url ?? '',
    httpVersion: incoming.httpVersion,
    headers,
    trailers: headerPairs(incoming.rawTrailers),
    remoteAddress: incoming.socket.remoteAddress ?? '',
    publicUrl: `http://${host}${incoming.url}`,
    viaTunnel: false,
    firstByteAt,
    lastByteAt: Date.now(),
    bodySize: body.length,
    aborted: !incoming.complete,
  }
  return { request, body }
}

/** E.g. a header that HTTP does not allow. */
function failResponse(response: ServerResponse, inbox: Inbox, cause: unknown): void {
  inbox.fail(new Error(`The answer of the receiver cannot be sent: ${String(cause)}`, { cause }))
  if (response.headersSent) response.destroy()
  else response.writeHead(500).end()
}
