import { expect, test } from 'vitest'
import { createStore } from '../../../../src/main/engine/store/create-store.ts'

test('closing ends every part and gives the folder back, even where one has died', async () => {
  const ended: string[] = []
  const worker = (name: string, fault?: Error) => ({
    start: async () => undefined,
    call: async () => undefined as never,
    async close() {
      ended.push(name)
      if (fault !== undefined) throw fault
    },
  })
  const store = createStore({
    reader: worker('reader', new Error('dead')),
    indexer: worker('indexer'),
    writer: worker('writer'),
    index: {
      nudge: () => undefined,
      rebuild: async () => undefined,
      stop: () => Promise.reject(new Error('dead too')),
    },
    clock: { now: () => 0, elapsed: () => 0 },
    release: () => ended.push('folder'),
  })
  await expect(store.close()).rejects.toThrow('dead too')
  expect(ended).toEqual(['reader', 'indexer', 'writer', 'folder'])
  await expect(store.close()).rejects.toThrow('dead too')
  expect(ended).toHaveLength(4)
})
