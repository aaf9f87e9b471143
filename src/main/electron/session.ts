import type { App, Protocol, Session, Shell, WebContents } from 'electron'
import type { Log } from '../engine/ports.ts'
import { contentHeaders, readStaticFile } from '../hosting/static-files.ts'

/** Where the windows' page lives: the bundled renderer, or the dev server's. */
export interface Home {
  readonly url: string
  /** The URL is of that page's site. (`URL.origin` is "null" for schemes of our own.) */
  has(url: string): boolean
}

export const appScheme = 'app'
const bundledUrl = `${appScheme}://switchhook/`

export function homeAt(devServer: string | undefined): Home {
  const url = devServer ?? bundledUrl
  const { protocol, host } = new URL(url)
  return {
    url,
    has(candidate) {
      const parsed = URL.parse(candidate)
      return parsed?.protocol === protocol && parsed.host === host
    },
  }
}

/** Address of a delivery in the page; see the renderer's routes. */
export const deliveryUrl = (home: Home, deliveryId: string): string =>
  new URL(`#/?d=${encodeURIComponent(deliveryId)}`, home.url).href

interface SessionModules {
  readonly app: App
  readonly protocol: Protocol
  readonly session: { readonly defaultSession: Session }
  readonly shell: Shell
}

/** Must run before the app is ready. */
export function registerAppScheme(protocol: Protocol): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** Serves the bundled renderer to windows, and denies pages everything that they do not need. */
export function setUpSession(electron: SessionModules, home: Home, rendererDir: string, log: Log): void {
  const { app, protocol, session, shell } = electron
  protocol.handle(appScheme, (request) => answer(request, home, rendererDir))

  // Copying is the only permission that the page uses.
  const allowed = (permission: string, url: string) => permission === 'clipboard-sanitized-write' && home.has(url)
  session.defaultSession.setPermissionCheckHandler((_contents, permission, origin) => allowed(permission, origin))
  session.defaultSession.setPermissionRequestHandler((_contents, permission, decide, { requestingUrl }) => {
    decide(allowed(permission, requestingUrl))
  })
  app.on('web-contents-created', (_event, contents) => lockNavigation(contents, home, shell, log))
}

async function answer(request: Request, home: Home, rendererDir: string): Promise<Response> {
  const file = request.method === 'GET' && home.has(request.url) ? await read(request, rendererDir) : null
  if (!file) return new Response('there is no such file', { status: 404, headers: contentHeaders })
  return new Response(file.bytes, { headers: file.headers })
}

const read = (request: Request, rendererDir: string) => readStaticFile(rendererDir, new URL(request.url).pathname)

/** The window shows our page and nothing else; web links open in the user's browser. */
function lockNavigation(contents: WebContents, home: Home, shell: Shell, log: Log): void {
  const leave = (url: string) => {
    if (!/^https?:\/\//i.test(url)) return log.warn('a link was not opened', { url })
    shell.openExternal(url).catch((error: unknown) => log.warn('a link was not opened', { url, error: String(error) }))
  }
  const stay = (event: { preventDefault(): void; readonly url: string }) => {
    if (home.has(event.url)) return
    event.preventDefault()
    leave(event.url)
  }
  contents.on('will-navigate', stay)
  contents.on('will-redirect', (event) => {
    if (!home.has(event.url)) event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    leave(url)
    return { action: 'deny' }
  })
}
