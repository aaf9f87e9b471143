// @vitest-environment jsdom
import { fireEvent, screen, within } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import type { RuleFields } from '#shared/model/response-rule.ts'
import { blankRule } from '#shared/rules/presets.ts'
import { RuleForm } from '../../../../../src/renderer/src/features/endpoint-settings/rules/rule-form.tsx'
import type { MemoryEngine } from '../../../../support/renderer-client.ts'
import { deliveries } from '../../../../support/renderer-deliveries.ts'
import { happens, memoryEngine, renderWith } from '../../../../support/renderer-screen.tsx'
import { plainAnswer } from '../../../../support/response-rules.ts'

const named: RuleFields = { ...blankRule, name: 'Mine' }

async function show(
  rule: RuleFields = named,
  save: (rule: RuleFields) => Promise<void> = async () => undefined,
  change: (engine: MemoryEngine) => void = () => undefined,
) {
  const onSave = vi.fn(save)
  const onCancel = vi.fn()
  const shown = await renderWith(
    memoryEngine(change),
    <RuleForm endpointId="end_1" rule={rule} action="Save" onSave={onSave} onCancel={onCancel} />,
  )
  return { ...shown, onSave, onCancel, saved: () => onSave.mock.lastCall?.[0] }
}
const form = () => within(screen.getByRole('form', { name: /^Response rule/ }))
const field = (name: string) => form().getByRole<HTMLInputElement>('textbox', { name })
const choice = (name: string) => form().getByRole<HTMLSelectElement>('combobox', { name })
const save = () => form().getByRole<HTMLButtonElement>('button', { name: 'Save' })
const put = (name: string, value: string) => fireEvent.change(field(name), { target: { value } })
const alerts = () =>
  form()
    .queryAllByRole('alert')
    .map(({ textContent }) => textContent)

test('the form is called as the rule is, while that is typed', async () => {
  await show()
  expect(screen.getByRole('form', { name: 'Response rule Mine' })).toBeTruthy()
  put('Name', '')
  expect(screen.getByRole('form', { name: 'Response rule' })).toBeTruthy()
  expect(alerts()).toEqual(['A name is needed.'])
  expect(save().disabled).toBe(true)
})

test('how many attempts is asked only where it matters', async () => {
  const { user, saved } = await show()
  expect(form().queryByRole('textbox', { name: 'How many attempts' })).toBeNull()
  await user.selectOptions(choice('When'), 'first')
  put('How many attempts', '2')
  await user.click(save())
  expect(saved()).toMatchObject({ turn: { kind: 'first', attempts: 2 } })
})

test('the numbers of two choices are two numbers', async () => {
  const { user } = await show()
  await user.selectOptions(choice('When'), 'first')
  put('How many attempts', '9')
  await user.selectOptions(choice('When'), 'every')
  expect(field('Each how many-th').value).toBe('2')
  await user.selectOptions(choice('When'), 'first')
  expect(field('How many attempts').value).toBe('9')
})

test('a connection that ends has no answer to fill in', async () => {
  const { user, saved } = await show()
  await user.selectOptions(choice('What it does'), 'drop')
  expect(form().queryByRole('textbox', { name: 'Status' })).toBeNull()
  expect(form().queryByRole('textbox', { name: 'Body' })).toBeNull()
  await user.click(save())
  expect(saved()?.action).toEqual({ kind: 'drop' })
})

test('an answer without a body cannot be broken off in the middle', async () => {
  const { user } = await show()
  await user.selectOptions(choice('What it does'), 'cut')
  put('Body', '')
  expect(alerts()).toEqual(['There is no body to break off in the middle of.'])
  expect(save().disabled).toBe(true)
  put('Body', 'half of this')
  expect(save().disabled).toBe(false)
})

test('answers of a list come and go; the last one stays', async () => {
  const { user, saved } = await show({ ...named, action: { kind: 'list', per: 'event', answers: [plainAnswer(500)] } })
  expect(form().getByRole('button', { name: 'Remove answer 1' })).toHaveProperty('disabled', true)
  await user.click(form().getByRole('button', { name: 'Another answer' }))
  const [, second] = form().getAllByRole('textbox', { name: 'Status' })
  fireEvent.change(second!, { target: { value: '201' } })
  await user.click(form().getByRole('button', { name: 'Remove answer 1' }))
  expect(field('Status').value).toBe('201')
  await user.click(save())
  expect(saved()?.action).toMatchObject({ kind: 'list', answers: [{ status: 201 }] })
})

test('a mistake in the second answer is told at the second answer', async () => {
  const answers = [plainAnswer(500), plainAnswer(200)]
  await show({ ...named, action: { kind: 'list', per: 'event', answers } })
  const [first, second] = form().getAllByRole('textbox', { name: 'Status' })
  fireEvent.change(second!, { target: { value: '99' } })
  expect(first!.getAttribute('aria-invalid')).toBe('false')
  expect(second!.getAttribute('aria-invalid')).toBe('true')
  expect(alerts()).toHaveLength(1)
})

