/** Where the windows' page lives: the bundled renderer, or the dev server's. */
export interface Home {
  readonly url: string
  /** The URL is of that page's site. (`URL.origin` is "null" for schemes of our own.) */
  has(url: string): boolean
}

export const appScheme = 'app'
const bundledUrl = `${appScheme}://switchhook/`

export function homeAt(devServer: string | undefined): Home {
  const url = devServer ?? bundledUrl
  const { protocol, host } = new URL(url)
  return {
    url,
    has(candidate) {
      const parsed = URL.parse(candidate)
      return parsed?.protocol === protocol && parsed.host === host
    },
  }
}

/** Address of a delivery in the page; see the renderer's routes. */
export const deliveryUrl = (home: Home, deliveryId: string): string =>
  new URL(`#/?d=${encodeURIComponent(deliveryId)}`, home.url).href
