/** `uri-host [ ":" port ]` of RFC 9110, 7.2; the port is digits or nothing. */
const hostSyntax = /^(?:\[[0-9a-f:.]+\]|[a-z0-9._~!$&'()*+,;=%-]+)(?::\d*)?$/i

/** Is this a host with an optional port, and nothing else (no scheme, user, path or blank)? */
export function isHostAndPort(value: string): boolean {
  return hostSyntax.test(value)
}
