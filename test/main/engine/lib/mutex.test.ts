import { expect, test } from 'vitest'
import { createMutex } from '../../../../src/main/engine/lib/mutex.ts'

test('tasks run one after another, in the order in which they came', async () => {
  const mutex = createMutex()
  const gates = Array.from({ length: 3 }, () => Promise.withResolvers<void>())
  const seen: string[] = []
  const runs = gates.map((gate, index) =>
    mutex(async () => {
      seen.push(`begin ${index}`)
      await gate.promise
      seen.push(`end ${index}`)
      return index
    }),
  )
  // The last one could go first, if it were let.
  for (const gate of gates.toReversed()) gate.resolve()
  expect(await Promise.all(runs)).toEqual([0, 1, 2])
  expect(seen).toEqual(['begin 0', 'end 0', 'begin 1', 'end 1', 'begin 2', 'end 2'])
})

test('a task that fails tells who asked for it, and stops no other', async () => {
  const mutex = createMutex()
  const failing = mutex(() => Promise.reject(new Error('full')))
  const throwing = mutex(() => {
    throw new Error('at once')
  })
  const next = mutex(async () => 'done')
  await expect(failing).rejects.toThrow('full')
  await expect(throwing).rejects.toThrow('at once')
  expect(await next).toBe('done')
})

test('nothing runs in the tick that asks for it', async () => {
  let ran = false
  const run = createMutex()(async () => {
    ran = true
  })
  expect(ran).toBe(false)
  await run
  expect(ran).toBe(true)
})