test('a header that Switchhook sets itself cannot be set', async () => {
  await show()
  put('Headers, one a line', 'Content-Length: 3')
  expect(alerts()).toEqual(['Content-Length is set by Switchhook itself.'])
  expect(field('Headers, one a line').getAttribute('aria-invalid')).toBe('true')
})

test('what can stand for a value of the delivery is listed', async () => {
  const { user } = await show()
  await user.click(form().getByText('Values from the delivery'))
  expect(form().getByText(/Values are escaped for JSON and XML/)).toBeTruthy()
})

test('a bound that is no number is told once, at both fields', async () => {
  await show()
  put('Deliveries until it is switched off', 'many')
  expect(alerts()).toEqual(['The number of deliveries is a whole number from 1 to 1,000,000.'])
  expect(save().disabled).toBe(true)
})

test('a bound may be typed as it is shown', async () => {
  const { user, saved } = await show()
  put('Deliveries until it is switched off', '1,000')
  await user.click(save())
  expect(saved()?.switchOff.afterDeliveries).toBe(1000)
})

test('saved once, however often the button is pressed; what is refused stays to be put right', async () => {
  let refuse: (error: Error) => void = () => undefined
  const { user, onSave } = await show(named, () => new Promise<void>((_, reject) => (refuse = reject)))
  await user.dblClick(save())
  expect(onSave).toHaveBeenCalledOnce()
  await happens(() => refuse(new Error('The disk is full.')))
  expect(alerts()).toEqual(['The disk is full.'])
  expect(field('Name').value).toBe('Mine')
  await user.click(save())
  expect(onSave).toHaveBeenCalledTimes(2)
})

test('Enter in a field saves', async () => {
  const { user, onSave } = await show()
  await user.type(field('Name'), '!{Enter}')
  expect(onSave.mock.lastCall?.[0]).toMatchObject({ name: 'Mine!' })
})

test('Escape with nothing typed closes; with something typed it asks by going to Cancel', async () => {
  const { user, onCancel } = await show()
  await user.keyboard('{Escape}')
  expect(onCancel).toHaveBeenCalledOnce()
  onCancel.mockClear()
  await user.type(field('Name'), '!')
  await user.keyboard('{Escape}')
  expect(onCancel).not.toHaveBeenCalled()
  expect(document.activeElement).toBe(form().getByRole('button', { name: 'Cancel' }))
  await user.keyboard('{Escape}')
  expect(onCancel).toHaveBeenCalledOnce()
})

const preview = () => within(form().getByRole('region', { name: 'Preview' }))

test('where nothing has arrived yet there is nothing to try the rule on', async () => {
  await show(named, undefined, (engine) => {
    Object.assign(engine.handlers.calls, { 'rules.preview': () => ({ deliveryId: null, passes: null, answers: [] }) })
  })
  expect(await preview().findByText(/^This endpoint has no delivery yet/)).toBeTruthy()
  expect(preview().queryByRole('combobox')).toBeNull()
})

test('why a rule is not for a delivery, and what in it has no value', async () => {
  await show(named, undefined, (engine) => {
    engine.deliveries = deliveries(2)
    Object.assign(engine.handlers.calls, {
      'rules.preview': () => ({
        deliveryId: 'd2',
        passes: 'The rule is for call.ended, and this is sms.received.',
        answers: [{ status: 200, headers: [['X-A', 'b']], body: 'hello ', empty: ['{{body./name}}'] }],
      }),
    })
  })
  expect(await preview().findByText(/^The rule is for call\.ended/)).toBeTruthy()
  expect(preview().getByText(/^200/).textContent).toBe('200\nX-A: b\n\nhello ')
  expect(preview().getByText(/left empty: \{\{body\.\/name\}\}/)).toBeTruthy()
})

test('while there is a mistake, the preview is what it was before, and says so', async () => {
  const { inputs } = await show(named, undefined, (engine) => {
    engine.deliveries = deliveries(1)
  })
  expect(await preview().findByText(/^The rule is for this delivery/)).toBeTruthy()
  const { length } = inputs('rules.preview')
  put('Status', '99')
  expect(await preview().findByText(/^As it was before the mistake/)).toBeTruthy()
  expect(inputs('rules.preview')).toHaveLength(length)
})

test('a preview that fails is told in its place', async () => {
  await show(named, undefined, (engine) => engine.connection.fail('rules.preview', new Error('The delivery is gone.')))
  expect(await preview().findByText('The delivery is gone.')).toBeTruthy()
  expect(save().disabled).toBe(false)
})

test('several keys in a row are one question', async () => {
  const { user, inputs } = await show(named, undefined, (engine) => {
    engine.deliveries = deliveries(1)
  })
  await preview().findByText(/^The rule is for this delivery/)
  const { length } = inputs('rules.preview')
  await user.type(field('Name'), 'abcdef')
  await vi.waitFor(() => expect(inputs('rules.preview')).toHaveLength(length + 1))
  expect(inputs('rules.preview').at(-1)).toMatchObject({ rule: { name: 'Mineabcdef' } })
})
