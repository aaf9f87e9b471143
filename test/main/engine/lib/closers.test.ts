import { expect, test } from 'vitest'
import { createClosers } from '../../../../src/main/engine/lib/closers.ts'

test('what was started last closes first, one after the other', async () => {
  const closed: string[] = []
  const closers = createClosers()
  closers.add(
    () => closed.push('store'),
    async () => {
      await new Promise((resolve) => setTimeout(resolve, 5))
      closed.push('receiver')
    },
  )
  closers.add(() => closed.push('tunnel'))

  await closers.close()

  expect(closed).toEqual(['tunnel', 'receiver', 'store'])
})

test('one that throws keeps no other from being closed, and is told at the end', async () => {
  const closed: string[] = []
  const closers = createClosers()
  closers.add(() => closed.push('store'))
  closers.add(() => Promise.reject(new Error('the port hangs')))
  closers.add(() => closed.push('tunnel'))

  await expect(closers.close()).rejects.toThrow('the port hangs')
  expect(closed).toEqual(['tunnel', 'store'])
})

test('several faults are told together', async () => {
  const closers = createClosers()
  closers.add(() => {
    throw new Error('one')
  })
  closers.add(() => Promise.reject(new Error('two')))

  const fault = await closers.close().catch((error: unknown) => error)

  expect(fault).toBeInstanceOf(AggregateError)
  expect((fault as AggregateError).message).toBe('two; one')
})

test('closing twice closes once, and nothing can be added after that', async () => {
  const closed: string[] = []
  const closers = createClosers()
  closers.add(() => closed.push('store'))

  await Promise.all([closers.close(), closers.close()])

  expect(closed).toEqual(['store'])
  expect(() => closers.add(() => undefined)).toThrow('closing has begun')
})
