import type { HeaderPair } from '#shared/model/headers.ts'
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

/** What says whose delivery it is, beside a signature that others write in the same way. */
const marks: Readonly<Record<string, HeaderPair>> = { github: ['X-GitHub-Event', 'ping'] }
/** Signed as others sign too, and nothing in these bodies says whose they are: nobody may be named. */
const unmarked = ['intercom', 'meta']

export function plantProviders(): FaultCase[] {
  return confused.flatMap(([provider, sender]) => {
    const from = rows.find((row) => row.provider === sender)
    const to = rows.find((row) => row.provider === provider)
    if (!from || !to) return []
    const mark = marks[sender]
    const plain = signed(from)
    const good = mark && plain ? { ...plain, headers: [...plain.headers, mark] } : plain
    const cause = unmarked.includes(sender) ? 'header-missing' : 'wrong-provider'
    const asTo: Row = { ...from, name: `${provider} gets ${sender}`, provider }
    const others = [{ name: 'Theirs', provider: sender, secrets: [{ label: 'theirs', value: from.checkWith }] }]
    return [
      ...plant(asTo, 'with its secret', good, cause),
      ...plant(asTo, 'with the secret of its endpoint', good, cause, { secrets: [to.checkWith], others }),
    ]
  })
}
