/**
 * Ids of deliveries: `dlv_<code of the log>_<seq in base 36>`. The number is in the id, so that no table needs an index on
 * ids; the code keeps ids of two data folders apart.
 */
export const deliveryId = (logCode: string, seq: number): string => `dlv_${logCode}_${seq.toString(36)}`

/** The `seq` of a delivery by its id; null where this is no id of this log. */
export function seqOfId(logCode: string, id: string): number | null {
  const prefix = `dlv_${logCode}_`
  if (!id.startsWith(prefix)) return null
  const seq = Number.parseInt(id.slice(prefix.length), 36)
  return Number.isSafeInteger(seq) && seq > 0 && deliveryId(logCode, seq) === id ? seq : null
}

/** The code of a log: the first characters of its identity. */
export const logCodeOf = (identity: string): string => identity.slice(0, 4)
