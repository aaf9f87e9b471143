// Loaded into a host by `node --import`: measures how late its main loop is. SIGUSR2 writes the figures since the last one.
import { appendFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'

const { BENCH_LOOP_FILE: file } = process.env
// Threads and child processes of the host load it too.
if (file && isMainThread && !process.send) {
  const resolution = 5
  const histogram = monitorEventLoopDelay({ resolution })
  histogram.enable()
  // The histogram holds the time from one tick to the next, so that a loop without delay shows the resolution.
  const late = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - resolution)
  process.on('SIGUSR2', () => {
    const { max } = histogram
    appendFileSync(file, `${JSON.stringify({ p99: late(histogram.percentile(99)), max: late(max) })}\n`)
    histogram.reset()
  })
}
