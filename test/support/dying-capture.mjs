// Loaded by `node --import`: while a file exists, each capture thread ends soon after its start.
import { existsSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import threads from 'node:worker_threads'

const { DYING_CAPTURE_FILE: file } = process.env
if (file && threads.isMainThread) {
  const { Worker } = threads
  threads.Worker = class extends Worker {
    constructor(url, options) {
      super(url, options)
      const timer = setInterval(() => String(url).includes('capture') && existsSync(file) && this.terminate(), 50)
      this.once('exit', () => clearInterval(timer))
    }
  }
  syncBuiltinESMExports()
}
