// @vitest-environment jsdom
import { fireEvent, screen, within } from '@testing-library/react'
import { useState } from 'react'
import { describe, expect, test } from 'vitest'
import type { RunPreview, RunSettings } from '#shared/model/run.ts'
import { DrillFields } from '../../../../src/renderer/src/features/runs/drill-fields.tsx'
import { PaceFields } from '../../../../src/renderer/src/features/runs/pace-fields.tsx'
import { formOf, type RunForm } from '../../../../src/renderer/src/features/runs/run-form.ts'
import { Preview } from '../../../../src/renderer/src/features/runs/run-preview.tsx'
import type { RunQuestion } from '../../../../src/renderer/src/state/run-question.ts'
import { runPreview, runSettings } from '../../../support/renderer-runs.ts'
import { memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const question: RunQuestion = { deliveries: { kind: 'ids', ids: ['d1', 'd2'] }, drill: false }

async function fields(Fields: (props: { form: RunForm; set: (part: Partial<RunForm>) => void }) => React.ReactNode) {
  let now = formOf(question)
  function Holder() {
    const [form, setForm] = useState(now)
    now = form
    return <Fields form={form} set={(part) => setForm((before) => ({ ...before, ...part }))} />
  }
  const shown = await renderWith(memoryEngine(), <Holder />)
  return { ...shown, form: () => now }
}
const box = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name })
const put = (name: string, value: string) => fireEvent.change(box(name), { target: { value } })
const problems = () => screen.queryByRole('alert')?.textContent ?? null

describe('pace', () => {
  test('each pace has its own number, or none', async () => {
    const { user, form } = await fields(PaceFields)
    expect(screen.getByText('the next one as soon as there is an answer')).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Fixed rate' }))
    put('Per second', '2.5')
    await user.click(screen.getByRole('button', { name: 'As they arrived' }))
    expect(screen.queryByRole('textbox', { name: 'Per second' })).toBeNull()
    put('Times as fast', '60')
    expect(form()).toMatchObject({ pace: 'original', rate: '2.5', factor: '60' })
  })

  test('a number that cannot be is named by what it is for, and only where it counts', async () => {
    const { user } = await fields(PaceFields)
    await user.click(screen.getByRole('button', { name: 'Fixed rate' }))
    put('Per second', 'fast')
    expect(problems()).toMatch(/^Rate: /)
    expect(box('Per second').getAttribute('aria-invalid')).toBe('true')
    await user.click(screen.getByRole('button', { name: 'Fast' }))
    expect(problems()).toBeNull()
    put('Sends at once', '0')
    expect(problems()).toMatch(/^At once: /)
  })

  test('after how many failures it pauses can be typed only where it does', async () => {
    const { user, form } = await fields(PaceFields)
    expect(box('Failures in a row').disabled).toBe(true)
    await user.click(screen.getByRole('checkbox', { name: 'Pause after' }))
    put('Failures in a row', '0')
    expect(problems()).toMatch(/^Failures: /)
    await user.click(screen.getByRole('checkbox', { name: 'Pause after' }))
    expect(problems()).toBeNull()
    expect(form().stops).toBe(false)
  })

  test('shuffled, the same seed gives the same order again', async () => {
    const { user, form } = await fields(PaceFields)
    expect(screen.queryByRole('textbox', { name: 'Seed' })).toBeNull()
    await user.selectOptions(screen.getByRole('combobox', { name: 'Order' }), 'Shuffled')
    put('Seed', '7')
    expect(form()).toMatchObject({ order: 'shuffled', seed: '7' })
    put('Seed', '-1')
    expect(problems()).toMatch(/^Seed: /)
  })
})

