import type { EventEmitter } from 'node:events'

// A child process of either host that does what it is told.
const { parentPort } = process as unknown as { parentPort?: EventEmitter & { postMessage(message: unknown): void } }

const answer = (message: unknown) => (parentPort ? parentPort.postMessage(message) : process.send?.(message))

function obey(message: { readonly order: string; readonly [name: string]: unknown }): void {
  if (message.order === 'echo') return void answer({ ...message, heap: process.execArgv, env: process.env })
  if (message.order === 'exit') process.exit(message.code as number)
  if (message.order === 'throw') throw new Error('as told')
  if (message.order === 'spin') for (;;);
  const all: unknown[] = []
  for (;;) all.push(Array.from({ length: 10_000 }, (_, index) => ({ index })))
}

if (parentPort) parentPort.on('message', ({ data }) => obey(data))
else process.on('message', obey)
