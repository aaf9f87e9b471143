import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { listen } from '../../../../src/main/engine/lib/listen.ts'

const words = { host: '127.0.0.1', who: 'The receiver', advice: 'Choose another port.' }

function server(): Server {
  const made = createServer()
  onTestFinished(() => void made.close())
  return made
}

async function takenPort(): Promise<number> {
  const blocker = server().listen(0, '127.0.0.1')
  await once(blocker, 'listening')
  return (blocker.address() as AddressInfo).port
}

test('takes any free port for 0', async () => {
  const made = server()

  const port = await listen(made, { ...words, port: 0, strictPort: true })

  expect(port).toBeGreaterThan(0)
  expect((made.address() as AddressInfo).port).toBe(port)
})

test('takes the next free port where one is taken', async () => {
  const port = await takenPort()

  const found = await listen(server(), { ...words, port, strictPort: false })

  expect(found).toBeGreaterThan(port)
  expect(found).toBeLessThanOrEqual(port + 50)
})

test('takes any free port where the last one is taken', async () => {
  const blocker = server()
  // Somebody else may have it: taken is taken.
  await listen(blocker, { ...words, port: 65_535, strictPort: true }).catch(() => undefined)

  expect(await listen(server(), { ...words, port: 65_535, strictPort: false })).toBeLessThan(65_535)
})

test('a strict port that is taken is a conflict', async () => {
  const port = await takenPort()

  await expect(listen(server(), { ...words, port, strictPort: true })).rejects.toMatchObject({
    code: 'conflict',
    message: `Port ${port} on 127.0.0.1 is in use by another program. Choose another port.`,
  })
})

test('an address of another machine is not tried on further ports', async () => {
  await expect(
    listen(server(), { ...words, host: '203.0.113.1', port: 4190, strictPort: false }),
  ).rejects.toMatchObject({
    code: 'unavailable',
    message: 'The receiver cannot listen on 203.0.113.1: it is no address of this machine.',
  })
})
