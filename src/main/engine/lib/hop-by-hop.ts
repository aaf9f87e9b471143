const names = new Set(['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'http2-settings'])

/** Does this header belong to the connection it came over ({@link https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1})? */
export function isHopByHop(name: string): boolean {
  const key = name.toLowerCase()
  return names.has(key) || key.startsWith('proxy-')
}