describe('a drill', () => {
  test('of one delivery asks whether one after another or at once', async () => {
    const { user, form } = await fields((props) => <DrillFields {...props} isOne />)
    expect(screen.getByText(/^Send it/)).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'at once' }))
    expect(form().together).toBe(true)
    expect(screen.queryByRole('combobox')).toBeNull()
  })

  test('of several asks for the order of the other times', async () => {
    await fields((props) => <DrillFields {...props} isOne={false} />)
    expect(screen.getByText(/^Send all of them/)).toBeTruthy()
    expect(screen.getByRole('combobox', { name: 'Order of the other times' })).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'at once' })).toBeNull()
  })

  test('once is no drill', async () => {
    await fields((props) => <DrillFields {...props} isOne />)
    put('Times', '1')
    expect(problems()).toMatch(/^Times: /)
  })
})

describe('what a run would send', () => {
  const show = (part: Partial<RunPreview>, settings: Partial<RunSettings> | null = {}, busy = false) =>
    renderWith(
      memoryEngine(),
      <Preview preview={runPreview(part)} settings={settings && runSettings(settings)} busy={busy} />,
    )
  const words = () => screen.getByRole('region', { name: 'What this would send' }).textContent
  const endpoints = (count: number): RunPreview['endpoints'] =>
    Array.from({ length: count }, (_, at) => ({
      ...{ id: `end_${at}`, name: `Desk ${at}`, deliveries: at + 1 },
      target: at === 0 ? null : `http://localhost:${at}/`,
    }))

  test('until that is known, it is being counted', async () => {
    await renderWith(memoryEngine(), <Preview preview={null} settings={null} busy />)
    expect(screen.getByText('Counting…')).toBeTruthy()
  })

  test('how many, and how many requests where each is sent several times', async () => {
    const { rerender } = await show({ deliveries: 10, items: 10 })
    expect(screen.getByRole('status').textContent).toMatch(/^10 deliveries, received from /)
    rerender(<Preview preview={runPreview({ deliveries: 10, items: 50 })} settings={runSettings()} busy={false} />)
    expect(screen.getByRole('status').textContent).toMatch(/^10 deliveries, 50 requests, received from /)
  })

  test('too many, and what to do about it', async () => {
    await show({ tooMany: true })
    expect(screen.getByText(/Narrow the search, or its time\.$/)).toBeTruthy()
    expect(screen.queryByRole('status')).toBeNull()
  })

  test('nothing fits', async () => {
    await show({ deliveries: 0, items: 0, firstAt: null, lastAt: null, endpoints: [] })
    expect(screen.getByRole('status').textContent).toBe('No delivery fits.')
  })

  test('where each goes, and which has nowhere to go', async () => {
    await show({ endpoints: endpoints(6) })
    expect(words()).toContain('Desk 0: 1no target')
    expect(words()).toContain('Desk 1: 2→ http://localhost:1/')
    expect(words()).toContain('and 2 endpoints more')
  })

  test('with a target of its own all go there', async () => {
    await show({ endpoints: endpoints(2) }, { target: 'http://localhost:9/' })
    expect(words()).toContain('Desk 0, Desk 1')
    expect(words()).not.toContain('no target')
  })

  test('what is left out, and what can probably not be sent, each with its reason', async () => {
    await show({
      leftOut: [{ reason: 'incomplete', deliveries: 2, words: 'the sender went away' }],
      doubts: [{ deliveries: 1, words: 'no secret to sign with' }],
    })
    expect(words()).toContain('2 deliveries are left out: the sender went away.')
    expect(words()).toContain('1 delivery can probably not be sent; of the oldest of them: no secret to sign with')
  })

  test.each([
    [{ estimateMs: null }, { concurrency: 1 }, /as long as the target needs, one request after another\./],
    [{ estimateMs: null }, { concurrency: 8 }, /up to 8 requests at once\./],
    [{ estimateMs: 90_000 }, {}, /about 1 min 30 s, or longer/],
    [{ estimateMs: 10 }, {}, /about 1 s, or longer/],
  ])('how long it takes: %j', async (part, settings, expected) => {
    await show(part, settings)
    expect(words()).toMatch(expected)
  })

  test('figures of an earlier plan are marked as such', async () => {
    await show({}, {}, true)
    const region = screen.getByRole('region', { name: 'What this would send' })
    expect(region.getAttribute('aria-busy')).toBe('true')
    expect(within(region).getByRole('status')).toBeTruthy()
  })
})
