import { readFile } from 'node:fs/promises'
import { extname, resolve, sep } from 'node:path'

/**
 * Content policy of the page. Styles are inline because Monaco writes them; `connect-src 'self'` admits the WebSocket of the
 * same host and port. The build puts it into the page as well, for where no header comes with it (the dev server).
 */
export const contentPolicy: readonly string[] = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
]

/** Headers of every answer that a window loads. */
export const contentHeaders: Readonly<Record<string, string>> = {
  // A page cannot say who may frame it.
  'content-security-policy': [...contentPolicy, "frame-ancestors 'none'"].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

export interface StaticFile {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly headers: Readonly<Record<string, string>>
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
}

/** A file of the built renderer for a URL's path, `/` being `index.html`; null for whatever is not one. */
export async function readStaticFile(root: string, urlPath: string): Promise<StaticFile | null> {
  const path = fileBelow(root, urlPath === '/' ? '/index.html' : urlPath)
  const type = path && types[extname(path)]
  if (!path || !type) return null
  try {
    return { bytes: await readFile(path), headers: { ...contentHeaders, 'content-type': type, ...caching(urlPath) } }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return null
    throw error
  }
}

/** Vite names what lies in `assets` by its content. */
const caching = (urlPath: string) => ({
  'cache-control': urlPath.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-cache',
})

function fileBelow(root: string, urlPath: string): string | null {
  const decoded = decode(urlPath)
  if (decoded === null || decoded.includes('\0')) return null
  const path = resolve(root, `.${sep}${decoded}`)
  return path.startsWith(resolve(root) + sep) ? path : null
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null // A stray `%`.
  }
}
