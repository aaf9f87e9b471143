import { runInThisContext } from 'node:vm'
import { debuggingUrl } from './chromium.ts'

interface Order {
  readonly id: number
  /** A function's source; it gets the stand-in and `arg`. Absent: the address of the debugging port is asked for. */
  readonly source?: string
  readonly arg?: unknown
}

// The test drives the main process as Playwright's `electronApplication.evaluate` does, over the process's IPC channel.
process.on('message', (order: Order) => {
  void answer(order).then(
    (value) => process.send?.({ id: order.id, value }),
    (error: unknown) => process.send?.({ id: order.id, error: String(error) }),
  )
})
// The channel must not keep an app alive that has ended.
process.channel?.unref()

async function answer({ source, arg }: Order): Promise<unknown> {
  if (source === undefined) return debuggingUrl()
  const electron = await import('./electron.ts')
  const order: unknown = runInThisContext(`(${source})`)
  return (order as (electron: unknown, arg: unknown) => unknown)(electron, arg)
}
