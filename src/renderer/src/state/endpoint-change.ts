import { create } from 'zustand'
import type { AppClient } from '#shared/api/contract.ts'
import { AppError } from '#shared/api/errors.ts'
import type { EndpointChange } from '#shared/model/endpoint-change.ts'
import { toast } from '../ui/toast.tsx'
import { errorText } from './client.tsx'
import { useEndpoints } from './live-state.ts'
import { recheck, undoing } from './recheck.ts'

/** A change of how an endpoint's deliveries are judged, about to be made. */
export interface ChangeQuestion {
  readonly change: EndpointChange
  readonly endpointId: string
  /** As a question: "Remove the recipe?" */
  readonly title: string
  /** What the change means, one sentence. */
  readonly description: string
  /** Word on the button, e.g. "Remove". */
  readonly action: string
  /** What was done, e.g. "Recipe removed". */
  readonly done: string
  /** Stored deliveries are judged again unless the user says otherwise. */
  readonly recheck: boolean
  /** Where there are no deliveries to ask about, the undo is offered all the same. */
  readonly tellUndo?: boolean
  readonly onApplied?: () => void
  /** It cannot be made at all: shown where it was asked for. */
  readonly onRefused: (error: unknown) => void
}

interface ChangeState {
  readonly question: ChangeQuestion | null
  /** The last change of each endpoint that this window made and that can be taken back. */
  readonly undo: Readonly<Record<string, { readonly id: string; readonly done: string }>>
}

export const useEndpointChange = create<ChangeState>(() => ({ question: null, undo: {} }))

/** Shows first what a change would do to the stored deliveries; where there are none, it is made at once. */
export async function askChange(client: AppClient, question: ChangeQuestion): Promise<void> {
  const stored = useEndpoints.getState().endpoints?.find(({ id }) => id === question.endpointId)?.deliveries ?? 0
  if (stored > 0) return useEndpointChange.setState({ question })
  try {
    await applyChange(client, question, false)
    if (question.tellUndo) offerUndo(client, question)
  } catch (error) {
    question.onRefused(error)
  }
}

/** Says what was done, with a way back. */
export function offerUndo(client: AppClient, { endpointId, done }: ChangeQuestion): void {
  const run = async () => {
    const failure = await undoChange(client, endpointId)
    if (failure !== null) toast({ tone: 'bad', title: 'That could not be undone', detail: errorText(failure) })
  }
  toast({ tone: 'ok', title: done, action: { label: 'Undo', run: () => void run() } })
}

export function dropChange(): void {
  useEndpointChange.setState({ question: null })
}

/** Makes a change. May fail; then nothing was changed. */
export async function applyChange(client: AppClient, question: ChangeQuestion, andRecheck: boolean): Promise<void> {
  const { endpointId, undo } = await client.call('changes.apply', { change: question.change })
  useEndpointChange.setState((state) => ({
    question: null,
    undo: { ...state.undo, [endpointId]: { id: undo, done: question.done } },
  }))
  if (andRecheck) void recheck(client, endpointId).then(question.onApplied)
  else question.onApplied?.()
}

/** Takes the last change back, with the verdicts that it changed. Resolves with what went wrong, null where nothing did. */
export async function undoChange(client: AppClient, endpointId: string): Promise<unknown> {
  const change = useEndpointChange.getState().undo[endpointId]
  if (!change) return null
  useEndpointChange.setState(({ undo: { [endpointId]: _, ...undo } }) => ({ undo }))
  const failure = await undoing(endpointId, (signal) => client.stream('changes.undo', { undo: change.id }, { signal }))
  // It can be tried again, unless the host does not know it any more or another change was made meanwhile.
  const isGone = failure === null || (failure instanceof AppError && failure.code === 'not-found')
  if (!isGone) useEndpointChange.setState(({ undo }) => ({ undo: { [endpointId]: change, ...undo } }))
  return failure
}
