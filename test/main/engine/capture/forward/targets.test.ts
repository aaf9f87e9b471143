import { expect, test } from 'vitest'
import { chooseTargets, originsToApprove, refusalOf } from '../../../../../src/main/engine/capture/forward/targets.ts'
import { forwardTo } from '../../../../support/forward-targets.ts'

const forward = forwardTo(3000, {
  others: [
    { url: 'http://localhost:3001/calls', events: ['call.*'], role: 'answers' },
    { url: 'http://localhost:3002/ended', events: ['call.ended'], role: 'answers' },
    { url: 'https://copies.example.com/all', events: [], role: 'copy' },
    { url: 'http://localhost:3003/sms', events: ['sms.*'], role: 'copy' },
  ],
})

test('the first that fits answers, else the endpoint’s own; copies that fit go out as well', () => {
  expect(chooseTargets(forward, 'call.ended')).toEqual({
    answers: 'http://localhost:3001/calls',
    copies: ['https://copies.example.com/all'],
  })
  expect(chooseTargets(forward, 'sms.received')).toEqual({
    answers: 'http://127.0.0.1:3000/hooks',
    copies: ['https://copies.example.com/all', 'http://localhost:3003/sms'],
  })
  expect(chooseTargets(forward, null).copies).toEqual(['https://copies.example.com/all'])
})

test('targets outside of this machine have to be agreed to', () => {
  expect(originsToApprove(forward, [])).toEqual(['https://copies.example.com'])
  expect(originsToApprove(forward, ['https://copies.example.com'])).toEqual([])
  expect(refusalOf('https://copies.example.com/all', [], [])?.code).toBe('not-approved')
  expect(refusalOf('https://copies.example.com/all', ['https://copies.example.com'], [])).toBeNull()
})

test('the receiver itself is no target, by whatever name', () => {
  const own = ['http://127.0.0.1:4180', 'https://quiet-otter.example.com']
  for (const url of ['http://localhost:4180/in/x', 'http://[::1]:4180/', 'https://quiet-otter.example.com/in/x'])
    expect(refusalOf(url, ['https://quiet-otter.example.com'], own)?.code).toBe('own-receiver')
  expect(refusalOf('http://localhost:4181/', [], own)).toBeNull()
})
