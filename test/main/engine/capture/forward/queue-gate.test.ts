import { expect, test } from 'vitest'
import { createQueueGate } from '../../../../../src/main/engine/capture/forward/queue-gate.ts'
import { forwardTo } from '../../../../support/forward-targets.ts'
import { endpoint } from '../open-test-capture.ts'

const queueing = { ...endpoint, forward: forwardTo(3000, { storeAndForward: true }) }

test('an endpoint queues from its start until the host says that nothing waits', () => {
  const gate = createQueueGate()
  expect(gate.enter(queueing)).toBe(true)
  expect(gate.release(endpoint.id, 100)).toBe(false)
  gate.entered(endpoint.id, 101)
  expect(gate.release(endpoint.id, 100)).toBe(false)
  expect(gate.release(endpoint.id, 101)).toBe(true)
  expect(gate.enter(queueing)).toBe(false)
})

test('a delivery whose target gave no answer holds back those behind it', () => {
  const gate = createQueueGate()
  gate.release(endpoint.id, 0)
  gate.hold(endpoint.id, 7)
  expect(gate.enter(queueing)).toBe(true)
  gate.failed(endpoint.id)
  expect(gate.release(endpoint.id, 6)).toBe(false)
  expect(gate.release(endpoint.id, 7)).toBe(true)
})

test('without a queue nothing is held; switched on again, it begins held', () => {
  const gate = createQueueGate()
  expect(gate.enter(endpoint)).toBe(false)
  gate.release(endpoint.id, 0)
  gate.configure([{ ...endpoint, forward: forwardTo(3000) }])
  expect(gate.enter(queueing)).toBe(true)
})
