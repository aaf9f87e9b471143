import { create } from 'zustand'
import type { AppClient, AppContract } from '#shared/api/contract.ts'
import type { CallInput } from '#shared/api/contract-types.ts'
import type { Endpoint, EndpointStatus } from '#shared/model/endpoint.ts'
import { toast } from '../ui/toast.tsx'
import { errorText } from './client.tsx'
import { navigate } from './route.ts'

type Order = Omit<CallInput<AppContract['calls']['forwards.set']>, 'approve'>

/** What has to be agreed to before an endpoint forwards as it was asked to. */
export interface ForwardingQuestion {
  readonly order: Order
  readonly origins: readonly string[]
  /** True once the change was made, false where it was not agreed to. */
  readonly settle: (done: boolean | Promise<never>) => void
}

interface ForwardingState {
  readonly question: ForwardingQuestion | null
}

export const useForwarding = create<ForwardingState>(() => ({ question: null }))

/**
 * Changes how an endpoint answers; asks first where a target is not on this machine. False where that was not agreed to;
 * rejects with what is wrong.
 */
export async function setForwarding(client: AppClient, order: Order): Promise<boolean> {
  const answer = await client.call('forwards.set', order)
  if (answer.result === 'set') return true
  dropForwardingQuestion()
  const { promise, resolve } = Promise.withResolvers<boolean>()
  useForwarding.setState({ question: { order, origins: answer.origins, settle: resolve } })
  return promise
}

export async function approveForwarding(client: AppClient): Promise<void> {
  const { question } = useForwarding.getState()
  if (question === null) return
  useForwarding.setState({ question: null })
  await client.call('forwards.set', { ...question.order, approve: true }).then(
    () => question.settle(true),
    (error: unknown) => question.settle(Promise.reject(error as Error)),
  )
}

export function dropForwardingQuestion(): void {
  useForwarding.getState().question?.settle(false)
  useForwarding.setState({ question: null })
}

/** Switches an endpoint; where it has no target yet, its page is shown, with the field for it. */
export function switchMode(client: AppClient, endpoint: Endpoint, mode: Endpoint['mode']): void {
  if (mode === 'forward' && endpoint.target === null) {
    navigate({ page: { kind: 'endpoint-settings', endpointId: endpoint.id } })
    const detail = 'Set the URL of your app under Forwarding, then switch.'
    toast({ tone: 'bad', topic: 'forwarding', title: `${endpoint.name} has no target yet`, detail })
    return
  }
  setForwarding(client, { endpointId: endpoint.id, mode }).catch((error: unknown) =>
    toast({ tone: 'bad', title: `${endpoint.name} was not switched`, detail: errorText(error) }),
  )
}

/** Host and port of a URL, the whole text where it is none. */
export const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url)

/** What keeps deliveries from where they should go: in a word or two for the rail, and why. */
export interface ForwardingTrouble {
  readonly word: string
  readonly reason: string
  /** The provider got no answer of the app, or it got 202 and the app gets the delivery later. */
  readonly tone: 'bad' | 'warn'
}

/** Of an endpoint's newest delivery, as long as it forwards. */
export function forwardingTrouble({ mode, forwarding }: EndpointStatus): ForwardingTrouble | null {
  if (mode !== 'forward') return null
  const { last, waiting } = forwarding
  const reason = last?.problem ?? 'The last delivery did not get through.'
  if (last?.state === 'failed') return { word: 'not forwarded', reason, tone: 'bad' }
  if (last?.state === 'copy-failed') return { word: 'copy failed', reason, tone: 'bad' }
  if (waiting === 0) return null
  const queue = last?.state === 'waiting' ? reason : 'Deliveries wait for the target.'
  return { word: `${waiting} in the queue`, reason: queue, tone: 'warn' }
}
