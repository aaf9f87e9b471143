import { createSignal, type Signal } from '../lib/signal.ts'

/** What happened to deliveries, for everybody who watches. */
export type DeliveryChange =
  | { readonly kind: 'added'; readonly seq: number; readonly id: string }
  | { readonly kind: 'changed'; readonly seq: number }
  | { readonly kind: 'removed'; readonly seqs: readonly number[] }
  /** Too much to name: read again. */
  | { readonly kind: 'reset' }

export type DeliveryChanges = Signal<DeliveryChange>

export const createDeliveryChanges = (): DeliveryChanges => createSignal<DeliveryChange>()
