import { deliveries } from './0001-deliveries.ts'
import { endpointsAndSettings } from './0002-endpoints-and-settings.ts'

/** Step n brings `user_version` from n to n + 1. Released steps are never edited, only added to. */
export const migrations: readonly string[] = [deliveries, endpointsAndSettings]
