import type { TunnelStatus } from '../model/status.ts'

/** Down: it was opened in vain or was lost, and is tried again; a try in between does not change that. */
export const isTunnelDown = ({ state, attempt }: Pick<TunnelStatus, 'state' | 'attempt'>): boolean =>
  state === 'lost' || state === 'retrying' || (state === 'connecting' && attempt > 1)

/** One phrase for each state, wherever it is told: "Tunnel online", "Tunnel down", "Tunnel connecting", "No tunnel". */
export function tunnelWords(tunnel: Pick<TunnelStatus, 'state' | 'attempt'>): string {
  if (isTunnelDown(tunnel)) return 'Tunnel down'
  if (tunnel.state === 'off') return 'No tunnel'
  return tunnel.state === 'online' ? 'Tunnel online' : 'Tunnel connecting'
}
