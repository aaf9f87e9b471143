import { expect, it } from 'vitest'
import { type ApiClient, ApiFault } from '../../../src/main/cli/api-client.ts'
import { createReconnectingHostClient } from '../../../src/main/cli/reconnecting-host-client.ts'
import { removeHostFile, writeHostFile } from '../../../src/main/hosting/host-file.ts'
import { tempDir } from '../../support/temp-dir.ts'

/** Hosts that are opened one after another, each at an address of its own. */
async function start() {
  const dataDir = await tempDir()
  const asked: string[] = []
  let opened = 0
  const open = async (): Promise<ApiClient> => {
    const url = `http://127.0.0.1:${++opened}`
    writeHostFile(dataDir, { url, pid: process.pid })
    return {
      url,
      call: async (name: string) => {
        asked.push(`${name} of ${opened}`)
        if (name === 'deliveries.get') throw new ApiFault({ code: 'not-found', message: 'no such delivery' })
        return {}
      },
      async *stream(_: string, __: unknown, { signal: stop }: { signal: AbortSignal }) {
        yield { first: opened }
        if (!stop.aborted) await new Promise((done) => stop.addEventListener('abort', done))
      },
    } as unknown as ApiClient
  }
  return { dataDir, asked, client: createReconnectingHostClient(dataDir, open), opened: () => opened }
}

it('opens one host for calls that begin together, and stays with it', async () => {
  const { client, opened, asked } = await start()
  expect(opened()).toBe(0)
  await Promise.all([client.call('host.info', {}), client.call('settings.get', {})])
  await client.call('host.info', {})

  expect(opened()).toBe(1)
  expect(asked).toEqual(['host.info of 1', 'settings.get of 1', 'host.info of 1'])
})

it('sends nothing to an address that its host has left', async () => {
  const { client, dataDir, asked } = await start()
  await client.call('host.info', {})
  removeHostFile(dataDir)
  await client.call('host.info', {})
  writeHostFile(dataDir, { url: 'http://127.0.0.1:99', pid: process.pid })
  await client.call('host.info', {})

  expect(asked).toEqual(['host.info of 1', 'host.info of 2', 'host.info of 3'])
})

it('says what the host says', async () => {
  const { client } = await start()

  await expect(client.call('deliveries.get', { id: 'x' })).rejects.toMatchObject({
    name: 'AppError',
    code: 'not-found',
    message: 'no such delivery',
  })
})

it('ends a stream with its signal', async () => {
  const { client } = await start()
  const stop = new AbortController()
  const items: unknown[] = []
  for await (const item of client.stream('endpoints.watch', {}, { signal: stop.signal })) {
    items.push(item)
    stop.abort()
  }

  expect(items).toEqual([{ first: 1 }])
})
