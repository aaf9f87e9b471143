/** Parts of a URL as written: the parser of `URL` would normalise what the provider has signed. */
export function pathAndQuery(url: string): string {
  const rest = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '').replace(/#.*$/s, '')
  return rest.startsWith('/') ? rest : `/${rest}`
}

export function queryOf(url: string): string {
  const at = url.indexOf('?')
  return at < 0 ? '' : url.slice(at + 1).replace(/#.*$/s, '')
}

export const withoutQuery = (url: string): string => url.replace(/[?#].*$/s, '')

/** Decoded value of the first query parameter of that name. */
export const queryValue = (url: string, name: string): string | undefined =>
  new URLSearchParams(queryOf(url)).get(name) ?? undefined

const hostAndPort = /^([a-z][a-z0-9+.-]*:\/\/(?:[^/?#]*@)?(?:\[[^\]]*\]|[^/?#:]*))(:\d*)?/i

export const withoutPort = (url: string): string => url.replace(hostAndPort, '$1')

/** The URL with the standard port of its scheme, where it has none. */
export const withPort = (url: string): string =>
  url.replace(
    hostAndPort,
    (_, host: string, port?: string) => host + (port ?? (/^https:/i.test(host) ? ':443' : ':80')),
  )
