import { create } from 'zustand'

interface GuideState {
  /** The user asked for the guide, though deliveries have arrived. */
  readonly open: boolean
}

export const useGuide = create<GuideState>(() => ({ open: false }))
