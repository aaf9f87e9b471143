import type { CapturedRequest } from '#shared/model/delivery.ts'
import { countKey } from '#shared/rules/rule-state.ts'
import { formatBytes } from '#shared/sentences/units.ts'
import { type JudgedDelivery, judgeDelivery, unjudged } from '../judging/judge-delivery.ts'
import { spoolThreshold } from '../lib/captured-body.ts'
import { type StoredHead, usualReply } from '../log/codec.ts'
import type { AnsweredDelivery } from '../log/entries.ts'
import type { LogWriter } from '../log/log-writer.ts'
import type { Clock } from '../ports.ts'
import type { ProviderPack } from '../providers/provider-pack.ts'
import type { SchemeSecret } from '../signatures/signature-scheme.ts'
import type { CaptureAnswer } from './answer.ts'
import type { CaptureEndpoint } from './contract.ts'
import type { GivenAnswer, IncomingDelivery, RelayedAnswer } from './exchange.ts'
import { type ForwardedDelivery, type Forwarder, queuedReply } from './forward/forwarder.ts'
import type { QueueGate } from './forward/queue-gate.ts'
import type { NoticeBoard } from './notice-board.ts'
import type { RuleEnd } from './rules/carry-out.ts'
import { type PlannedAnswer, planAnswer } from './rules/plan-answer.ts'
import type { RuleCounters } from './rules/rule-counters.ts'
import type { ExpectedSamples } from './samples.ts'

interface ReceiveParts {
  readonly writer: LogWriter
  readonly clock: Clock
  readonly endpoint: (token: string) => CaptureEndpoint | undefined
  readonly packs: () => ReadonlyMap<string, ProviderPack>
  readonly samples: ExpectedSamples
  readonly ruleCounters: RuleCounters
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
    const judged = { body: bytes, examination, handshake, sample: sample !== null }
    const { forwarding, planned, answer, reply } = decide(endpoint, request, judged)
    const head: StoredHead = {
      endpointId: endpoint.id,
      receivedAt: request.firstByteAt,
      request,
      ...examination,
      sample: sample !== null,
      handshake: handshake?.handshake.title ?? null,
      ...(forwarding !== null && { forwarding }),
      reply,
      ...(planned !== null && { rule: planned.applied }),
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
          board.stored(seq, endpoint.id, examination.verification, later !== null)
          if (planned !== null) board.byRule(countKey(planned.rule))
          const storedAfterMs = clock.elapsed() - firstByte.elapsed
          const { eventType } = examination.facts
          const relayed = forward(forwarding, endpoint, { seq, request, body, eventType, firstByte, storedAfterMs })
          resolve(relayed ?? given(answer, planned, seq, firstByte.elapsed))
        },
      })
    })
  }

  /** What answers: the pack where the provider demands it, the target while the endpoint forwards, else a rule or the usual reply. */
  function decide(endpoint: CaptureEndpoint, request: CapturedRequest, judged: Judged): Decision {
    const { handshake } = judged
    const forwarding = request.aborted || handshake !== null ? null : forwardingOf(endpoint)
    const planned = endpoint.forward === undefined ? plan(endpoint, request, judged) : null
    const answer = handshake?.reply ?? planned?.answer ?? (forwarding === 'queue' ? queuedReply : usualReply)
    // A dropped connection gets none, and what a target will answer is not known yet.
    const isAnswered = !request.aborted && planned?.applied.did !== 'drop' && forwarding !== 'live'
    if (!isAnswered || answer === usualReply) {
      return { forwarding, planned, answer, reply: isAnswered ? usualReply : null }
    }
    const by = handshake?.reply ? 'handshake' : forwarding === 'queue' ? 'queued' : 'rule'
    return { forwarding, planned, answer, reply: { ...answer, headers: [...answer.headers], by } }
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

  /** Apart from `receive`, so that an answer that waits holds nothing of the delivery. */
  function given(answer: CaptureAnswer, planned: PlannedAnswer | null, seq: number, firstByte: number): GivenAnswer {
    const storedAfterMs = clock.elapsed() - firstByte
    const note = (unanswered?: AnsweredDelivery['unanswered']) =>
      writer.addAnswer({
        about: seq,
        afterMs: clock.elapsed() - firstByte,
        storedAfterMs,
        ...(unanswered && { unanswered }),
      })
    if (planned === null) return { ...answer, sent: () => note() }
    const { did, delayMs } = planned.applied
    const ended = (end: RuleEnd) => note(end === 'answered' || end === 'cut' ? undefined : end)
    return { ...answer, planned: { did, delayMs, ended } }
  }

  /** Null: the usual answer, or the one that the provider of a set-up request demands. */
  function plan(
    endpoint: CaptureEndpoint,
    request: CapturedRequest,
    { handshake, ...judged }: Judged,
  ): PlannedAnswer | null {
    if (request.aborted || handshake?.reply) return null
    const delivery = {
      endpointId: endpoint.id,
      ...{ request, ...judged },
      handshake: handshake?.handshake.title ?? null,
    }
    try {
      return planAnswer(endpoint.rules, delivery, parts.ruleCounters, clock.now())
    } catch (error) {
      parts.onFault(error)
      return null
    }
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

type Judged = Pick<JudgedDelivery, 'examination' | 'handshake'> & {
  readonly body: Uint8Array | null
  readonly sample: boolean
}

interface Decision {
  readonly forwarding: Forwarding
  readonly planned: PlannedAnswer | null
  readonly answer: CaptureAnswer
  /** As it is stored. */
  readonly reply: StoredHead['reply']
}
