import type { CapturedRequest } from '#shared/model/delivery.ts'

/** A request as it was captured, for what is judged without a receiver. */
export const captured = (part: Partial<CapturedRequest> = {}): CapturedRequest => ({
  method: 'POST',
  target: '/in/abc',
  httpVersion: '1.1',
  headers: [],
  trailers: [],
  remoteAddress: '127.0.0.1',
  publicUrl: `https://x.example${part.target ?? '/in/abc'}`,
  viaTunnel: false,
  firstByteAt: Date.UTC(2026, 0, 2, 8),
  lastByteAt: Date.UTC(2026, 0, 2, 8),
  bodySize: 0,
  aborted: false,
  ...part,
})
