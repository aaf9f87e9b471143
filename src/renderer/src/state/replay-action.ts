import { create } from 'zustand'
import type { AppClient } from '#shared/api/contract.ts'
import type { EditedRequest } from '#shared/model/edited-request.ts'
import type { Replay } from '#shared/model/replay.ts'
import type { SignatureBreak } from '#shared/model/signature-break-words.ts'
import { errorText } from './client.tsx'
import { useEndpoints } from './live-state.ts'

/** With its signature as stored, a new one for this target and moment, or one that is broken on purpose. */
export type ReplaySign = 'keep' | 'again' | 'broken'

/** What makes a replay another request than the stored one. */
export interface ReplayChanges {
  /** With `sign: 'broken'`. */
  readonly broken?: SignatureBreak | undefined
  readonly edited?: EditedRequest | undefined
  /** Slow motion: the body is spread over so many milliseconds. */
  readonly slowMs?: number | undefined
}

/** What has to be asked before a replay can go out. */
export type ReplayQuestion =
  /** The target is not on this machine; asked once per target. Answer with `approveReplay`. */
  | {
      readonly kind: 'approval'
      readonly deliveryId: string
      readonly target: string
      readonly origin: string
      readonly sign: ReplaySign
      readonly changes: ReplayChanges
      readonly onSent: (() => void) | undefined
    }
  /** No target yet, or another one is wanted. Answer with `replay(client, deliveryId, target)`. */
  | {
      readonly kind: 'target'
      readonly deliveryId: string
      readonly problem: string | null
      readonly sign: ReplaySign
      readonly changes: ReplayChanges
    }

interface ReplayState {
  /** Deliveries that are on their way, and since when (Unix milliseconds). */
  readonly sending: ReadonlyMap<string, number>
  readonly question: ReplayQuestion | null
  /** The newest replay that went out of this window; its delivery's list has to be read again. */
  readonly last: Replay | null
  /** Deadline of the provider of that delivery. */
  readonly lastDeadlineMs: number | null
  /** Why the last replay did not go out at all. */
  readonly problem: { readonly deliveryId: string; readonly message: string } | null
}

export const useReplay = create<ReplayState>(() => ({
  sending: new Map(),
  question: null,
  last: null,
  lastDeadlineMs: null,
  problem: null,
}))

/**
 * Sends a stored delivery again: to `target`, else where its endpoint's last went, else to the endpoint's own. What is
 * missing becomes `question`. `onSent` is called once it was sent, also where that had to be agreed to first.
 */
export async function replay(
  client: AppClient,
  deliveryId: string,
  target?: string,
  sign: ReplaySign = 'keep',
  changes: ReplayChanges = {},
  onSent?: () => void,
): Promise<void> {
  await send(client, { id: deliveryId, target, sign, changes, onSent }, false)
}

/** The user agrees to send to the target in question. */
export async function approveReplay(client: AppClient): Promise<void> {
  const { question } = useReplay.getState()
  if (question?.kind === 'approval') {
    const { deliveryId: id, ...order } = question
    await send(client, { id, ...order }, true)
  }
}

/** Ends what is on its way of a delivery. */
export async function cancelReplay(client: AppClient, id: string): Promise<void> {
  // What came back meanwhile is shown as it came.
  await client.call('replays.cancel', { id }).catch(() => undefined)
}

/** Asks for another target. */
export function askReplayTarget(deliveryId: string): void {
  useReplay.setState({ question: { kind: 'target', deliveryId, problem: null, sign: 'keep', changes: {} } })
}

export function dropReplayQuestion(): void {
  useReplay.setState({ question: null })
}

interface ReplayOrder {
  readonly id: string
  readonly target: string | undefined
  readonly sign: ReplaySign
  readonly changes: ReplayChanges
  readonly onSent: (() => void) | undefined
}

async function send(client: AppClient, order: ReplayOrder, approve: boolean): Promise<void> {
  const { id, sign, changes, onSent } = order
  // What was edited goes to its own URL, and the endpoint keeps its last target.
  const chosen = changes.edited ? undefined : order.target
  if (useReplay.getState().sending.has(id)) return
  const asked = useReplay.getState().question
  /** What was asked is answered; a question that came up meanwhile stays. */
  const unlessNew = (now: typeof asked) => (now === asked ? null : now)
  setSending(id, true)
  try {
    const { endpointId, deadlineMs } = await client.call('deliveries.get', { id })
    const target = chosen ?? lastTarget(endpointId)
    const answer = await client.call('replays.send', {
      id,
      approve,
      sign,
      ...definedOnly(changes),
      ...(target === undefined || changes.edited ? {} : { target }),
    })
    if (answer.result === 'sent') {
      useReplay.setState(({ question }) => ({
        question: unlessNew(question),
        last: answer.replay,
        lastDeadlineMs: deadlineMs,
        problem: null,
      }))
      if (chosen !== undefined) rememberTarget(endpointId, chosen)
      onSent?.()
    } else if (answer.result === 'needs-approval') {
      const { target, origin } = answer
      useReplay.setState({ question: { kind: 'approval', deliveryId: id, target, origin, sign, changes, onSent } })
    } else {
      useReplay.setState({ question: { kind: 'target', deliveryId: id, problem: null, sign, changes } })
    }
  } catch (error) {
    const message = errorText(error)
    useReplay.setState(({ question }) =>
      asked?.kind === 'target'
        ? { question: { kind: 'target', deliveryId: id, problem: message, sign, changes } }
        : { question: unlessNew(question), problem: { deliveryId: id, message } },
    )
  } finally {
    setSending(id, false)
  }
}

const definedOnly = ({ broken, edited, slowMs }: ReplayChanges) => ({
  ...(broken && { broken }),
  ...(edited && { edited }),
  ...(slowMs && { slowMs }),
})

function setSending(id: string, on: boolean): void {
  useReplay.setState(({ sending }) => {
    const next = new Map(sending)
    if (on) next.set(id, Date.now())
    else next.delete(id)
    return { sending: next }
  })
}

interface Chosen {
  readonly target: string
  /** The endpoint's own target at that moment: once that is changed, it counts again. */
  readonly insteadOf: string | null
}

/** By endpoint, for the life of this window. */
const chosen = new Map<string, Chosen>()

const ownTarget = (endpointId: string) =>
  useEndpoints.getState().endpoints?.find(({ id }) => id === endpointId)?.target ?? null

/** Keeps a target that was chosen for one delivery for the next ones of its endpoint. */
function rememberTarget(endpointId: string, target: string): void {
  const insteadOf = ownTarget(endpointId)
  if (target === insteadOf) chosen.delete(endpointId)
  else chosen.set(endpointId, { target, insteadOf })
}

/** The target that was chosen last for deliveries of an endpoint; undefined: the endpoint's own is meant. */
function lastTarget(endpointId: string): string | undefined {
  const last = chosen.get(endpointId)
  return last && last.insteadOf === ownTarget(endpointId) ? last.target : undefined
}
