import type { DeliveryDetail } from '#shared/model/delivery.ts'

/** A verified delivery of Allo v2, all fields set; `part` replaces fields at the top, `request` fields of the request. */
export function deliveryDetail(
  part: Partial<DeliveryDetail> = {},
  request: Partial<DeliveryDetail['request']> = {},
): DeliveryDetail {
  const receivedAt = Date.UTC(2026, 10, 20, 16, 36, 30, 125)
  const summary = { direction: null, who: null, text: '', headline: null, detail: null, quote: null }
  const provider = part.provider === undefined ? 'allo-v2' : part.provider
  const eventType = part.eventType === undefined ? 'call.completed' : part.eventType
  return {
    seq: 1,
    id: 'dlv_01jd5k2p9x7qh3m8',
    endpointId: 'end_1',
    receivedAt,
    provider,
    eventType,
    callId: null,
    method: request.method ?? 'POST',
    size: request.bodySize ?? 0,
    summary,
    verification: { state: 'verified', reason: 'signature-matches' },
    conformance: { state: 'conforms', issues: 0 },
    answer: { status: 200, ms: 4 },
    deadlineMs: null,
    attempt: 1,
    attemptsDocumented: null,
    replays: 0,
    aborted: false,
    sample: false,
    handshake: null,
    facts: { provider, providerBy: 'endpoint', eventType, eventId: null, callId: null, summary },
    request: {
      method: 'POST',
      target: '/in/q83vEjRWeJCrze8SNFZ4kA',
      httpVersion: '1.1',
      headers: [],
      trailers: [],
      remoteAddress: '203.0.113.9',
      publicUrl: `https://quiet-otter.localtunnel.me${request.target ?? '/in/q83vEjRWeJCrze8SNFZ4kA'}`,
      viaTunnel: true,
      firstByteAt: receivedAt - 3,
      lastByteAt: receivedAt,
      bodySize: 0,
      aborted: false,
      ...request,
    },
    verdict: {
      state: 'verified',
      reason: 'signature-matches',
      scheme: 'standard-webhooks-v1',
      secret: { id: 'sec_1', label: 'main' },
      covers: { extent: 'body', detail: 'the raw body' },
      replay: { protected: true, toleranceSeconds: 300, detail: 'the timestamp is signed' },
      detail: null,
    },
    check: {
      state: 'conforms',
      reason: 'matches-schema',
      schema: null,
      issues: [],
      issueCount: 0,
      documentedFields: 0,
      detail: null,
    },
    answerGiven: {
      status: 200,
      headers: [['Content-Type', 'text/plain']],
      body: 'ok',
      afterMs: 7,
      storedAfterMs: 6,
      by: 'rule',
    },
    appliedRule: null,
    attempts: [],
    forwards: [],
    callDeliveries: 0,
    ...part,
  }
}
