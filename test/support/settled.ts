import type { Page } from 'playwright-core'

/** So long nothing may have changed, milliseconds. */
const quietMs = 100
const limitMs = 20_000

/** Waits until nothing on the page is still being loaded, and nothing has changed for a moment. */
export const settled = (page: Page): Promise<void> =>
  page.evaluate(
    ([quietMs, limitMs]) =>
      new Promise<void>((resolve, reject) => {
        const start = performance.now()
        let changedAt = start
        const observer = new MutationObserver(() => {
          changedAt = performance.now()
        })
        const all = { subtree: true, childList: true, characterData: true, attributes: true }
        observer.observe(document, all)
        const loading = () =>
          document.querySelector('[aria-busy="true"]') ?? [...document.images].find(({ complete }) => !complete)
        const look = () => {
          const now = performance.now()
          const busy = loading()
          if (busy && now - start > limitMs) reject(new Error(`still loading: ${busy.outerHTML.slice(0, 300)}`))
          else if (busy || (now - changedAt < quietMs && now - start < limitMs)) return requestAnimationFrame(look)
          observer.disconnect()
          resolve()
        }
        look()
      }),
    [quietMs, limitMs] as const,
  )
