import type { CapturedRequest } from '#shared/model/delivery.ts'
import { formatBytes } from '#shared/sentences/units.ts'
import { type JudgedDelivery, judgeDelivery, unjudged } from '../judging/judge-delivery.ts'
import { spoolThreshold } from '../lib/captured-body.ts'
import { type StoredHead, usualReply } from '../log/codec.ts'
import type { LogWriter } from '../log/log-writer.ts'
import type { Clock } from '../ports.ts'
import type { ProviderPack } from '../providers/provider-pack.ts'
import type { SchemeSecret } from '../signatures/signature-scheme.ts'
import type { CaptureEndpoint } from './contract.ts'
import type { GivenAnswer, IncomingDelivery, RelayedAnswer } from './exchange.ts'
import { type ForwardedDelivery, type Forwarder, queuedReply } from './forward/forwarder.ts'
import type { QueueGate } from './forward/queue-gate.ts'
import type { NoticeBoard } from './notice-board.ts'
import type { ExpectedSamples } from './samples.ts'

interface ReceiveParts {
  readonly writer: LogWriter
  readonly clock: Clock
  readonly endpoint: (token: string) => CaptureEndpoint | undefined
  readonly packs: () => ReadonlyMap<string, ProviderPack>
  readonly samples: ExpectedSamples
  readonly board: NoticeBoard
  readonly forwarder: Forwarder
  readonly gate: QueueGate
  /** Judging failed for a reason of our own. */
  readonly onFault: (error: unknown) => void
}

/** Deleted between the request line and the last byte. */
const gone: GivenAnswer = { status: 404, headers: [], body: '', stored: false }

/**
 * The way of a delivery: judge, commit, answer, tell the host. Resolves with the answer after the commit; rejects where
 * it could not be stored, and then nothing was acknowledged.
 */
export function createReceive(parts: ReceiveParts) {
  const { writer, clock, board, forwarder, gate } = parts

  return (incoming: IncomingDelivery): Promise<GivenAnswer | RelayedAnswer> => {
    const endpoint = parts.endpoint(incoming.token)
    if (endpoint === undefined) return Promise.resolve(gone)
    const { request, body, firstByte } = incoming
    const bytes = body.kind === 'memory' ? body.bytes : null
    const sample = bytes === null ? null : parts.samples.take(endpoint.id, bytes)
    const { examination, handshake, later } = judge(endpoint, request, bytes, sample?.testKey ?? null)
    const forwarding = request.aborted || handshake !== null ? null : forwardingOf(endpoint)
    const answer = handshake?.reply ?? (forwarding === 'queue' ? queuedReply : usualReply)
    const head: StoredHead = {
      endpointId: endpoint.id,
      receivedAt: request.firstByteAt,
      request,
      ...examination,
      sample: sample !== null,
      handshake: handshake?.handshake.title ?? null,
      ...(forwarding !== null && { forwarding }),
      reply: request.aborted ? null : replyOf(handshake, forwarding),
      ...(body.kind === 'file' && { file: { name: body.name, size: body.size } }),
    }
    return new Promise((resolve, reject) => {
      writer.addDelivery({
        head,
        body: bytes,
        done(error, seq) {
          if (error !== null) {
            if (forwarding === 'queue') gate.failed(endpoint.id)
            board.problem(error)
            reject(error as Error)
            return
          }
          const storedAfterMs = clock.elapsed() - firstByte.elapsed
          board.stored(seq, endpoint.id, examination.verification, later !== null)
          const sent = () =>
            writer.addAnswer({ about: seq, afterMs: clock.elapsed() - firstByte.elapsed, storedAfterMs })
          const { eventType } = examination.facts
          const relayed = forward(forwarding, endpoint, { seq, request, body, eventType, firstByte, storedAfterMs })
          resolve(relayed ?? { ...answer, sent })
        },
      })
    })
  }

  function forwardingOf(endpoint: CaptureEndpoint): Forwarding {
    if (endpoint.forward === undefined) return null
    return gate.enter(endpoint) ? 'queue' : 'live'
  }

  /** Where the target answers: its answer, which is still to come. */
  function forward(
    forwarding: Forwarding,
    { id: endpointId, forward }: CaptureEndpoint,
    stored: Omit<ForwardedDelivery, 'endpointId' | 'forward'>,
  ): RelayedAnswer | null {
    if (forwarding === null || forward === undefined) return null
    const delivery: ForwardedDelivery = { ...stored, endpointId, forward }
    if (forwarding === 'live') return { relay: (place) => forwarder.serve(delivery, place) }
    gate.entered(endpointId, stored.seq)
    forwarder.copy(delivery)
    board.queued()
    return null
  }

  function judge(
    endpoint: CaptureEndpoint,
    request: CapturedRequest,
    body: Uint8Array | null,
    testKey: SchemeSecret | null,
  ): JudgedDelivery {
    const packs = parts.packs()
    const { secrets } = endpoint
    let later = `the body is larger than ${formatBytes(spoolThreshold)}`
    if (body !== null) {
      try {
        return judgeDelivery({ endpoint, request, body, packs, secrets, testKey })
      } catch (error) {
        // A fault of ours: the delivery is stored all the same, or its sender would repeat it for ever.
        parts.onFault(error)
        later = 'it could not be judged on arrival'
      }
    }
    return { examination: unjudged({ endpoint, request, packs }, later), handshake: null, later }
  }
}

/** How a delivery is forwarded; null: not at all. */
type Forwarding = 'live' | 'queue' | null

const storedQueuedReply: StoredHead['reply'] = { ...queuedReply, headers: [...queuedReply.headers] }

/** What is going to be answered, as it is stored; null where that is not known yet. */
function replyOf(handshake: JudgedDelivery['handshake'], forwarding: Forwarding): StoredHead['reply'] {
  if (forwarding !== null) return forwarding === 'live' ? null : storedQueuedReply
  const reply = handshake?.reply
  return reply ? { ...reply, headers: [...reply.headers], by: 'handshake' } : usualReply
}
