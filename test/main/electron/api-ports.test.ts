import { EventEmitter } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { type MainPort, portChannel } from '../../../src/main/electron/api-ports.ts'

class FakePort extends EventEmitter implements MainPort {
  readonly start = vi.fn()
  readonly close = vi.fn()
  readonly postMessage = vi.fn()
}

describe('portChannel', () => {
  it('starts the port when it listens, and passes on data', () => {
    const port = new FakePort()
    const receive = vi.fn()

    portChannel(port).listen(receive, vi.fn())
    port.emit('message', { data: 'hello' })

    expect(port.start).toHaveBeenCalledOnce()
    expect(receive).toHaveBeenCalledWith('hello')
  })

  it.each(['this side', 'the page'])('ends once when %s closes it, and sends nothing afterwards', async (side) => {
    const port = new FakePort()
    const closed = vi.fn()
    const channel = portChannel(port)
    channel.listen(vi.fn(), closed)

    if (side === 'the page') port.emit('close')
    channel.close()
    port.emit('close')
    channel.send('late')
    await nextTurn()

    expect(closed).toHaveBeenCalledOnce()
    expect(port.postMessage).not.toHaveBeenCalled()
  })

  it('tells a listener that comes after the end', async () => {
    const port = new FakePort()
    const closed = vi.fn()
    const channel = portChannel(port)
    port.emit('close')

    channel.listen(vi.fn(), closed)
    await nextTurn()

    expect(closed).toHaveBeenCalledOnce()
  })
})
