import { z } from 'zod'
import { Settings } from '../model/settings.ts'
import { HostInfo, HostStatus } from '../model/status.ts'

const None = z.strictObject({})

export const TunnelDriverInfo = z.object({ id: z.string(), name: z.string(), description: z.string() })
export type TunnelDriverInfo = z.infer<typeof TunnelDriverInfo>

export const hostCalls = {
  'host.info': { doc: 'Version, platform and folders of the host.', input: None, output: HostInfo },
  'settings.get': { doc: 'The settings.', input: None, output: Settings },
  'settings.update': {
    doc: 'Changes settings; what is left out stays as it was.',
    input: Settings.partial(),
    output: Settings,
  },
  'tunnel.drivers': {
    doc: 'The kinds of tunnel that there are.',
    input: None,
    output: z.object({ drivers: z.array(TunnelDriverInfo) }),
  },
  'tunnel.retry': {
    doc: 'Tries to open the tunnel at once instead of waiting for the next try.',
    input: None,
    output: None,
  },
} as const

export const hostStreams = {
  'host.watch': {
    doc: 'Status of the host: at once, then on each change, at most four times a second.',
    input: None,
    item: HostStatus,
  },
  'host.notices': {
    doc: 'Things that are worth a desktop notification, as they happen.',
    input: None,
    item: z.object({
      kind: z.enum(['verification-failed']),
      title: z.string(),
      body: z.string(),
      deliveryId: z.string(),
    }),
  },
} as const
