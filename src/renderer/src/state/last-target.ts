import { useEndpoints } from './endpoints-store.ts'

interface Chosen {
  readonly target: string
  /** The endpoint's own target at that moment: once that is changed, it counts again. */
  readonly insteadOf: string | null
}

/** By endpoint, for the life of this window. */
const chosen = new Map<string, Chosen>()

const ownTarget = (endpointId: string) =>
  useEndpoints.getState().endpoints?.find(({ id }) => id === endpointId)?.target ?? null

/** Keeps a target that was chosen for one delivery for the next ones of its endpoint. */
export function rememberTarget(endpointId: string, target: string): void {
  const insteadOf = ownTarget(endpointId)
  if (target === insteadOf) chosen.delete(endpointId)
  else chosen.set(endpointId, { target, insteadOf })
}

/** The target that was chosen last for deliveries of an endpoint; undefined: the endpoint's own is meant. */
export function lastTarget(endpointId: string): string | undefined {
  const last = chosen.get(endpointId)
  return last && last.insteadOf === ownTarget(endpointId) ? last.target : undefined
}
