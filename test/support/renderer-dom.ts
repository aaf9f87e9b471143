/** Size of every element: jsdom lays nothing out. */
export const box = { width: 1000, height: 640 }

const media = new Set<string>()

/** Media queries that hold, such as "(max-width: 860px)"; no others do. */
export function setMedia(...queries: string[]): void {
  media.clear()
  for (const query of queries) media.add(query)
}

/** What a browser has and jsdom has not: sizes, observers, media queries, scrolling, pointer capture, object URLs. */
export function fillDom(): void {
  setMedia()
  Object.assign(globalThis, {
    // Nothing is ever idle here: what is loaded later is loaded by `renderWith`.
    requestIdleCallback: () => 0,
    cancelIdleCallback: () => undefined,
    matchMedia: (query: string) => Object.assign(new EventTarget(), { media: query, matches: media.has(query) }),
    ResizeObserver: class {
      observe() {
        return undefined
      }
      unobserve() {
        return undefined
      }
      disconnect() {
        return undefined
      }
    },
  })
  const size = (value: number) => ({ configurable: true, get: () => value })
  Object.defineProperties(HTMLElement.prototype, {
    offsetWidth: size(box.width),
    clientWidth: size(box.width),
    offsetHeight: size(box.height),
    clientHeight: size(box.height),
  })
  Object.assign(Element.prototype, {
    scrollIntoView: () => undefined,
    scrollTo(this: Element, { top = 0 }: { top?: number }) {
      this.scrollTop = top
    },
    hasPointerCapture: () => false,
    setPointerCapture: () => undefined,
    releasePointerCapture: () => undefined,
  })
  Object.assign(Blob.prototype, {
    stream(this: Blob) {
      const bytes = this.arrayBuffer()
      return new ReadableStream({
        async start(stream) {
          stream.enqueue(new Uint8Array(await bytes))
          stream.close()
        },
      })
    },
  })
  Object.assign(URL, { createObjectURL: () => 'blob:made', revokeObjectURL: () => undefined })
}
