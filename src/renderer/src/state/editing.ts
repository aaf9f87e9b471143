import { create } from 'zustand'

interface EditingState {
  /** The delivery whose request is being edited in its Replays tab; null: none. */
  readonly deliveryId: string | null
}

export const useEditing = create<EditingState>(() => ({ deliveryId: null }))

export const startEditing = (deliveryId: string): void => useEditing.setState({ deliveryId })
export const stopEditing = (): void => useEditing.setState({ deliveryId: null })
