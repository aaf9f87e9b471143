import type { TunnelDriverInfo } from '#shared/api/host.ts'
import localtunnel from './drivers/localtunnel.ts'
import type { TunnelDriver } from './tunnel-driver.ts'

/** All tunnel drivers, by id, in the order of the settings. */
export const tunnelDrivers: ReadonlyMap<string, TunnelDriver> = new Map(
  [localtunnel].map((driver) => [driver.id, driver]),
)

/** For the settings; "none" is the choice of no tunnel. */
export function tunnelDriverInfos(): TunnelDriverInfo[] {
  return [...tunnelDrivers.values()].map(({ id, name, description }) => ({ id, name, description }))
}
