/**
 * File of a worker thread: `source` (a `.ts` file, which Node runs as it is) when the sources run, else the bundle of that
 * name beside the other bundles.
 */
export function workerUrl(source: URL, bundle: string): URL {
  return import.meta.url.endsWith('.ts') ? source : new URL(`./${bundle}.js`, import.meta.url)
}
