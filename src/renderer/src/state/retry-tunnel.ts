import type { AppClient } from '#shared/api/contract.ts'
import { toast } from '../ui/toast.tsx'
import { errorText } from './error-text.ts'

/** Tries the tunnel again at once; says so where that cannot even be asked for. */
export function retryTunnel(client: AppClient): void {
  client.call('tunnel.retry', {}).catch((error: unknown) => {
    toast({ tone: 'bad', title: 'The tunnel could not be tried again', detail: errorText(error) })
  })
}
