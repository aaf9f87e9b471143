import { z } from 'zod'
import { Settings } from '../model/settings.ts'
import { HostInfo, HostStatus } from '../model/status.ts'

const None = z.strictObject({})

export const TunnelDriverInfo = z.object({ id: z.string(), name: z.string(), description: z.string() })
export type TunnelDriverInfo = z.infer<typeof TunnelDriverInfo>

export const hostCalls = {
  'host.info': { input: None, output: HostInfo },
  'settings.get': { input: None, output: Settings },
  'settings.update': { input: Settings.partial(), output: Settings },
  'tunnel.drivers': { input: None, output: z.object({ drivers: z.array(TunnelDriverInfo) }) },
  /** Tries again at once instead of waiting for the next try. */
  'tunnel.retry': { input: None, output: None },
} as const

export const hostStreams = {
  /** Host status: at once, then on each change, at most four times a second. */
  'host.watch': { input: None, item: HostStatus },
  /** Things worth a desktop notification, as they happen. */
  'host.notices': {
    input: None,
    item: z.object({
      kind: z.enum(['verification-failed']),
      title: z.string(),
      body: z.string(),
      deliveryId: z.string(),
    }),
  },
} as const
