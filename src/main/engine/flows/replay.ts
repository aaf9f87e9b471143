import { AppError } from '#shared/api/errors.ts'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { ReplaySigning } from '#shared/model/draft.ts'
import type { EditedRequest } from '#shared/model/edited-request.ts'
import { firstHeader } from '#shared/model/headers.ts'
import type { Replay } from '#shared/model/replay.ts'
import type { SignatureBreak } from '#shared/model/signature-break.ts'
import { withoutCredentials } from '#shared/sentences/plain-text.ts'
import { maskBody, maskEncodedBody } from '../export/mask-body.ts'
import { createMutex } from '../lib/mutex.ts'
import type { AddFacts } from '../log/codec.ts'
import type { EnginePorts } from '../ports.ts'
import type { Views } from '../reading/views.ts'
import type { SendOutcome } from '../replay/outcome.ts'
import { prepareHeaders } from '../replay/prepare-headers.ts'
import { sendRequest } from '../replay/send-request.ts'
import { dotsResolved, isLocalTarget, isOwnReceiver, targetFor } from '../replay/target.ts'
import type { EndpointService } from '../state/endpoint-service.ts'
import type { PackCatalog } from '../state/pack-catalog.ts'
import type { SettingsService } from '../state/settings-service.ts'
import { editedRequest, type RequestToSend, readForSigning, sentRecord, storedRequest } from './edit-request.ts'
import { breaksOf, type SignedAgain, type SignRequest, signAgain } from './sign.ts'

export type ReplayResult =
  | { readonly result: 'sent'; readonly replay: Replay }
  | { readonly result: 'needs-approval'; readonly target: string; readonly origin: string }
  | { readonly result: 'no-target' }

export interface ReplayOrder {
  readonly id: string
  readonly target?: string | undefined
  readonly approve: boolean
  readonly sign?: ReplaySigning | undefined
  /** With `sign: 'broken'`. */
  readonly broken?: SignatureBreak | undefined
  /** Goes out in the stored request's place, to its own URL. */
  readonly edited?: EditedRequest | undefined
  /** The replay says that a watch has sent it. */
  readonly onReturn?: true | undefined
  /** Slow motion: the body is spread over so many milliseconds. */
  readonly slowMs?: number | undefined
}

export interface BreaksOrder extends Pick<ReplayOrder, 'id' | 'target' | 'edited'> {}

/** The run that a replay is an item of. */
export interface ReplayWithin {
  readonly run: string
  /** From 1. */
  readonly item: number
  readonly signal: AbortSignal
  /** The request goes out now: whatever happens from here on, it may have been sent. */
  readonly onSend: () => void
}

export interface ReplayFlow {
  /** Sends a stored delivery again, exact bytes, and stores what came of it. Throws AppError `cancelled`. */
  send(order: ReplayOrder, within?: ReplayWithin): Promise<ReplayResult>
  /** How the signature of such a replay can be broken. */
  breaks(order: BreaksOrder): ReturnType<typeof breaksOf>
  /** May this origin be sent to without a question? `approve` says so for the future. */
  approved(origin: string, approve: boolean): Promise<boolean>
  /** Ends the replays of a delivery that are on their way; resolves with how many. */
  cancel(id: string): number
}

interface ReplayParts {
  readonly ports: EnginePorts
  readonly views: Views
  readonly endpoints: EndpointService
  readonly catalog: PackCatalog
  readonly settings: SettingsService
  readonly addFacts: AddFacts
  readonly sign: SignRequest
  /** Where the receiver can be reached now. */
  readonly baseUrls: () => readonly string[]
  /** Aborts what is on its way when the engine closes. */
  readonly signal: AbortSignal
}

/** Longest wait for a target's answer, milliseconds: above any documented deadline of a provider. */
const timeoutMs = 120_000

