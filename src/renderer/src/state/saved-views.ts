import { useEffect } from 'react'
import { create } from 'zustand'
import type { AppClient } from '#shared/api/contract.ts'
import type { SavedView } from '#shared/model/saved-view.ts'
import { toast } from '../ui/toast.tsx'
import { errorText, useConnection } from './client.tsx'
import { follow } from './follow.ts'

interface SavedViewsState {
  /** In the order of the rail. Null until the first answer. */
  readonly views: readonly SavedView[] | null
  /** The view that is being made or changed; null: none. */
  readonly editing: EditedView | null
}

/** `id` null: a new one. */
export interface EditedView {
  readonly id: string | null
  readonly name: string
  readonly query: string
}

export const useSavedViews = create<SavedViewsState>(() => ({ views: null, editing: null }))

/** Keeps the views in step with those of the host; once in the window. */
export function useFollowSavedViews(): void {
  const connection = useConnection()
  useEffect(() => {
    const end = new AbortController()
    void follow(connection, {
      name: 'savedViews.watch',
      input: () => ({}),
      onItem: ({ views }) => useSavedViews.setState({ views }),
      signal: end.signal,
    })
    return () => end.abort()
  }, [connection])
}

/** Opens the form for a new view, or for one that is there. */
export function editView(editing: EditedView): void {
  useSavedViews.setState({ editing })
}

export function dropEditing(): void {
  useSavedViews.setState({ editing: null })
}

/** Rejects where the search cannot be read, or the view is gone. */
export async function saveView(client: AppClient, { id, name, query }: EditedView): Promise<void> {
  if (id === null) await client.call('savedViews.add', { name, query })
  else await client.call('savedViews.change', { id, name, query })
}

/** Removes a view, which can be taken back from the message. */
export function removeView(client: AppClient, { id, name, query }: SavedView): void {
  const at = useSavedViews.getState().views?.findIndex((view) => view.id === id) ?? 0
  tell(
    client.call('savedViews.remove', { id }).then(() => {
      const undo = () => tell(client.call('savedViews.add', { name, query, at: Math.max(0, at) }))
      toast({ tone: 'ok', title: `The view “${name}” was removed`, action: { label: 'Undo', run: undo } })
    }),
  )
}

/** Moves a view up (-1) or down (1); resolves when it is there. */
export async function moveView(client: AppClient, id: string, by: -1 | 1): Promise<void> {
  const views = useSavedViews.getState().views ?? []
  const to = views.findIndex((view) => view.id === id) + by
  if (to < 0 || to >= views.length) return
  await client.call('savedViews.move', { id, to }).catch(complain)
}

export function restoreViews(client: AppClient): void {
  tell(client.call('savedViews.restore', {}))
}

const complain = (error: unknown) =>
  void toast({ tone: 'bad', title: 'The views stay as they were', detail: errorText(error) })
const tell = (work: Promise<unknown>) => void work.catch(complain)
