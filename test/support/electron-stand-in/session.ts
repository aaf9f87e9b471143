import { strict } from './strict.ts'

type Check = (contents: unknown, permission: string, origin: string, details: object) => boolean

/** Electron's names of the permissions that Playwright can grant. */
const permissionNames: Readonly<Record<string, string>> = {
  'clipboard-write': 'clipboard-sanitized-write',
  'clipboard-read': 'clipboard-read',
  geolocation: 'geolocation',
  notifications: 'notifications',
}

let check: Check = () => true
let requestHandlerSet = false

/** What the app allows a page of this origin, in Playwright's names. */
export function allowedPermissions(origin: string): string[] {
  if (!requestHandlerSet)
    throw new Error('the session has no permission request handler: Electron would allow everything')
  return Object.entries(permissionNames)
    .filter(([, name]) => check(null, name, origin, {}))
    .map(([name]) => name)
}

const defaultSession = strict('session.defaultSession', {
  setPermissionCheckHandler(handler: Check): void {
    check = handler
  },
  setPermissionRequestHandler(_handler: unknown): void {
    requestHandlerSet = true
  },
})

export const session = strict('session', { defaultSession })
