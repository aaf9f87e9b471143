/** ANSI: back to the start of the line, and clear it. */
const clear = '\r\u001b[K'
/** Between two lines, milliseconds; a terminal is slower than the work. */
const everyMs = 100

/** A line on a terminal that is replaced again and again; `err` is null where there is none. */
export function createProgress(
  err: ((text: string) => void) | null,
  now: () => number = () => performance.now(),
): (text: string | null) => void {
  let shownAt = Number.NEGATIVE_INFINITY
  let isShown = false
  return (text) => {
    if (err === null) return
    if (text === null) {
      if (isShown) err(clear)
      isShown = false
    } else if (now() - shownAt >= everyMs) {
      err(clear + text)
      shownAt = now()
      isShown = true
    }
  }
}
