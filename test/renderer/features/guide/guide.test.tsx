// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { TunnelStatus } from '#shared/model/status.ts'
import { Guide, tunnelLine } from '../../../../src/renderer/src/features/guide/guide.tsx'
import { signingNote } from '../../../../src/renderer/src/parts/secret-form.tsx'
import { useGuide } from '../../../../src/renderer/src/state/stream-store.ts'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { endpoint } from '../../../support/renderer-data.ts'
import {
  clipboard,
  happens,
  memoryEngine,
  message,
  pickProvider,
  renderWith,
} from '../../../support/renderer-screen.tsx'

const any = endpoint({
  id: 'end_2',
  name: 'Any provider',
  token: 'BBBBBBBBBBBBBBBBBBBBBB',
  provider: null,
  secrets: [],
})
const show = (change: (engine: MemoryEngine) => void = () => undefined) =>
  renderWith(
    memoryEngine((engine) => {
      engine.endpoints = [endpoint({ secrets: [] }), any]
      engine.settings = { ...engine.settings, guideDone: false }
      change(engine)
    }),
    <Guide />,
  )
const item = (name: RegExp) => screen.getByRole('button', { name })
const steps = () => within(screen.getAllByRole('list').find((list) => list.tagName === 'OL') as HTMLElement)

test('each endpoint with its path, how it signs, and a copy of its URL', async () => {
  const { user } = await show()
  expect(item(/^Front desk/).textContent).toBe('Front desk signed/in/q83vEjRWeJCrze8SNFZ4kA')
  expect(item(/^Any provider/).textContent).toContain('provider is detected')
  await user.click(screen.getByRole('button', { name: 'Copy the URL of Any provider' }))
  expect(await clipboard()).toBe(
    'https://quiet-otter.example.com/in/q83vEjRWeJCrze8SNFZ4kA'.replace(/[^/]+$/, any.token),
  )
})

test('what the tunnel means for the URLs', async () => {
  const { engine } = await show()
  expect(screen.getByText(/^The tunnel is online\./)).toBeTruthy()
  await happens(() => engine.tellStatus({ tunnel: { ...engine.status.tunnel, state: 'off', url: null } }))
  expect(screen.getByText(/these URLs only work on this machine/)).toBeTruthy()
  expect(screen.getByText('http://127.0.0.1:4180')).toBeTruthy()
})

test('the first endpoint is chosen, another one shows its own steps', async () => {
  const { user } = await show()
  expect(item(/^Front desk/).getAttribute('aria-pressed')).toBe('true')
  expect(steps().getByText('Copy the signing secret.')).toBeTruthy()
  await user.click(item(/^Any provider/))
  expect(screen.getByRole('heading', { level: 3 }).textContent).toBe('Any provider')
  expect(steps().getByText(/Give this URL to any sender/)).toBeTruthy()
})

test('a secret is taken in its step', async () => {
  const { user, engine } = await show()
  await user.type(screen.getByLabelText('Signing secret'), 'whsec_c2VjcmV0LXNlY3JldA=={Enter}')
  expect(engine.endpoints[0]?.secrets.map(({ label }) => label)).toEqual(['Allo'])
  expect(screen.getByText('1 secret set: “Allo”')).toBeTruthy()
})

test('after a secret the focus goes on, so that s sends a sample', async () => {
  const { user, inputs } = await show()
  await user.type(screen.getByLabelText('Signing secret'), 'whsec_c2VjcmV0LXNlY3JldA=={Enter}')
  await user.keyboard('s')
  expect(inputs('samples.send')).toHaveLength(1)
})

test('any other provider gets an endpoint of its own, which is shown', async () => {
  const { user, engine } = await show()
  await pickProvider(user, 'New endpoint for', 'outc')
  expect(engine.endpoints.at(-1)).toMatchObject({ name: 'OutCallerAI', provider: 'outcallerai' })
  expect(item(/^OutCallerAI/).getAttribute('aria-pressed')).toBe('true')
})

