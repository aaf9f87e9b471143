/** Reading the clock of a thread takes as long as trying a candidate does. */
const stepsPerLook = 16

/** Milliseconds that this thread has worked, so that a busy machine does not end a search. */
export function threadClock(): () => number {
  const start = process.threadCpuUsage()
  let steps = 0
  let last = 0
  return () => {
    if (steps++ % stepsPerLook === 0) {
      const { user, system } = process.threadCpuUsage(start)
      last = (user + system) / 1000
    }
    return last
  }
}
