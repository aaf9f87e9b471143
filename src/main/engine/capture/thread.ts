import { serveThread } from '../lib/thread.ts'
import { openCapture } from './capture.ts'
import type { CaptureData, CaptureHost } from './contract.ts'

const clock = { now: () => Date.now(), elapsed: () => performance.now() }
const ignore = () => undefined

serveThread<CaptureData, CaptureHost>((data, host) =>
  openCapture(
    data,
    // Nobody waits for the host; where it is gone, so is this thread.
    {
      noticed: (notice) => void host.noticed(notice).catch(ignore),
      fault: (message) => void host.fault(message).catch(ignore),
    },
    clock,
  ),
)
