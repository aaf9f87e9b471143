// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { useState } from 'react'
import { expect, test, vi } from 'vitest'
import type { ForwardTarget } from '#shared/model/forward.ts'
import { OtherTargets } from '../../../../../src/renderer/src/features/endpoint-settings/forwarding/other-targets.tsx'
import { happens, memoryEngine, renderWith } from '../../../../support/renderer-screen.tsx'

const copy: ForwardTarget = { url: 'http://localhost:1/all', events: [], role: 'copy' }
const some: ForwardTarget = { url: 'http://localhost:2/calls', events: ['call.*'], role: 'answers' }

async function show(start: readonly ForwardTarget[], refuse: () => string | null = () => null) {
  const save = vi.fn(async (_: ForwardTarget[]) => {
    const problem = refuse()
    if (problem !== null) throw new Error(problem)
  })
  function Holder() {
    const [others, setOthers] = useState(start)
    return <OtherTargets others={others} save={(next) => save(next).then(() => setOthers(next))} />
  }
  const shown = await renderWith(memoryEngine(), <Holder />)
  return { ...shown, save, saved: () => save.mock.lastCall?.[0] }
}
const field = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name })
const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name })

test('without any, it says what they are for', async () => {
  await show([])
  expect(screen.getByText('For some event types, or a copy for another app.')).toBeTruthy()
})

test('a URL that is saved with Enter leaves the focus where it was', async () => {
  const { user, saved } = await show([some, copy])
  await user.type(field('Target 2'), '/more{Enter}')
  await happens(() => undefined)
  expect(saved()).toEqual([{ ...some, url: 'http://localhost:2/calls/more' }, copy])
  expect(document.activeElement).toBe(field('Target 2'))
  expect(screen.getByText('saved')).toBeTruthy()
})

test('event types are taken apart at commas and blanks', async () => {
  const { user, saved } = await show([some])
  const events = field('Event types of target 2')
  await user.clear(events)
  await user.type(events, 'call.ended,  sms.* order.new,{Enter}')
  await happens(() => undefined)
  expect(saved()?.[0]?.events).toEqual(['call.ended', 'sms.*', 'order.new'])
  expect(events.value).toBe('call.ended, sms.*, order.new')
})

test('the one that is removed is the one that goes', async () => {
  const { user, saved } = await show([some, copy, some])
  await user.click(button('Remove target 3'))
  expect(saved()).toEqual([some, some])
  expect(screen.queryByRole('textbox', { name: 'Target 4' })).toBeNull()
  expect(field('Target 2').value).toBe(some.url)
})

test('a change that is refused is told, and what is set stays', async () => {
  const { user } = await show([some], () => 'There is no endpoint any more.')
  await user.selectOptions(screen.getByRole('combobox', { name: 'Role of target 2' }), 'copy')
  expect((await screen.findByRole('alert')).textContent).toBe('There is no endpoint any more.')
  expect(screen.getByRole<HTMLSelectElement>('combobox', { name: 'Role of target 2' }).value).toBe('answers')
})

test('what was refused is forgotten with the next change that is taken', async () => {
  let problem: string | null = 'Not now.'
  const { user } = await show([some], () => problem)
  await user.click(button('Remove target 2'))
  await screen.findByRole('alert')
  problem = null
  await user.selectOptions(screen.getByRole('combobox', { name: 'Role of target 2' }), 'copy')
  await happens(() => undefined)
  expect(screen.queryByRole('alert')).toBeNull()
})

test('a new one is typed in a row of its own, which closes once it is there', async () => {
  const { user, saved } = await show([])
  await user.click(button('Another target…'))
  expect(document.activeElement).toBe(field('URL of the new target'))
  expect(button('Add').disabled).toBe(true)
  await user.type(field('URL of the new target'), ' http://localhost:3/ {Enter}')
  await happens(() => undefined)
  expect(saved()).toEqual([{ url: 'http://localhost:3/', events: [], role: 'answers' }])
  expect(screen.queryByRole('textbox', { name: 'URL of the new target' })).toBeNull()
  expect(field('Target 2').value).toBe('http://localhost:3/')
})

test('a new one that is refused stays to be put right', async () => {
  let problem: string | null = 'It must be an http or https URL.'
  const { user, saved } = await show([some], () => problem)
  await user.click(button('Another target…'))
  await user.type(field('URL of the new target'), 'localhost{Enter}')
  expect((await screen.findByRole('alert')).textContent).toBe('It must be an http or https URL.')
  expect(field('URL of the new target').getAttribute('aria-invalid')).toBe('true')
  problem = null
  await user.clear(field('URL of the new target'))
  await user.type(field('URL of the new target'), 'http://localhost/{Enter}')
  await happens(() => undefined)
  expect(saved()).toHaveLength(2)
  expect(screen.queryByRole('alert')).toBeNull()
})

test('Cancel adds nothing', async () => {
  const { user, save } = await show([])
  await user.click(button('Another target…'))
  await user.type(field('URL of the new target'), 'http://localhost:3/')
  await user.click(button('Cancel'))
  expect(save).not.toHaveBeenCalled()
  expect(button('Another target…')).toBeTruthy()
})
