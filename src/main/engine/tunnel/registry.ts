import type { TunnelDriver } from './tunnel-driver.ts'

const files = import.meta.glob<TunnelDriver>('./drivers/*.ts', { eager: true, import: 'default' })

/** All tunnel drivers, by id. */
export const tunnelDrivers: ReadonlyMap<string, TunnelDriver> = new Map(
  Object.values(files).map((driver) => [driver.id, driver]),
)
