// @vitest-environment jsdom
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { endTopic, Toaster, toast } from '../../../src/renderer/src/ui/toast.tsx'

const ends: (() => void)[] = []
const tell = (message: Parameters<typeof toast>[0]) => act(() => void ends.push(toast(message)))
afterEach(() => {
  act(() => {
    for (const end of ends.splice(0)) end()
  })
  cleanup()
})
const titles = () => screen.queryAllByRole('listitem').map((item) => item.textContent)
const undo = { label: 'Undo', run: () => undefined }

test('good news never stands beside a newer failure', () => {
  render(<Toaster />)
  tell({ tone: 'ok', title: 'localhost:3000 answered 200' })
  tell({ tone: 'bad', title: 'No answer from localhost:3000' })
  expect(titles()).toEqual(['No answer from localhost:3000'])
})

test('what is said later takes the place of what was said before, also of a failure', () => {
  render(<Toaster />)
  tell({ tone: 'bad', title: 'The export failed' })
  tell({ tone: 'ok', title: 'Saved x.json' })
  expect(titles()).toEqual(['Saved x.json'])
})

test('what can be undone stays beside what comes', () => {
  render(<Toaster />)
  tell({ tone: 'ok', title: '3 deliveries are deleted in 8 s', action: undo, stays: true })
  tell({ tone: 'bad', title: 'The export failed' })
  expect(titles()).toEqual(['3 deliveries are deleted in 8 sUndo', 'The export failed'])
})

test('a topic that ended is not told any more', () => {
  render(<Toaster />)
  tell({ topic: 'replay', tone: 'ok', title: 'localhost:3000 answered 200' })
  act(() => endTopic('replay'))
  expect(titles()).toEqual([])
})
