import { readFile } from 'node:fs/promises'
import type { Answer } from '#shared/model/delivery.ts'
import { createMutex } from '../lib/mutex.ts'
import type { RateMeter } from '../lib/rate-meter.ts'
import type { EnginePorts } from '../ports.ts'
import type { HandshakeReply } from '../providers/answer-handshake.ts'
import type { IncomingDelivery, ReceiverAnswer } from '../receiver/receiver.ts'
import type { Store } from '../store/store.ts'
import type { DeliveryChanges } from './delivery-changes.ts'
import type { EndpointRegistry } from './endpoints/endpoint-registry.ts'
import type { ExamineDelivery } from './examine-delivery.ts'
import type { ExpectedSamples } from './expected-samples.ts'
import type { AnnounceFailure } from './signatures/announce-failure.ts'

interface ReceiveParts {
  readonly ports: EnginePorts
  readonly store: Store
  readonly endpoints: EndpointRegistry
  readonly examine: ExamineDelivery
  readonly samples: ExpectedSamples
  readonly changes: DeliveryChanges
  readonly rates: RateMeter
  readonly announceFailure: AnnounceFailure
}

/** What every endpoint answers once the delivery is on disk. */
const received: HandshakeReply = {
  status: 200,
  headers: [['Content-Type', 'application/json']],
  body: '{"received":true}',
}

/**
 * The way of a delivery: examine, store (durable), answer, tell the windows. Resolves with the answer after the commit;
 * rejects where it could not be stored, and then nothing was acknowledged.
 */
export function createReceiveFlow(parts: ReceiveParts): (incoming: IncomingDelivery) => Promise<ReceiverAnswer> {
  const { ports, store, endpoints, changes } = parts
  /** Spooled bodies are read back one at a time, so that parallel uploads do not add up in memory. */
  const oneSpooledBody = createMutex()

  async function take(incoming: IncomingDelivery, bytes: Uint8Array): Promise<ReceiverAnswer> {
    const endpoint = endpoints.byToken(incoming.token)
    // Deleted between the request line and the last byte.
    if (!endpoint) return { status: 404, headers: [], body: '' }
    const { request, body } = incoming
    const sample = parts.samples.take(endpoint.id, bytes)
    const { handshake, ...examined } = await parts.examine(endpoint, request, bytes, sample?.testKey ?? null)
    const id = ports.newId('dlv')
    const { seq } = await store.insertDelivery({
      id,
      endpointId: endpoint.id,
      receivedAt: request.firstByteAt,
      request,
      body,
      ...examined,
      sample: sample !== null,
      handshake: handshake?.handshake.title ?? null,
    })
    const storedAfterMs = ports.clock.now() - request.firstByteAt

    parts.rates.count(endpoint.id)
    changes.emit({ kind: 'added', seq, id })
    const { verification } = examined
    if (verification.secret) endpoints.secrets.matched(verification.secret.id)
    if (verification.state === 'failed') parts.announceFailure(id, endpoint.name, examined)
    const reply = handshake?.reply ?? received
    const by = handshake?.reply ? 'handshake' : 'rule'
    const sent = () => saveAnswer(seq, reply, { by, storedAfterMs, afterMs: ports.clock.now() - request.firstByteAt })
    return { ...reply, sent }
  }

  type Timing = Pick<Answer, 'by' | 'storedAfterMs' | 'afterMs'>

  function saveAnswer(seq: number, { status, headers, body }: HandshakeReply, timing: Timing): void {
    const answer: Answer = { status, headers: headers.map(([name, value]) => [name, value]), body, ...timing }
    store.setAnswer(seq, answer).then(
      () => changes.emit({ kind: 'changed', seq }),
      (error: unknown) => ports.log.warn('the answer to a delivery was not saved', { seq, error: String(error) }),
    )
  }

  return (incoming) => {
    const { body } = incoming
    if (body.kind === 'memory') return take(incoming, body.bytes)
    return oneSpooledBody(async () => take(incoming, await readFile(body.path)))
  }
}
