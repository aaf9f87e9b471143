// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import { EndpointSettings } from '../../../../src/renderer/src/features/endpoint-settings/endpoint-settings.tsx'
import { endpoint, hostStatus, secret } from '../../../support/renderer-data.ts'
import { happens, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const show = (part: Partial<EndpointStatus> = {}) =>
  renderWith(
    memoryEngine((engine) => {
      engine.endpoints = [endpoint(part)]
    }),
    <EndpointSettings id="end_1" />,
  )
const noSecret = () => screen.queryByText('No active secret')

test('nothing where nothing is wrong', async () => {
  await show()
  expect(noSecret()).toBeNull()
  expect(screen.queryByText(/is missing$/)).toBeNull()
})

test.each([
  ['there is none', []],
  ['all are retired', [secret({ retiredAt: 1 })]],
])('signatures cannot be checked where %s', async (_, secrets) => {
  await show({ secrets })
  expect(noSecret()).toBeTruthy()
})

test('a provider that does not sign needs no secret, a recipe of one’s own does', async () => {
  const { engine } = await show({ provider: 'outcallerai', secrets: [] })
  expect(noSecret()).toBeNull()
  await happens(() => {
    engine.endpoints = [
      endpoint({ provider: 'outcallerai', secrets: [], recipe: { scheme: 'hmac', params: { header: 'X-Sig' } } }),
    ]
    engine.tellEndpoints()
  })
  expect(noSecret()).toBeTruthy()
})

test('the pack of its provider is missing', async () => {
  await show({ provider: 'gone' })
  expect(screen.getByText('The provider pack gone is missing')).toBeTruthy()
  expect(screen.getByText('gone (pack missing)')).toBeTruthy()
})

test('an endpoint of the configuration file', async () => {
  await show({ fromConfig: true })
  expect(screen.getByText('Managed by the configuration file')).toBeTruthy()
})

test('a receiver that takes nothing', async () => {
  const { engine } = await show()
  const { receiver } = hostStatus()
  await happens(() => engine.tellStatus({ receiver: { ...receiver, state: 'refusing', problem: 'The disk is full.' } }))
  expect(screen.getByText('The receiver is not accepting deliveries')).toBeTruthy()
  expect(screen.getByText('The disk is full.')).toBeTruthy()
})
