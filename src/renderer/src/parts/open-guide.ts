import type { AppClient } from '#shared/api/contract.ts'
import { navigate } from '../state/route.ts'
import { updateSettings } from '../state/settings-store.ts'

/** Shows the first-run guide again. */
export async function openGuide(client: AppClient): Promise<void> {
  await updateSettings(client, { guideDone: false })
  navigate({ page: { kind: 'stream', endpointId: null }, deliveryId: null, query: '' })
}
