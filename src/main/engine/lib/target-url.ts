/** What stands before the part of a delivery's target that is its own. */
const capturePath = /^(?:https?:\/\/[^/?#]*)?\/in\/[^/?#]+/i

/**
 * The URL that a delivery goes to: the target's scheme, host, path and query, then what the provider put below its capture
 * URL (`/in/<token>`), path first, query last. The delivery's part is taken as sent: nothing is decoded or normalised but
 * segments that lead upwards, so that whoever sends a delivery does not choose what lies beside the target.
 *
 * `targetFor('http://localhost:3000/hooks?env=dev', '/in/TOKEN/sms?id=7')` is `http://localhost:3000/hooks/sms?env=dev&id=7`
 */
export function targetFor(targetUrl: string, deliveryTarget: string): string {
  const base = new URL(targetUrl)
  const [given = '', ...query] = belowCapturePath(deliveryTarget).split('?')
  const path = withoutDots(given)
  const below = path.startsWith('/') ? base.pathname.replace(/\/+$/, '') + path : base.pathname
  const queries = [base.search.slice(1), query.join('?')].filter((part) => part !== '')
  const user = base.username === '' ? '' : `${base.username}${base.password && `:${base.password}`}@`
  return `${base.protocol}//${user}${base.host}${below}${queries.length > 0 ? `?${queries.join('&')}` : ''}`
}

/** What of a delivery's target is its own. A fragment is never sent on, so nothing may hide in front of one. */
export const belowCapturePath = (deliveryTarget: string): string =>
  deliveryTarget.replace(capturePath, '').replace(/#.*$/s, '')

const dot = /^(?:\.|%2e)$/i
const dots = /^(?:\.|%2e){2}$/i

/** Resolves `.` and `..` in any spelling that a server may read so, never above the path's beginning. */
export function withoutDots(path: string): string {
  // Some servers decode an encoded slash before they resolve what leads upwards.
  return resolveDots(resolveDots(path, /[/\\]/), /[/\\]|%2f|%5c/i)
}

function resolveDots(path: string, separator: RegExp): string {
  const segments = path.split(separator)
  if (!segments.some((segment) => dot.test(segment) || dots.test(segment))) return path
  const kept: string[] = []
  segments.forEach((segment, at) => {
    if (dots.test(segment)) kept.length = Math.max(1, kept.length - 1)
    else if (!dot.test(segment)) kept.push(segment)
    // A path that ends in one of them is a folder.
    if (at === segments.length - 1 && (dot.test(segment) || dots.test(segment))) kept.push('')
  })
  return kept.join('/')
}
