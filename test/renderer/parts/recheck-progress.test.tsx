// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { RecheckProgress, useHasRecheck } from '../../../src/renderer/src/parts/recheck-progress.tsx'
import { SetupSteps, UrlBox } from '../../../src/renderer/src/parts/setup-steps.tsx'
import { applyChange, type ChangeQuestion } from '../../../src/renderer/src/state/endpoint-change.ts'
import { recheck } from '../../../src/renderer/src/state/recheck.ts'
import { type MemoryEngine, progress } from '../../support/renderer-client.ts'
import { endpoint, provider, secret } from '../../support/renderer-data.ts'
import { clipboard, happens, memoryEngine, renderWith } from '../../support/renderer-screen.tsx'

function Part() {
  return (
    <>
      <RecheckProgress endpointId="end_1" />
      <output aria-label="Has one">{String(useHasRecheck('end_1'))}</output>
    </>
  )
}
async function show(change: (engine: MemoryEngine) => void = () => undefined) {
  const engine = memoryEngine((engine) => {
    engine.endpoints = [endpoint({ deliveries: 9, recipe: { scheme: 'hmac', params: {} } })]
    change(engine)
  })
  const shown = await renderWith(engine, <Part />)
  return { ...shown, start: () => happens(() => void recheck(engine.connection.client, 'end_1')) }
}
const question: ChangeQuestion = {
  ...{ change: { kind: 'recipe', endpointId: 'end_1', recipe: null }, endpointId: 'end_1' },
  ...{ title: '', description: '', action: '', done: 'Recipe removed', recheck: true, onRefused: () => undefined },
}
const said = () => screen.queryAllByRole('status').find((each) => !each.getAttribute('aria-label'))

test('how far a check is; it can be ended, and says what came of it until then', async () => {
  const { user, start } = await show((engine) => {
    engine.recheckSteps = [
      progress({ done: 4, total: 9, changed: 1, verdicts: { verified: 1, failed: 0, unchecked: 0 } }),
    ]
    engine.holdRecheck = true
  })
  expect(screen.getByRole('status', { name: 'Has one' }).textContent).toBe('false')
  await start()
  expect(said()?.textContent).toBe('Checking 4 of 9 deliveries')
  const bar = screen.getByRole<HTMLProgressElement>('progressbar', { name: 'Checking deliveries' })
  expect([bar.value, bar.max]).toEqual([4, 9])
  await user.click(screen.getByRole('button', { name: 'Cancel' }))
  await happens(() => undefined)
  expect(said()?.textContent).toBe('Stopped after 4 of 9: 1 verifies now.')
  expect(screen.getByRole('status', { name: 'Has one' }).textContent).toBe('true')
})

test.each([
  [{ verified: 3, failed: 0, unchecked: 0 }, 'ok'],
  [{ verified: 0, failed: 0, unchecked: 3 }, 'warn'],
  [{ verified: 2, failed: 1, unchecked: 0 }, 'bad'],
] as const)('what it made worse has the colour of what is worse: %j', async (verdicts, tone) => {
  const { start } = await show((engine) => {
    engine.recheckSteps = [progress({ done: 9, total: 9, changed: 3, verdicts })]
  })
  await start()
  expect(said()?.dataset.tone).toBe(tone)
})

test('a check that fails says so, and why', async () => {
  const { start, engine } = await show()
  engine.connection.fail('deliveries.recheck', new AppError('unavailable', 'The store is busy.'))
  await start()
  expect(screen.getByRole('alert').textContent).toBe('The deliveries were not rechecked. The store is busy.')
})

test('the way back from a change stands here, and is told when it was gone', async () => {
  const { engine, user } = await show()
  await happens(() => void applyChange(engine.connection.client, question, false))
  expect(screen.getByText('Recipe removed.')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Undo: Recipe removed' }))
  await happens(() => undefined)
  expect(said()?.textContent).toBe('Undone: nothing changed.')
  expect(screen.queryByRole('button', { name: /^Undo/ })).toBeNull()
})

test('a way back that fails says why, and is still there', async () => {
  const { engine, user } = await show()
  await happens(() => void applyChange(engine.connection.client, question, false))
  engine.connection.fail('changes.undo', new AppError('conflict', 'The endpoint was changed again since.'))
  await user.click(screen.getByRole('button', { name: 'Undo: Recipe removed' }))
  await happens(() => undefined)
  expect(screen.getByRole('alert').textContent).toBe('The change was not undone. The endpoint was changed again since.')
  expect(screen.getByRole('button', { name: 'Undo: Recipe removed' })).toBeTruthy()
})

const steps = (part: Parameters<typeof endpoint>[0] = {}, pack: ReturnType<typeof provider> | null = provider()) => (
  <SetupSteps endpoint={endpoint(part)} provider={pack} />
)

test('what to do in the dashboard of the provider, each step with what it needs', async () => {
  const { inputs, user } = await renderWith(memoryEngine(), steps())
  expect(screen.getAllByRole('listitem').map((item) => item.querySelector('p')?.textContent)).toEqual([
    'Paste the URL under Developers.',
    'Copy the signing secret.',
    'Name your app.',
  ])
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'URL of Front desk' }).value).toMatch(
    /^https:\/\/quiet-otter/,
  )
  expect(screen.getByText('1 secret set: “main”')).toBeTruthy()
  await user.type(screen.getByRole('textbox', { name: 'Target of Front desk' }), 'http://localhost:1/{Enter}')
  await happens(() => undefined)
  expect(inputs('endpoints.update')).toEqual([{ id: 'end_1', target: 'http://localhost:1/' }])
})

test('an emptied target is none', async () => {
  const { inputs, user } = await renderWith(memoryEngine(), steps({ target: 'http://localhost:1/' }))
  await user.clear(screen.getByRole('textbox', { name: 'Target of Front desk' }))
  await user.keyboard('{Enter}')
  await happens(() => undefined)
  expect(inputs('endpoints.update')).toEqual([{ id: 'end_1', target: null }])
})

test('without a tunnel the URL of this machine is handed out; retired secrets do not count', async () => {
  await renderWith(memoryEngine(), steps({ publicUrl: null, secrets: [secret({ retiredAt: 1 })] }, null))
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'URL of Front desk' }).value).toMatch(/^http:\/\/127/)
  expect(screen.queryByText(/secret set/)).toBeNull()
  expect(screen.getAllByRole('listitem')).toHaveLength(3)
})

test('a URL is selected as a whole when it gets the focus, and copied by its button', async () => {
  const { user } = await renderWith(memoryEngine(), <UrlBox url="https://a.example.com/in/x" label="Public URL" />)
  const box = screen.getByRole<HTMLInputElement>('textbox', { name: 'Public URL' })
  await user.click(box)
  expect([box.selectionStart, box.selectionEnd, box.readOnly]).toEqual([0, box.value.length, true])
  await user.click(screen.getByRole('button', { name: 'Copy public URL' }))
  expect(await clipboard()).toBe('https://a.example.com/in/x')
})
