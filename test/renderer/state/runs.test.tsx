// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { describe, expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { startResend, stopResend, useFollowedResends, useResends } from '../../../src/renderer/src/state/resends.ts'
import { useFollowedRuns, useRuns } from '../../../src/renderer/src/state/runs.ts'
import { type MemoryEngine, resendOf } from '../../support/renderer-client.ts'
import { endpoint } from '../../support/renderer-data.ts'
import { runCounts, runStatus } from '../../support/renderer-runs.ts'
import { address, happens, memoryEngine, renderWith } from '../../support/renderer-screen.tsx'

function Follow() {
  useFollowedRuns()
  useFollowedResends()
  return null
}

describe('runs', () => {
  async function start(at = '#/') {
    const engine = memoryEngine((engine) => {
      engine.runs.list = [runStatus()]
    })
    const shown = await renderWith(engine, <Follow />, { at })
    const becomes = (part: Parameters<typeof runStatus>[0]) => happens(() => engine.runs.set('run_1', part ?? {}))
    return { ...shown, becomes }
  }
  const told = () => screen.queryByRole('button', { name: 'Show' }) !== null
  const tone = () => screen.getByRole('button', { name: 'Show' }).closest('li')?.className ?? ''

  test('one that ends is told, and Show leads to it', async () => {
    const { becomes, user } = await start()
    expect(told()).toBe(false)
    await becomes({ state: 'done', counts: runCounts({ ok: 10 }) })
    expect(screen.getByText(/: finished$/)).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Show' }))
    expect(address()).toBe('#/runs/run_1')
  })

  test.each(['failed', 'not-sent', 'late'] as const)('one that ends with some %s is no good news', async (result) => {
    const { becomes } = await start()
    await becomes({ state: 'done', counts: runCounts({ ok: 9, [result]: 1 }) })
    expect(tone()).toContain('border-bad')
  })

  test('one that stopped by itself is told; one that the user paused or cancelled is not', async () => {
    const { becomes } = await start()
    await becomes({ state: 'paused', why: 'user' })
    expect(told()).toBe(false)
    await becomes({ state: 'running', why: null })
    await becomes({ state: 'cancelled', why: null })
    expect(told()).toBe(false)
    await becomes({ state: 'running', why: null })
    await becomes({ state: 'paused', why: 'failures' })
    expect(screen.getByText(/: paused$/)).toBeTruthy()
  })

  test('what is on screen anyway is not told', async () => {
    const { becomes } = await start('#/runs/run_1')
    await becomes({ state: 'done', counts: runCounts({ ok: 10 }) })
    expect(told()).toBe(false)
  })

  test('what had ended before the window was opened is no news', async () => {
    await renderWith(
      memoryEngine((engine) => {
        engine.runs.list = [runStatus({ state: 'done' })]
      }),
      <Follow />,
    )
    expect(useRuns.getState().runs).toHaveLength(1)
    expect(told()).toBe(false)
  })
})

describe('sending again when the server is back', () => {
  const start = async (change: (engine: MemoryEngine) => void = () => undefined) => {
    const engine = memoryEngine((engine) => {
      engine.endpoints = [endpoint({ target: 'http://localhost:3000/' })]
      change(engine)
    })
    const shown = await renderWith(engine, <Follow />)
    return { ...shown, client: engine.connection.client }
  }
  const on = () => useResends.getState().watches.map(({ endpointId }) => endpointId)

  test('is switched on and off', async () => {
    const { client, inputs } = await start()
    await happens(() => void startResend(client, 'end_1'))
    expect(inputs('resends.start')).toEqual([{ endpointId: 'end_1', sign: 'keep' }])
    expect(on()).toEqual(['end_1'])
    await happens(() => stopResend(client, 'end_1'))
    expect(inputs('resends.stop')).toEqual([{ endpointId: 'end_1' }])
  })

  test('needs a target, and says where one is set', async () => {
    const { client } = await start((engine) => {
      engine.endpoints = [endpoint({ target: null })]
    })
    await happens(() => void startResend(client, 'end_1'))
    expect(screen.getByText('Front desk has no target')).toBeTruthy()
    expect(on()).toEqual([])
  })

  test('needs to be agreed to where the target is elsewhere', async () => {
    const { client } = await start(({ handlers }) =>
      Object.assign(handlers.calls, { 'resends.start': () => ({ result: 'not-approved' }) }),
    )
    await happens(() => void startResend(client, 'end_1'))
    expect(screen.getByText('Sending to the target of Front desk was not agreed to')).toBeTruthy()
  })

  test('takes no more deliveries than the host can watch, and says so', async () => {
    const { client, inputs } = await start()
    const many = Array.from({ length: 10_001 }, (_, at) => `d${at}`)
    await happens(() => void startResend(client, 'end_1', { deliveries: many }))
    expect(screen.getByText(/^At most \d+ deliveries can be sent again by themselves$/)).toBeTruthy()
    expect(inputs('resends.start')).toEqual([])
  })

  test('what the host refuses is told', async () => {
    const { client } = await start((engine) => {
      engine.resends = [resendOf()]
      engine.connection.fail('resends.stop', new AppError('unavailable', 'Not now.'))
    })
    await happens(() => stopResend(client, 'end_1'))
    expect(screen.getByText('It could not be switched off')).toBeTruthy()
    expect(on()).toEqual(['end_1'])
  })
})
