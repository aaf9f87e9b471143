import { UsageError } from './usage-error.ts'

/**
 * A URL as people write it on a command line: `localhost:3000/hooks` is `http://localhost:3000/hooks`. What is something else
 * stays as it is.
 */
export function withScheme(text: string): string {
  return /^(?:\[[\da-f:.]+\]|[\w.-]+):\d{1,5}(?=[/?]|$)/i.test(text) ? `http://${text}` : text
}

/** The URL of an option such as `--to`. Throws UsageError where it is none of HTTP. */
export function urlOption(option: string, text: string): string {
  const url = withScheme(text)
  if (/^https?:\/\//i.test(url) && URL.canParse(url)) return url
  throw new UsageError(`${option} takes a URL such as http://localhost:3000/hooks, not "${text}".`)
}
