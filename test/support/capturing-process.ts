import { openCapture } from '../../src/main/engine/capture/capture.ts'
import type { CaptureData } from '../../src/main/engine/capture/contract.ts'

/**
 * Run as a process of its own, forked with what it captures with: takes deliveries, and after the message `start` tells
 * on `stop` how far its memory grew in between.
 */
const ignore = () => undefined
const told = JSON.parse(process.argv[2] ?? '') as CaptureData
const data = { ...told, underWay: new Int32Array(1) }
const clock = { now: () => Date.now(), elapsed: () => performance.now() }
const capture = await openCapture(
  data,
  { noticed: ignore, fault: (message) => process.stderr.write(`${message}\n`) },
  clock,
)

interface Sizes {
  rss: number
  arrayBuffers: number
}
let before: Sizes = { rss: 0, arrayBuffers: 0 }
let most: Sizes = before
function look(): void {
  const { rss, arrayBuffers } = process.memoryUsage()
  most = { rss: Math.max(most.rss, rss), arrayBuffers: Math.max(most.arrayBuffers, arrayBuffers) }
}
process.on('message', (order) => {
  if (order === 'start') {
    globalThis.gc?.()
    most = { rss: 0, arrayBuffers: 0 }
    look()
    before = most
    setInterval(look, 2)
    process.send?.('started')
  } else {
    look()
    process.send?.({ rss: most.rss - before.rss, arrayBuffers: most.arrayBuffers - before.arrayBuffers })
  }
})
process.send?.({ port: capture.functions.started().port })
