import { detectionStrength, type Packs, packsToRunAnywhere } from '../providers/detect-provider.ts'
import type { Payload } from '../providers/payload.ts'
import type { LadderPack } from '../signatures/ladder/ladder-input.ts'

/** What the ladder knows of other providers. */
export function packsWithSchemes(packs: Packs, payload: Payload): LadderPack[] {
  const quick = packsToRunAnywhere(packs)
  return [...packs.values()]
    .filter(({ manifest }) => manifest.signature.kind === 'scheme')
    .map((pack) => {
      const { id, name, signature } = pack.manifest
      return { id, name, signature, detected: quick.has(id) ? detectionStrength(pack, payload) : 0 }
    })
}
