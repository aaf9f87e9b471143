import type { EventEntry, ProviderManifest } from './provider-pack.ts'

// Apart from the packs' schemas, because the page needs it: its policy forbids what zod tries at its start.

/** How events of this type are delivered. `entry`: the pack's, null where it has none. */
export const deliveryRules = ({ delivery }: Pick<ProviderManifest, 'delivery'>, entry: EventEntry | null | undefined) =>
  entry?.delivery ?? delivery
