import type { TunnelDriverInfo } from '#shared/api/host.ts'
import { tunnelDrivers } from '../tunnel/registry.ts'

/** All tunnel drivers, for the settings; "none" is the choice of no tunnel. */
export function tunnelDriverInfos(): TunnelDriverInfo[] {
  return [...tunnelDrivers.values()].map(({ id, name, description }) => ({ id, name, description }))
}
