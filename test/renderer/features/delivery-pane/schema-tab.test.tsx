// @vitest-environment jsdom
import { fireEvent, screen, within } from '@testing-library/react'
import { describe, expect, test, vi } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { Conformance, SchemaIssue } from '#shared/model/conformance.ts'
import { SchemaTab } from '../../../../src/renderer/src/features/delivery-pane/tabs/schema/schema-tab.tsx'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

vi.mock('../../../../src/renderer/src/code/monaco/foundation.ts', () => ({}))
vi.mock(
  '../../../../src/renderer/src/code/monaco/code-editor.tsx',
  () => import('../../../support/renderer-code-editor.tsx'),
)
vi.mock(
  '../../../../src/renderer/src/code/monaco/diff-editor.tsx',
  () => import('../../../support/renderer-diff-editor.tsx'),
)

const body = '{"id":7,"extra":true,"call":{"status":"x"}}'
const issue = (kind: SchemaIssue['kind'], pointer: string, message: string, at: string): SchemaIssue => ({
  ...{ kind, pointer, message, keyword: kind, expected: 'string', got: 'x', line: 1, column: 1 },
  offset: body.indexOf(at),
  length: at.length,
})
const issues = [
  issue('type', '/id', 'id is the number 7, not a string', '7'),
  issue('extra', '/extra', 'extra is not documented', '"extra":true'),
  issue('value', '/call/status', 'call.status is not a known value', '"x"'),
]
const schema = { provider: 'allo-v2', event: 'sms.received', documented: 'fields' } as const
const differs: Conformance = {
  ...{ state: 'differs', reason: 'issues-found', schema, issues, issueCount: 3, documentedFields: 4, detail: null },
}

let count = 0
function show(check: Partial<Conformance> = {}, change: (engine: MemoryEngine) => void = () => undefined) {
  count += 1
  const detail = deliveryDetail({ id: `d${count}`, size: body.length, check: { ...differs, ...check } })
  const engine = memoryEngine((engine) => {
    engine.deliveries = [detail]
    engine.bodies.set(detail.id, body)
    change(engine)
  })
  return renderWith(engine, <SchemaTab detail={detail} />)
}
const groups = () =>
  screen.queryAllByRole('heading', { level: 4 }).map((heading) => [
    heading.textContent,
    ...within(heading.parentElement as HTMLElement)
      .getAllByRole('button')
      .map((button) => button.textContent),
  ])
const chips = () =>
  within(screen.getByRole('group', { name: 'Issues shown' }))
    .queryAllByRole('button')
    .map((button) => button.textContent)
const chip = (name: RegExp) => within(screen.getByRole('group', { name: 'Issues shown' })).getByRole('button', { name })
const marks = async () =>
  within(await screen.findByRole('list', { name: 'Marks' }))
    .queryAllByRole('listitem')
    .map((mark) => mark.textContent)
const place = () => screen.getByRole('status', { name: 'Shown place' }).textContent

test('the verdict, what the source leaves open, and each issue in its object', async () => {
  await show()
  expect(screen.getByText(/Differs from Allo/).textContent).toContain('in 3 places')
  expect(screen.getByText(/^Not documented/).textContent).toBe('Not documented: the sender.')
  expect(groups()).toEqual([
    [expect.any(String), expect.stringMatching(/^idwrong type/), expect.stringMatching(/^extraextra/)],
    [expect.stringContaining('call'), expect.stringMatching(/^statusvalue/)],
  ])
})

test('issues are marked on the payload’s own lines', async () => {
  await show()
  expect(await marks()).toHaveLength(3)
  expect((await marks())[0]).toMatch(/^bad .*7/)
})

test('a choice of kinds filters list and marks', async () => {
  const { user } = await show()
  expect(chips()).toEqual(['All3', 'Extra1', 'Wrong type1', 'Value1'])
  await user.click(chip(/^Extra/))
  expect(groups()).toHaveLength(1)
  expect(await marks()).toHaveLength(1)
  await user.click(chip(/^All/))
  expect(await marks()).toHaveLength(3)
})

test('F8 and the button go from issue to issue, and round', async () => {
  const { user } = await show()
  await marks()
  expect(screen.getByText('no issue selected')).toBeTruthy()
  await user.keyboard('{F8}')
  expect(screen.getByText('/id, line 2')).toBeTruthy()
  expect(place()).toMatch(/^7/)
  await user.click(screen.getByRole('button', { name: /^next issue/ }))
  await user.click(screen.getByRole('button', { name: /^next issue/ }))
  expect(screen.getByText('/call/status, line 5')).toBeTruthy()
  await user.keyboard('{F8}')
  expect(screen.getByText('/id, line 2')).toBeTruthy()
})

test('F8 leaves the focus where it is', async () => {
  const { user } = await show()
  const button = screen.getByRole('button', { name: /^id/ })
  await user.click(button)
  fireEvent.keyDown(button, { key: 'F8', code: 'F8' })
  expect(document.activeElement).toBe(button)
  expect(screen.getByText('/extra, line 3')).toBeTruthy()
})

test('a click on an issue shows its place', async () => {
  const { user } = await show()
  await marks()
  const button = screen.getByRole('button', { name: /^status/ })
  await user.click(button)
  expect(button.getAttribute('aria-current')).toBe('true')
  expect(place()).toMatch(/^"x"/)
})

