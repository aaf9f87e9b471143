import { create } from 'zustand'

interface CompareState {
  /** Waits for the delivery that it is compared with. */
  readonly first: string | null
  /** Shown beside each other. */
  readonly pair: readonly [string, string] | null
}

export const useCompare = create<CompareState>(() => ({ first: null, pair: null }))

/** The dialog puts the older one first. */
export const compareDeliveries = (one: string, other: string): void =>
  useCompare.setState({ first: null, pair: [one, other] })

export const compareWithNext = (id: string): void => useCompare.setState({ first: id, pair: null })

export const endComparison = (): void => useCompare.setState({ first: null, pair: null })
