import type { FaultCase } from './fault-case.ts'
import { type Row, rows, signed } from './good-deliveries.ts'
import { plant } from './planting.ts'

/** Endpoints that are set to one provider, and get the deliveries of another. */
const confused: readonly (readonly [endpoint: string, sender: string])[] = [
  ['calendly', 'stripe'],
  ['stripe', 'calendly'],
  ['stripe', 'github'],
  ['github', 'slack'],
  ['slack', 'github'],
  ['shopify', 'github'],
  ['replicer', 'shopify'],
  ['retell', 'elevenlabs'],
  ['elevenlabs', 'retell'],
  ['telnyx', 'highlevel'],
  ['twilio', 'slack'],
  ['openphone', 'sinch-voice'],
  ['intercom', 'zendesk'],
  ['zendesk', 'intercom'],
  ['hubspot', 'meta'],
  ['vonage', 'twilio'],
  ['justcall', 'plivo'],
  ['ringcentral', 'slack'],
  ['bandwidth', 'telnyx'],
]

export function plantProviders(): FaultCase[] {
  return confused.flatMap(([provider, sender]) => {
    const from = rows.find((row) => row.provider === sender)
    const to = rows.find((row) => row.provider === provider)
    if (!from || !to) return []
    const good = signed(from)
    const asTo: Row = { ...from, name: `${provider} gets ${sender}`, provider }
    const others = [{ name: 'Theirs', provider: sender, secrets: [{ label: 'theirs', value: from.checkWith }] }]
    return [
      ...plant(asTo, 'with its secret', good, 'wrong-provider'),
      ...plant(asTo, 'with the secret of its endpoint', good, 'wrong-provider', { secrets: [to.checkWith], others }),
    ]
  })
}
