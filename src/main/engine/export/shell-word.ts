/** A text as one word of a POSIX shell: nothing in it is expanded. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

/**
 * Like `shellWord`, for text that holds one character per byte, such as header values as received: where there is more than
 * printable ASCII, printf writes the bytes. "!" is written by it too, since shells that people type in expand it in "".
 */
export function shellBytes(text: string): string {
  if (/^[ -~]*$/.test(text)) return shellWord(text)
  const format = text
    .replaceAll('%', '%%')
    .replaceAll(/[^ -~]|[\\'!]/g, (char) => `\\${(char.charCodeAt(0) & 0xff).toString(8).padStart(3, '0')}`)
  return `"$(printf '${format}')"`
}
