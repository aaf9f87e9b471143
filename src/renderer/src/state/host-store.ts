import { create } from 'zustand'
import type { HostInfo, HostStatus } from '#shared/model/status.ts'

interface HostState {
  /** Null until the first answer. */
  readonly status: HostStatus | null
  readonly info: HostInfo | null
}

export const useHost = create<HostState>(() => ({ status: null, info: null }))
