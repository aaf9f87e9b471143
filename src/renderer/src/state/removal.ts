import { useEffect } from 'react'
import { create } from 'zustand'
import type { AppClient } from '#shared/api/contract.ts'
import type { CallInput } from '#shared/api/contract-types.ts'
import type { removalCalls } from '#shared/api/removals.ts'
import type { Removal } from '#shared/model/removal.ts'
import { toast } from '../ui/toast.tsx'
import { errorText, useConnection } from './client.tsx'
import { follow } from './follow.ts'
import { navigate, useRoute } from './route.ts'
import { setChecked, useStream } from './stream-store.ts'

/** What the user is asked about: deliveries by name, or all that a search finds. */
export type RemovalQuestion =
  | { readonly kind: 'chosen'; readonly ids: readonly string[] }
  | { readonly kind: 'search'; readonly query: string; readonly where: string }

interface RemovalState {
  readonly question: RemovalQuestion | null
  /** Deletions of all windows that are under way or can be taken back, oldest first. */
  readonly removals: readonly Removal[]
}

export const useRemoval = create<RemovalState>(() => ({ question: null, removals: [] }))

/** Keeps the deletions in step with those of the host; once in the window. */
export function useFollowRemovals(): void {
  const connection = useConnection()
  useEffect(() => {
    const end = new AbortController()
    void follow(connection, {
      name: 'removals.watch',
      input: () => ({}),
      onItem: ({ removals }) => useRemoval.setState({ removals }),
      signal: end.signal,
    })
    return () => end.abort()
  }, [connection])
}

/** Opens the question whether these deliveries shall be deleted. */
export function askRemoval(ids: Iterable<string>): void {
  useRemoval.setState({ question: { kind: 'chosen', ids: [...ids] } })
}

/** The same for all that a search finds; `where` says in words what that is. */
export function askRemovalOf(query: string, where: string): void {
  useRemoval.setState({ question: { kind: 'search', query, where } })
}

export function dropRemovalQuestion(): void {
  useRemoval.setState({ question: null })
}

/** Deletes deliveries: they leave the lists at once, and can be taken back for a while. Rejects where that cannot begin. */
export async function removeChosen(client: AppClient, ids: readonly string[]): Promise<void> {
  await client.call('removals.startChosen', { ids: [...ids] })
  const { checked } = useStream.getState()
  setChecked([...checked].filter((id) => !ids.includes(id)))
  const { deliveryId } = useRoute.getState()
  if (deliveryId !== null && ids.includes(deliveryId)) navigate({ deliveryId: null }, { replace: true })
}

/** The same for all that a search finds. An open delivery may be among them; its pane then says that it is gone. */
export async function removeFound(
  client: AppClient,
  order: CallInput<(typeof removalCalls)['removals.start']>,
): Promise<void> {
  await client.call('removals.start', order)
  setChecked([])
}

/** The last deletion that can be taken back; null: there is none. */
export function lastUndoable(): Removal | null {
  return useRemoval.getState().removals.findLast(({ state }) => state === 'hiding' || state === 'waiting') ?? null
}

export function undoRemoval(client: AppClient, id: string): void {
  client.call('removals.undo', { id }).catch((error: unknown) => {
    toast({ tone: 'bad', title: 'The deletion was not taken back', detail: errorText(error) })
  })
}

export function finishRemoval(client: AppClient, id: string): void {
  client.call('removals.finish', { id }).catch((error: unknown) => {
    toast({ tone: 'bad', title: 'The deletion is not finished', detail: errorText(error) })
  })
}