test('side by side with the documented shape', async () => {
  const { user } = await show({}, (engine) => {
    engine.schemaTexts.set('sms.received', '{"type":"object","properties":{"id":{"type":"string"}}}')
  })
  await user.click(screen.getByRole('button', { name: 'Side by side' }))
  const left = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Left side' })
  expect(left.value).toContain('"id"')
  expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Right side' }).value).toContain('7')
  expect(screen.queryByRole('button', { name: /^next issue/ })).toBeNull()
})

test('a schema that cannot be read', async () => {
  const { user } = await show({}, (engine) => {
    engine.connection.fail('providers.schema', new AppError('not-found', 'The pack is gone.'))
  })
  await user.click(screen.getByRole('button', { name: 'Side by side' }))
  expect(screen.getByRole('alert').textContent).toBe('The schema could not be read. The pack is gone.')
})

test('more issues than are listed', async () => {
  await show({ issueCount: 900 })
  expect(screen.getByText('The first 3 are listed.')).toBeTruthy()
  expect(chips()[0]).toBe('All900')
})

test('a payload that conforms has nothing to choose from', async () => {
  await show({ state: 'conforms', reason: 'matches-schema', issues: [], issueCount: 0 })
  expect(screen.getByText(/^Matches everything that is documented/)).toBeTruthy()
  expect(chips()).toEqual([])
  expect(await marks()).toEqual([])
})

test('without a schema only the payload stands there', async () => {
  await show({ state: 'no-schema', reason: 'event-not-documented', schema: null, issues: [], issueCount: 0 })
  expect(screen.getByText('No schema: Allo does not document this event.')).toBeTruthy()
  expect(screen.queryByRole('group', { name: 'View' })).toBeNull()
  expect(await screen.findByRole('textbox', { name: 'Payload with its issues' })).toBeTruthy()
})

test('what is not JSON is shown as received, with the place where it breaks', async () => {
  const detail = 'line 1, column 8: a value is expected'
  await show({ state: 'not-json', reason: 'syntax-error', schema: null, issues: [], issueCount: 0, detail })
  expect(screen.getByText(`The body is not JSON: ${detail}.`)).toBeTruthy()
  expect((await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Payload as received' })).value).toBe(body)
  expect(await marks()).toHaveLength(1)
})

describe('a form', () => {
  const form = 'CallSid=CA1&CallStatus=rining&CallStatus=x'
  const issues = [
    { ...issue('value', '/CallStatus', 'CallStatus is not a known value', '7'), offset: 12 },
    { ...issue('missing', '/From', 'From is missing', '7'), offset: 0 },
  ]
  const showForm = () => {
    count += 1
    const headers: [string, string][] = [['Content-Type', 'application/x-www-form-urlencoded']]
    const check = { ...differs, issues, issueCount: 2 }
    const detail = deliveryDetail({ id: `d${count}`, size: form.length, check }, { headers, bodySize: form.length })
    const engine = memoryEngine((engine) => {
      engine.deliveries = [detail]
      engine.bodies.set(detail.id, form)
      engine.schemaTexts.set('sms.received', '{"type":"object","properties":{"CallSid":{"type":"string"}}}')
    })
    return renderWith(engine, <SchemaTab detail={detail} />)
  }

  test('is a table, with what is wrong below its values and a row for what is missing', async () => {
    const { user } = await showForm()
    const table = within(await screen.findByRole('table', { name: 'Form fields' }))
    expect(
      table
        .getAllByRole('row')
        .slice(1)
        .map((row) => row.textContent),
    ).toEqual([
      'CallSidCA1',
      'CallStatusriningis not a known value.',
      'CallStatusxis not a known value.',
      'Frommissing: string',
    ])
    await user.keyboard('{F8}{F8}')
    expect(screen.getByText('/CallStatus')).toBeTruthy()
  })

  test('is compared field by field with the documented shape', async () => {
    const { user } = await showForm()
    await user.click(screen.getByRole('button', { name: 'Side by side' }))
    const right = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Right side' })
    expect(right.value).toContain('"CallSid": "CA1"')
  })
})

test('notes stand below the differences, and alone where there are none', async () => {
  const note = issue('null', '/call/status', 'call.status is null; the example has a string', '"x"')
  const { user } = await show({ issues: issues.slice(0, 1), issueCount: 1, notes: [note] })
  const notes = () => within(screen.getByRole('region', { name: 'Notes' }))
  expect(groups()).toHaveLength(2)
  await user.click(notes().getByRole('button', { name: /status/ }))
  expect(screen.getByText('/call/status, line 5')).toBeTruthy()
  expect(chips()).toEqual(['All1', 'Wrong type1'])
})

test('notes alone: the payload conforms', async () => {
  const note = issue('missing', '/call/agent', 'call.agent is missing; the example has a string', '{')
  await show({ state: 'conforms', reason: 'matches-schema', issues: [], issueCount: 0, notes: [note] })
  expect(within(screen.getByRole('region', { name: 'Notes' })).getAllByRole('button')).toHaveLength(1)
  expect(chips()).toEqual([])
})