test('an endpoint that cannot be made is told', async () => {
  const { user, engine } = await show()
  engine.connection.fail('endpoints.create', new AppError('unavailable', 'The disk is full.'))
  await pickProvider(user, 'New endpoint for', 'outc')
  expect(await message('The endpoint could not be created')).toBeTruthy()
})

test('the target is taken in its step', async () => {
  const { user, engine } = await show()
  await user.type(screen.getByRole('textbox', { name: 'Target of Front desk' }), 'http://localhost:3000/{Enter}')
  expect(engine.endpoints[0]?.target).toBe('http://localhost:3000/')
})

test('s and the button send the first sample, and the guide stays open for the next step', async () => {
  const { user, inputs } = await show()
  await user.keyboard('s')
  expect(inputs('samples.send')).toEqual([{ endpointId: 'end_1', provider: 'allo-v2', event: 'call.completed' }])
  expect(useGuide.getState().open).toBe(true)
  await user.click(screen.getByRole('button', { name: /^Send a sample event/ }))
  expect(inputs('samples.send')).toHaveLength(2)
})

test('an endpoint that detects sends samples like any provider', async () => {
  const { user, inputs } = await show()
  await user.click(item(/^Any provider/))
  await pickProvider(user, 'Sample provider', 'OutC')
  await user.click(screen.getByRole('button', { name: 'Send a sample call_ended' }))
  expect(inputs('samples.send')).toEqual([{ endpointId: 'end_2', provider: 'outcallerai', event: 'call_ended' }])
})

test('it waits for the first delivery and says when it is there', async () => {
  const { engine } = await show()
  expect(screen.getByText('Waiting for the first delivery.')).toBeTruthy()
  await happens(() => {
    engine.endpoints = [endpoint({ deliveries: 1 })]
    engine.tellEndpoints()
  })
  expect(screen.getByText('1 delivery has arrived at Front desk.')).toBeTruthy()
  expect(screen.getByRole('button', { name: 'Done' })).toBeTruthy()
})

test('it is put away for good', async () => {
  const { user, engine } = await show()
  useGuide.setState({ open: true })
  await user.click(screen.getByRole('button', { name: 'Close the guide' }))
  expect(engine.settings.guideDone).toBe(true)
  expect(useGuide.getState().open).toBe(false)
})

test('a guide that could not be put away says so', async () => {
  const { user, engine } = await show()
  engine.connection.fail('settings.update', new AppError('unavailable', 'The disk is full.'))
  await user.click(screen.getByRole('button', { name: 'Close the guide' }))
  expect(await message('The guide could not be closed')).toBeTruthy()
})

test('without endpoints there is nothing to show', async () => {
  await show((engine) => {
    engine.endpoints = []
  })
  expect(screen.queryByRole('region', { name: 'First steps' })).toBeNull()
})

const receiver = {
  state: 'receiving',
  host: '127.0.0.1',
  port: 4190,
  url: 'http://127.0.0.1:4190',
  problem: null,
} as const
const tunnel: TunnelStatus = {
  driver: 'localtunnel',
  state: 'online',
  url: 'https://a.example.com',
  since: 0,
  attempt: 0,
  nextTryAt: null,
  problem: null,
}

test.each([
  [{}, 'answer on 127.0.0.1:4190'],
  [{ state: 'off' }, 'only work on this machine. Choose one in Settings'],
  [{ state: 'connecting' }, 'is connecting'],
  [{ state: 'retrying', problem: 'The host did not answer.' }, 'only work on this machine. The host did not answer.'],
  [{ state: 'lost' }, 'is down'],
] as const)('%j', (change, words) =>
  expect(tunnelLine({ tunnel: { ...tunnel, ...change }, receiver })).toContain(words),
)

test('whether deliveries can be verified, in a few words', () => {
  expect(signingNote(null)).toBe('provider is detected')
  expect(signingNote({ signature: { kind: 'scheme', scheme: 'hmac', params: {} } })).toBe('signed')
  expect(signingNote({ signature: { kind: 'none', why: 'x' } })).toBe('does not sign')
  expect(signingNote({ signature: { kind: 'not-documented', why: 'x', known: [] } })).toBe(
    'how it signs is not documented',
  )
})
