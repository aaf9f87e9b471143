import { z } from 'zod'
import { defaultPorts } from './default-ports.ts'

/** A name that a localtunnel server accepts. */
export const Subdomain = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{2,61}[a-z0-9]$/, '4 to 63 of a-z, 0-9 and "-", not at the ends')

export const Settings = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  density: z.enum(['regular', 'compact']),
  tunnel: z.strictObject({
    driver: z.string(),
    host: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }),
    subdomain: Subdomain.nullable(),
  }),
  receiver: z.strictObject({
    /** 0: any free port. */
    port: z.number().int().min(0).max(65535),
    /** Largest body taken, in bytes. */
    bodyLimit: z
      .number()
      .int()
      .min(1024)
      .max(400 * 1024 * 1024),
  }),
  notifyOnFailedVerification: z.boolean(),
  /** Targets outside this machine that the user has agreed to send to (origin). */
  approvedTargets: z.array(z.string()),
  guideDone: z.boolean(),
})
export type Settings = z.infer<typeof Settings>

export const defaultSettings: Settings = {
  theme: 'system',
  density: 'regular',
  tunnel: { driver: 'localtunnel', host: 'https://localtunnel.me', subdomain: null },
  receiver: { port: defaultPorts.receiver, bodyLimit: 100 * 1024 * 1024 },
  notifyOnFailedVerification: true,
  approvedTargets: [],
  guideDone: false,
}
