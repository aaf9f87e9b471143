import type { DeliveryDetail } from '#shared/model/delivery.ts'

/**
 * Names deliveries `<provider>-<event>-<time>-<short id>`, e.g. `allo-v1-call.ended-20261120-163630-5k2p9x7q`: lower case,
 * since some file systems know no other, and distinct among the names given so far.
 */
export function createItemNames(): (delivery: DeliveryDetail) => string {
  const given = new Map<string, number>()
  return ({ id, provider, eventType, method, receivedAt }) => {
    const time = new Date(receivedAt).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
    const shortId = id.replaceAll(/[^a-z0-9]/gi, '').slice(-8)
    const name = [provider ?? 'unknown', eventType ?? method, time, shortId].map(safe).join('-')
    const times = (given.get(name) ?? 0) + 1
    given.set(name, times)
    return times === 1 ? name : `${name}-${times}`
  }
}

function safe(text: string): string {
  const plain = text.toLowerCase().replaceAll(/[^a-z0-9._]+/g, '-')
  return plain.slice(0, 48).replaceAll(/^[-.]+|[-.]+$/g, '') || 'x'
}
