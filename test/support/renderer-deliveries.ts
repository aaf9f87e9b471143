import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { deliveryDetail } from './delivery-detail.ts'

/** Deliveries d1, d2, … in the order of their arrival, one a second; `parts` replaces fields of each. */
export function deliveries(count: number, parts: (seq: number) => Partial<DeliveryDetail> = () => ({})) {
  return Array.from({ length: count }, (_, index) => delivery(index + 1, parts(index + 1)))
}

export const delivery = (seq: number, part: Partial<DeliveryDetail> = {}): DeliveryDetail => {
  const plain = deliveryDetail()
  return deliveryDetail({
    seq,
    id: `d${seq}`,
    receivedAt: plain.receivedAt + seq * 1000,
    summary: { ...plain.summary, who: `Caller ${seq}` },
    ...part,
  })
}