export function createReplayFlow(parts: ReplayParts): ReplayFlow {
  const { ports, views, endpoints, settings } = parts
  /** On their way, by delivery. */
  const sending = new Map<string, Set<AbortController>>()

  async function cancellable<T>(
    id: string,
    outer: AbortSignal | undefined,
    send: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const stop = new AbortController()
    const ofDelivery = sending.get(id) ?? new Set()
    sending.set(id, ofDelivery.add(stop))
    try {
      return await send(AbortSignal.any([parts.signal, stop.signal, ...(outer ? [outer] : [])]))
    } finally {
      ofDelivery.delete(stop)
      if (ofDelivery.size === 0) sending.delete(id)
    }
  }

  /** Approvals add to a list: of two at once, the second would take back the first. */
  const oneApproval = createMutex()
  const approved = (origin: string, approve: boolean): Promise<boolean> =>
    oneApproval(async () => {
      const { approvedTargets } = settings.get()
      if (approvedTargets.includes(origin)) return true
      if (approve) await settings.update({ approvedTargets: [...approvedTargets, origin] })
      return approve
    })

  async function send(order: ReplayOrder, within?: ReplayWithin): Promise<ReplayResult> {
    const delivery = await views.read.detail(order.id)
    if (delivery.request.aborted)
      throw new AppError('conflict', 'Only a part of this delivery arrived, so there is nothing whole to replay.')
    const base = order.edited?.url ?? order.target ?? endpoints.get(delivery.endpointId).target
    if (base === null) return { result: 'no-target' }

    const target = order.edited?.url ?? targetFor(base, delivery.request.target)
    const pathChange = order.edited ? null : dotsResolved(delivery.request.target)
    const { origin } = new URL(target)
    if (!isLocalTarget(target) && !(await approved(origin, order.approve)))
      return { result: 'needs-approval', target: base, origin }

    const request = await requestOf(order, delivery, target)
    const again = await newSignature(order, delivery, request)
    const { method } = request
    const sending = again ?? { ...request, changes: [], signed: 'as stored' }
    const size = sending.body.kind === 'memory' ? sending.body.bytes.byteLength : delivery.request.bodySize
    const { headers, changes } = prepareHeaders(sending.headers, sending.url, size, method)
    const sentAt = ports.clock.now()
    const { url, body, signed } = sending
    within?.onSend()
    const sent = await cancellable(order.id, within?.signal, (signal) =>
      sendRequest({
        ...{ method, target: url, headers, body, timeoutMs, signal },
        ...{ slowMs: order.slowMs, clock: ports.clock },
      }),
    )
    const outcome = withoutSecret(sent, again)
    const { body: answerBody, ...rest } = outcome
    const record = sentRecord({ ...order, request, method, headers, body, size, secret: again?.sentSecret ?? null })
    const replay = {
      id: ports.newId('rpl'),
      deliveryId: order.id,
      sentAt,
      target: withoutCredentials(url),
      signed,
      changes: [...(pathChange === null ? [] : [pathChange]), ...changes, ...sending.changes],
      ...record.told,
      ...rest,
      ...(within && { run: { id: within.run, item: within.item, deadlineMs: delivery.deadlineMs } }),
    }
    await parts.addFacts([
      { kind: 'replayed', about: delivery.seq, replay, body: answerBody, ...(record.body && { sent: record.body }) },
    ])
    return { result: 'sent', replay: { ...replay, number: await numberOf(replay) } }
  }

  /** Runs tell of their items by place; a drill sends one delivery a hundred times, and reading all of them would add up. */
  async function numberOf({ id, deliveryId, run }: Omit<Replay, 'number'>): Promise<number> {
    if (run !== undefined) return 0
    return (await views.read.replays(deliveryId)).find((replay) => replay.id === id)?.number ?? 1
  }

  /** Null where the signature goes out as it was stored. */
  async function newSignature(order: ReplayOrder, delivery: DeliveryDetail, request: RequestToSend) {
    const { sign = 'keep' } = order
    if (sign === 'keep') return null
    const again = await signAgain(parts, delivery, await readForSigning(request), brokenBy(order))
    refuseToTell(again, request.url, parts.baseUrls())
    return again
  }

  /** What is to be sent, before it is signed. */
  async function requestOf({ id, edited }: BreaksOrder, delivery: DeliveryDetail, url: string): Promise<RequestToSend> {
    const stored = await views.read.wholeBody(id)
    if (!edited) return storedRequest(delivery.request, url, stored)
    const { target } = endpoints.get(delivery.endpointId)
    const plainUrl = target === null ? null : targetFor(target, delivery.request.target)
    return editedRequest(edited, delivery.request, stored, plainUrl)
  }

  return {
    send,
    async breaks(order) {
      const delivery = await views.read.detail(order.id)
      const base = order.edited?.url ?? order.target ?? endpoints.get(delivery.endpointId).target ?? 'http://localhost'
      const url = order.edited?.url ?? targetFor(base, delivery.request.target)
      return breaksOf(parts, delivery, await readForSigning(await requestOf(order, delivery, url)))
    },
    approved,
    cancel(id) {
      const stops = [...(sending.get(id) ?? [])]
      for (const stop of stops) stop.abort()
      return stops.length
    },
  }
}

/** Throws AppError `bad-input` where no fault is named. */
function brokenBy({ sign, broken }: ReplayOrder): SignatureBreak | null {
  if (sign !== 'broken') return null
  if (broken) return broken
  throw new AppError('bad-input', 'Name how the signature is to be broken.', [
    { path: ['broken'], message: 'is needed with sign: broken' },
  ])
}

/** Throws AppError `conflict` where the secret itself would be stored. */
function refuseToTell({ sentSecret }: SignedAgain, target: string, baseUrls: readonly string[]): void {
  if (sentSecret === null || !isOwnReceiver(target, baseUrls)) return
  throw new AppError(
    'conflict',
    'This scheme sends the secret itself, and this target is Switchhook’s own receiver, which would store it. Choose another target.',
  )
}

/** A target that repeats what it was sent would show a secret that is never shown. */
function withoutSecret(outcome: SendOutcome, again: SignedAgain | null): SendOutcome {
  const secret = again?.sentSecret ?? null
  if (secret === null) return outcome
  const secrets = [secret, secret.trim()]
  const cleared = (text: string) =>
    Buffer.from(maskBody(Buffer.from(text, 'latin1'), secrets, []).body).toString('latin1')
  const encoding = firstHeader(outcome.headers, 'content-encoding') ?? null
  return {
    ...outcome,
    statusText: cleared(outcome.statusText),
    headers: outcome.headers.map(([name, value]) => [cleared(name), cleared(value)]),
    body: maskEncodedBody(outcome.body, encoding, secrets, []).body,
  }
}
