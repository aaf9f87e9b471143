const capturePath = /^(?:https?:\/\/[^/?#]*)?\/in\/[^/?#]+/i

/**
 * The URL that a delivery goes to: the target's scheme, host, path and query, then what the provider put below its capture
 * URL (`/in/<token>`), path first, query last. The delivery's part is taken as sent: nothing is decoded or normalised.
 *
 * `targetFor('http://localhost:3000/hooks?env=dev', '/in/TOKEN/sms?id=7')` is `http://localhost:3000/hooks/sms?env=dev&id=7`
 */
export function targetFor(targetUrl: string, deliveryTarget: string): string {
  const base = new URL(targetUrl)
  const [path = '', ...query] = deliveryTarget.replace(capturePath, '').split('?')
  const below = path.startsWith('/') ? base.pathname.replace(/\/+$/, '') + path : base.pathname
  const queries = [base.search.slice(1), query.join('?')].filter((part) => part !== '')
  const user = base.username === '' ? '' : `${base.username}${base.password && `:${base.password}`}@`
  return `${base.protocol}//${user}${base.host}${below}${queries.length > 0 ? `?${queries.join('&')}` : ''}`
}

/** Splits a URL so that its path and query can be sent exactly as they stand; `new URL()` would resolve dot segments. */
export function splitTarget(url: string): { readonly server: URL; readonly pathAndQuery: string } {
  const [, origin = '', rest = ''] = /^([a-z]+:\/\/[^/?#]*)([^#]*)/i.exec(url) ?? []
  return { server: new URL(origin), pathAndQuery: rest.startsWith('/') ? rest : `/${rest}` }
}
