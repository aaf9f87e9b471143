// @vitest-environment jsdom
import { fireEvent, screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { ResponseRule } from '#shared/model/response-rule.ts'
import { blankRule } from '#shared/rules/presets.ts'
import { EndpointSettings } from '../../../../src/renderer/src/features/endpoint-settings/endpoint-settings.tsx'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import { endpoint, provider } from '../../../support/renderer-data.ts'
import { happens, memoryEngine, message, renderWith } from '../../../support/renderer-screen.tsx'
import { plainAnswer, responseRule } from '../../../support/response-rules.ts'

const show = (rules: ResponseRule[] = [], part: Partial<ReturnType<typeof endpoint>> = {}) =>
  renderWith(
    memoryEngine((engine) => {
      engine.endpoints = [endpoint({ rules, ...part })]
      engine.providers = [
        provider({
          presets: [
            {
              id: 'hang-up',
              note: 'Ends the call.',
              source: 'https://allo.example.com/docs/answers',
              rule: { ...blankRule, name: 'Hang up', action: { kind: 'answer', answer: plainAnswer(200, '<a/>') } },
            },
          ],
        }),
      ]
    }),
    <EndpointSettings id="end_1" />,
    { at: '#/endpoint/end_1/settings' },
  )

const section = () => within(screen.getByRole('region', { name: 'Response rules' }))
const button = (name: string) => section().getByRole('button', { name })
const field = (name: string) => section().getByRole<HTMLInputElement>('textbox', { name })
const two = () => [responseRule(), responseRule({ id: 'rule_2', name: 'Second', on: false })]
const order = () =>
  section()
    .getAllByRole('checkbox')
    .map((box) => (box as HTMLInputElement).labels?.[0]?.textContent?.trim())
const focused = () => document.activeElement?.getAttribute('aria-label')
async function add(user: Awaited<ReturnType<typeof show>>['user'], preset: string): Promise<void> {
  await user.click(button('Add a response rule'))
  await user.click(await screen.findByRole('menuitem', { name: preset }))
}

test('no rule: what is answered is said', async () => {
  await show()
  expect(section().getByText('No rules: deliveries get 200.')).toBeTruthy()
})

test('presets are offered, the provider’s first; a chosen one says what it does and is saved as it is', async () => {
  const { user, engine } = await show()
  await user.click(button('Add a response rule'))
  const items = (await screen.findAllByRole('menuitem')).map(({ textContent }) => textContent?.trim())
  expect(items).toEqual([
    'Hang up',
    'Fail the first 3, then succeed',
    'Always 500',
    'Too late',
    '401 when the signature fails',
    'Drop the connection',
    'A rule of your own',
  ])
  await user.click(screen.getByRole('menuitem', { name: 'Fail the first 3, then succeed' }))
  expect(section().getByText(/Allo waits 10 s and tries 3 times/)).toBeTruthy()
  expect(document.activeElement).toBe(field('Name'))
  expect(engine.endpoints[0]?.rules).toEqual([])

  await user.click(button('Add the rule'))
  expect(engine.endpoints[0]?.rules).toMatchObject([
    { name: 'Fail the first 3, then succeed', on: true, turn: { kind: 'first', attempts: 3 } },
  ])
  expect(section().getByText('Answers 503, first 3 attempts of each event.')).toBeTruthy()
  expect(focused()).toBe('Add a response rule')
})

test('the source of a provider’s preset is named', async () => {
  const { user } = await show()
  await add(user, 'Hang up')
  expect(section().getByText('https://allo.example.com/docs/answers')).toBeTruthy()
})

test('what is wrong is said while it is typed, and cannot be saved', async () => {
  const { user, engine } = await show()
  await add(user, 'A rule of your own')
  await user.clear(field('Status'))
  await user.type(field('Status'), '99')
  fireEvent.change(field('Search expression'), { target: { value: 'status:200' } })
  expect(
    section()
      .getAllByRole('alert')
      .map(({ textContent }) => textContent),
  ).toEqual([
    'The status is known only after the answer, so a rule cannot ask for it.',
    'The status is a whole number from 200 to 599.',
  ])
  expect(button('Add the rule')).toHaveProperty('disabled', true)
  await user.type(field('Name'), '{Enter}')
  expect(engine.endpoints[0]?.rules).toEqual([])
})

test('what is only unusual is said, and can be saved', async () => {
  const { user, engine } = await show()
  await add(user, 'A rule of your own')
  fireEvent.change(field('Body'), { target: { value: '{"a": }' } })
  expect(section().getByText('Line 1, column 7: a value is expected.')).toBeTruthy()
  await user.click(button('Add the rule'))
  expect(engine.endpoints[0]?.rules).toHaveLength(1)
})

test('the preview shows the answer rendered for the newest delivery', async () => {
  const { user, engine, inputs } = await show()
  engine.deliveries = [deliveryDetail({ id: 'd1' })]
  await add(user, 'Always 500')
  const preview = within(section().getByRole('region', { name: 'Preview' }))
  expect(await preview.findByText(/^500/)).toBeTruthy()
  const choice = preview.getByRole('combobox', { name: 'Delivery to try the rule on' })
  await user.selectOptions(choice, within(choice).getAllByRole('option')[1]!)
  await expect.poll(() => inputs('rules.preview').at(-1)).toMatchObject({ deliveryId: 'd1' })
})

test('all that can be set is saved', async () => {
  const { user, engine } = await show()
  await add(user, 'A rule of your own')
  fireEvent.change(field('Name'), { target: { value: 'All' } })
  fireEvent.change(field('Event types'), { target: { value: 'call.*, sms.received' } })
  await user.selectOptions(section().getByRole('combobox', { name: 'Verdict' }), 'the signature fails')
  await user.selectOptions(section().getByRole('combobox', { name: 'When' }), 'each nth delivery')
  fireEvent.change(field('Each how many-th'), { target: { value: '5' } })
  await user.selectOptions(
    section().getByRole('combobox', { name: 'What it does' }),
    'gives a list of answers in order',
  )
  await user.selectOptions(
    section().getByRole('combobox', { name: 'Counted' }),
    'by deliveries; after the last the first again',
  )
  await user.click(button('Another answer'))
  fireEvent.change(field('Delay in seconds'), { target: { value: '1.5' } })
  fireEvent.change(field('Deliveries until it is switched off'), { target: { value: '10' } })
  fireEvent.change(field('Minutes until it is switched off'), { target: { value: '3' } })
  await user.click(button('Add the rule'))
  const { rule } = engine.connection.inputs('rules.save')[0] as { rule: ResponseRule }
  expect(rule).toEqual({
    name: 'All',
    match: { types: ['call.*', 'sms.received'], search: '', verdict: 'failed' },
    turn: { kind: 'every', nth: 5 },
    action: {
      kind: 'list',
      per: 'delivery',
      answers: [
        { status: 200, headers: [['Content-Type', 'application/json']], body: '{"received":true}' },
        { status: 200, headers: [['Content-Type', 'application/json']], body: '' },
      ],
    },
    delayMs: 1500,
    switchOff: { afterDeliveries: 10, afterMinutes: 3 },
  })
})

test('a rule is switched, and what it answered is told', async () => {
  const { user, engine } = await show([responseRule({ switchOff: { afterDeliveries: 5, afterMinutes: null } })], {
    ruleCounts: { rule_1: 2 },
  })
  expect(section().getByText('2 deliveries so far. Switches itself off after 3 more deliveries.')).toBeTruthy()
  await user.click(section().getByRole('checkbox', { name: 'Out of order' }))
  expect(engine.endpoints[0]?.rules[0]?.on).toBe(false)
})

test('the time that is left is counted down', async () => {
  const since = Date.now() - 30_000
  await show([responseRule({ since, switchOff: { afterDeliveries: null, afterMinutes: 1 } })])
  expect(section().getByText(/^Switches itself off in (29|30|31) s\.$/)).toBeTruthy()
})

test('rules are moved by button and by key, and the focus stays', async () => {
  const { user } = await show(two())
  expect(order()).toEqual(['Out of order', 'Second'])
  await user.click(button('Move Out of order down'))
  expect(order()).toEqual(['Second', 'Out of order'])
  button('Edit Out of order').focus()
  await user.keyboard('{Alt>}{ArrowUp}{/Alt}')
  expect(order()).toEqual(['Out of order', 'Second'])
  expect(focused()).toBe('Edit Out of order')
})

test('an edited rule is saved in its place; Escape leaves it as it was, and asks where something was typed', async () => {
  const { user, engine } = await show(two())
  await user.click(button('Edit Out of order'))
  fireEvent.change(field('Name'), { target: { value: 'Other' } })
  await user.keyboard('{Escape}')
  expect(document.activeElement).toBe(button('Cancel'))
  await user.keyboard('{Escape}')
  expect(order()).toEqual(['Out of order', 'Second'])
  expect(focused()).toBe('Edit Out of order')
  await user.click(button('Edit Out of order'))
  await user.keyboard('{Escape}')
  expect(focused()).toBe('Edit Out of order')
  await user.click(button('Edit Out of order'))
  fireEvent.change(field('Name'), { target: { value: 'Other' } })
  await user.click(button('Save'))
  expect(order()).toEqual(['Other', 'Second'])
  expect(engine.endpoints[0]?.rules[0]?.id).toBe('rule_1')
})

test('a removed rule can be put back where it was, as it was', async () => {
  const { user, engine } = await show(two())
  await user.click(button('Remove Second'))
  expect(order()).toEqual(['Out of order'])
  await message('Removed “Second”')
  await user.click(screen.getByRole('button', { name: 'Undo' }))
  expect(order()).toEqual(['Out of order', 'Second'])
  expect(engine.endpoints[0]?.rules[1]?.on).toBe(false)
})

test('what the engine refuses is said in the form', async () => {
  const { user, engine } = await show()
  engine.connection.fail('rules.save', new AppError('bad-input', 'An endpoint has at most 50 response rules.'))
  await add(user, 'Always 500')
  await user.click(button('Add the rule'))
  expect((await section().findByRole('alert')).textContent).toBe('An endpoint has at most 50 response rules.')
  await happens(() => undefined)
})
