import type { CapturedRequest } from '#shared/model/delivery.ts'
import { judgeDelivery, unjudged } from '../judging/judge-delivery.ts'
import type { StoredHead } from '../log/codec.ts'
import type { Examination } from '../log/entries.ts'
import type { LogWriter } from '../log/log-writer.ts'
import type { Clock } from '../ports.ts'
import type { ProviderPack } from '../providers/provider-pack.ts'
import type { CaptureAnswer } from './answer.ts'
import type { CaptureEndpoint } from './contract.ts'
import type { GivenAnswer, IncomingDelivery } from './exchange.ts'
import type { NoticeBoard } from './notice-board.ts'
import type { ExpectedSamples } from './samples.ts'

interface ReceiveParts {
  readonly writer: LogWriter
  readonly clock: Clock
  readonly endpoint: (token: string) => CaptureEndpoint | undefined
  readonly packs: () => ReadonlyMap<string, ProviderPack>
  readonly samples: ExpectedSamples
  readonly board: NoticeBoard
}

/** What every endpoint answers once the delivery is on disk. */
const received: CaptureAnswer = {
  status: 200,
  headers: [['Content-Type', 'application/json']],
  body: '{"received":true}',
}

/** Deleted between the request line and the last byte. */
const gone: CaptureAnswer = { status: 404, headers: [], body: '' }

/**
 * The way of a delivery: judge, commit, answer, tell the host. Resolves with the answer after the commit; rejects where
 * it could not be stored, and then nothing was acknowledged.
 */
export function createReceive(parts: ReceiveParts): (incoming: IncomingDelivery) => Promise<GivenAnswer> {
  const { writer, clock, board } = parts

  return (incoming) => {
    const endpoint = parts.endpoint(incoming.token)
    if (endpoint === undefined) return Promise.resolve(gone)
    const { request, body, firstByte } = incoming
    const bytes = body.kind === 'memory' ? body.bytes : null
    const sample = bytes === null ? null : parts.samples.take(endpoint.id, bytes)
    const judged = judge(endpoint, request, bytes, sample?.testKey ?? null)
    const { examination, answer, handshake } = judged
    const head: StoredHead = {
      endpointId: endpoint.id,
      receivedAt: request.firstByteAt,
      request,
      ...examination,
      sample: sample !== null,
      handshake,
      reply: request.aborted ? null : { ...answer, headers: [...answer.headers], by: judged.by },
      ...(body.kind === 'file' && { file: { name: body.name, size: body.size } }),
    }
    return new Promise((resolve, reject) => {
      writer.addDelivery({
        head,
        body: bytes,
        done(error, seq) {
          if (error !== null) {
            board.problem(error)
            reject(error as Error)
            return
          }
          const storedAfterMs = clock.elapsed() - firstByte.elapsed
          board.stored(seq, endpoint.id, examination.verification, judged.later)
          const sent = () =>
            writer.addAnswer({ about: seq, afterMs: clock.elapsed() - firstByte.elapsed, storedAfterMs })
          resolve({ ...answer, sent })
        },
      })
    })
  }

  function judge(
    endpoint: CaptureEndpoint,
    request: CapturedRequest,
    bytes: Uint8Array | null,
    testKey: CaptureEndpoint['secrets'][number] | null,
  ): Judged {
    const packs = parts.packs()
    const found = bytes === null
      ? { later: 'the body is large' }
      : judgeDelivery({ endpoint, request, body: bytes, packs, secrets: endpoint.secrets, testKey })
    if ('later' in found) {
      const examination = unjudged({ endpoint, request, packs, why: found.later })
      return { examination, answer: received, by: 'rule', handshake: null, later: true }
    }
    const { examination, handshake } = found
    return {
      examination,
      answer: handshake?.reply ?? received,
      by: handshake?.reply ? 'handshake' : 'rule',
      handshake: handshake?.handshake.title ?? null,
      later: false,
    }
  }
}

interface Judged {
  readonly examination: Examination
  readonly answer: CaptureAnswer
  readonly by: 'rule' | 'handshake'
  readonly handshake: string | null
  readonly later: boolean
}
