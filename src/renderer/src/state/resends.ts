import { useEffect } from 'react'
import { create } from 'zustand'
import type { AppClient } from '#shared/api/contract.ts'
import type { ResendWatch } from '#shared/model/resend.ts'
import { resendLimit } from '#shared/model/run-words.ts'
import { toast } from '../ui/toast.tsx'
import { errorText, useConnection } from './client.tsx'
import { follow } from './follow.ts'
import { useEndpoints } from './live-state.ts'

interface ResendState {
  readonly watches: readonly ResendWatch[]
  /** Their list is open. */
  readonly shown: boolean
}

/** "Send again when my server is back": what is on, over all endpoints. */
export const useResends = create<ResendState>(() => ({ watches: [], shown: false }))

export const showResends = (shown: boolean): void => useResends.setState({ shown })

/** Keeps the store in step with the host. */
export function useFollowedResends(): void {
  const connection = useConnection()
  useEffect(() => {
    const end = new AbortController()
    void follow(connection, {
      name: 'resends.watch',
      input: () => ({}),
      onItem: ({ watches }) => useResends.setState({ watches }),
      signal: end.signal,
    })
    return () => end.abort()
  }, [connection])
}

const nameOf = (endpointId: string): string =>
  useEndpoints.getState().endpoints?.find(({ id }) => id === endpointId)?.name ?? 'This endpoint'

/** Switches it on, for the newest delivery of the endpoint or for those that are named; says why where it cannot be. */
export async function startResend(
  client: AppClient,
  endpointId: string,
  { deliveries, sign = 'keep' }: { deliveries?: readonly string[]; sign?: ResendWatch['sign'] } = {},
): Promise<void> {
  const name = nameOf(endpointId)
  if (deliveries && deliveries.length > resendLimit) {
    toast({ tone: 'bad', title: `At most ${resendLimit} deliveries can be sent again by themselves` })
    return
  }
  try {
    const { result } = await client.call('resends.start', {
      endpointId,
      sign,
      ...(deliveries && { deliveries: [...deliveries] }),
    })
    if (result === 'on') return
    toast({
      tone: 'bad',
      title: result === 'no-target' ? `${name} has no target` : `Sending to the target of ${name} was not agreed to`,
      detail:
        result === 'no-target'
          ? 'Set one on the page of the endpoint.'
          : 'Replay one delivery to it first: then you are asked.',
    })
  } catch (error) {
    toast({ tone: 'bad', title: 'It could not be switched on', detail: errorText(error) })
  }
}

export function stopResend(client: AppClient, endpointId: string): void {
  client.call('resends.stop', { endpointId }).catch((error: unknown) => {
    toast({ tone: 'bad', title: 'It could not be switched off', detail: errorText(error) })
  })
}
