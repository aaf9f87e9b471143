/**
 * Bytes of a text that came over the wire: header values and request targets hold one char per byte. Anything beyond
 * latin1 was put together elsewhere (a URL typed by the user) and is UTF-8.
 */
export function rawBytes(text: string): Buffer {
  return Buffer.from(text, /[^\0-\xff]/.test(text) ? 'utf8' : 'latin1')
}
