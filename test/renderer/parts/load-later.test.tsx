// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { loadAhead, loadLater } from '../../../src/renderer/src/parts/load-later.tsx'

const words = (text: string) => () => <p>{text}</p>
const idle: (() => void)[] = []
vi.stubGlobal('requestIdleCallback', (run: () => void) => idle.push(run))
vi.stubGlobal('cancelIdleCallback', (id: number) => idle.splice(id - 1, 1, () => undefined))
const whenIdle = () => {
  for (const run of idle.splice(0)) run()
}
afterEach(() => {
  idle.length = 0
  cleanup()
})

test('what is needed soon is loaded when the page is idle, the rest once somebody uses the page', async () => {
  const soon = vi.fn(async () => words('soon'))
  const rest = vi.fn(async () => words('rest'))
  loadLater(soon, { soon: true })
  loadLater(rest)
  const end = loadAhead()
  expect([soon.mock.calls.length, rest.mock.calls.length]).toEqual([0, 0])
  whenIdle()
  expect([soon.mock.calls.length, rest.mock.calls.length]).toEqual([1, 0])
  fireEvent.keyDown(document.body, { key: 'j' })
  expect(rest).not.toHaveBeenCalled()
  whenIdle()
  await vi.waitFor(() => expect(rest).toHaveBeenCalledOnce())
  fireEvent.pointerMove(document.body)
  whenIdle()
  expect([soon.mock.calls.length, rest.mock.calls.length]).toEqual([1, 1])
  end()
})

test('nothing is loaded ahead of a page that is gone', () => {
  const soon = vi.fn(async () => words('soon'))
  const rest = vi.fn(async () => words('rest'))
  loadLater(soon, { soon: true })
  loadLater(rest)
  loadAhead()()
  fireEvent.keyDown(document.body, { key: 'j' })
  whenIdle()
  expect([soon.mock.calls.length, rest.mock.calls.length]).toEqual([0, 0])
})

test('a part that is shown is loaded then; one that lies over the page leaves no gap meanwhile', async () => {
  const Page = loadLater(async () => words('the page'))
  const Over = loadLater(async () => words('the dialog'), { noPlaceholder: true })
  const { container } = render(
    <>
      <Page />
      <Over />
    </>,
  )
  expect(container.querySelectorAll('[aria-busy="true"]')).toHaveLength(1)
  expect(await screen.findByText('the page')).toBeDefined()
  expect(await screen.findByText('the dialog')).toBeDefined()
})

test('what is loaded already is there at once', async () => {
  const Part = loadLater(async () => words('here'), { soon: true })
  const end = loadAhead()
  whenIdle()
  await vi.waitFor(() => {
    cleanup()
    const { container } = render(<Part />)
    expect(container.textContent).toBe('here')
  })
  end()
})

test('a part that could not be loaded is tried again', async () => {
  const load = vi.fn(async () => words('late')).mockRejectedValueOnce(new Error('gone'))
  loadLater(load, { soon: true })
  loadAhead()
  whenIdle()
  expect(load).toHaveBeenCalledOnce()
  await vi.waitFor(() => {
    loadAhead()
    whenIdle()
    expect(load).toHaveBeenCalledTimes(2)
  })
})
