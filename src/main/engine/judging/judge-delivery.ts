// stub for profiling
import { createHmac, timingSafeEqual, createSecretKey } from 'node:crypto'
const key = createSecretKey(Buffer.from('bench-secret'))
export function judgeDelivery({ request, body }: any): any {
  const p = JSON.parse(Buffer.from(body).toString())
  const sig = request.headers.find(([n]: any) => n.toLowerCase() === 'x-replicer-signature')?.[1] ?? ''
  const d = createHmac('sha256', key).update(body).digest('hex')
  const ok = d === sig
  return { examination: { facts: { provider: 'replicer', providerBy: 'endpoint', eventType: p.event, eventId: p.id, callId: p.data?.callId ?? null, summary: { direction: 'outbound', who: 'Maya', text: 'called for 4 min', headline: 'Sales agent called Maya', detail: 'Outbound, completed', quote: null } },
    verification: { state: ok ? 'verified' : 'failed', reason: ok ? 'signature-matches' : 'signature-mismatch', scheme: 'hmac', secret: ok ? { id: 's', label: 'live' } : null, covers: { extent: 'body', detail: 'the raw body' }, replay: { protected: false, toleranceSeconds: null, detail: 'no timestamp is signed' }, detail: null },
    conformance: { state: 'conforms', reason: 'matches-schema', schema: { provider: 'replicer', event: 'call.ended', documented: 'fields' }, issues: [], issueCount: 0, documentedFields: 23, detail: null }, deadlineMs: 10000, attemptsDocumented: 3 }, handshake: null }
}
export function unjudged(_: any): any { throw new Error('x') }
