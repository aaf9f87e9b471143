/**
 * A URL as people write it on a command line: `localhost:3000/hooks` is `http://localhost:3000/hooks`. What is something else
 * stays as it is.
 */
export function urlOption(text: string): string {
  return /^(?:\[[\da-f:.]+\]|[\w.-]+):\d{1,5}(?=[/?]|$)/i.test(text) ? `http://${text}` : text
}
