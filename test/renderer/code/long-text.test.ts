import type { editor } from 'monaco-editor/editor'
import { expect, test, vi } from 'vitest'
import {
  appendPieces,
  foldingProvider,
  knowRegions,
  piecesOf,
} from '../../../src/renderer/src/code/monaco/long-text.ts'

const lines = (many: number) => Array.from({ length: many }, (_, at) => `line ${at}`).join('\n')

/** As much of a model as is needed to put text behind its end. */
function modelOf(first: string) {
  let text = first
  const last = () => text.split('\n').at(-1) ?? ''
  const model = {
    getLineCount: () => text.split('\n').length,
    getLineMaxColumn: () => last().length + 1,
    applyEdits([edit]: readonly editor.IIdentifiedSingleEditOperation[]) {
      const { endLineNumber, endColumn } = edit!.range
      expect([endLineNumber, endColumn]).toEqual([model.getLineCount(), model.getLineMaxColumn()])
      text += edit!.text
    },
  }
  return { model: model as unknown as editor.ITextModel, text: () => text }
}

test('a short text is one piece', () => {
  expect([piecesOf(''), piecesOf('a\nb'), piecesOf(lines(10_000))].map(({ length }) => length)).toEqual([1, 1, 1])
})

test('a long text is cut behind line breaks, with little at first, and nothing is lost', () => {
  const text = lines(25_000)
  const pieces = piecesOf(text)
  expect(pieces.map((piece) => piece.split('\n').length - 1)).toEqual([500, 9500, 10_000, 4999])
  expect(pieces.join('')).toBe(text)
})

test('pieces are put behind a text one after another, in tasks of their own', async () => {
  const [first = '', ...rest] = piecesOf(lines(25_000))
  const { model, text } = modelOf(first)
  const seen: number[] = []
  const timer = setInterval(() => seen.push(text().length), 0)
  expect(await appendPieces(model, rest, new AbortController().signal)).toBe(true)
  clearInterval(timer)
  expect(text()).toBe(lines(25_000))
  expect(seen.some((length) => length > first.length && length < text().length)).toBe(true)
})

test('nothing more is put in once it is stopped', async () => {
  const { model, text } = modelOf('a\n')
  const stop = new AbortController()
  const apply = vi.spyOn(model, 'applyEdits').mockImplementationOnce(() => {
    stop.abort()
    return undefined as never
  })
  expect(await appendPieces(model, ['b\n', 'c'], stop.signal)).toBe(false)
  expect([text(), apply.mock.calls.length]).toEqual(['a\n', 1])
})

test('known regions are what can be folded; without them the view looks itself', () => {
  const { model } = modelOf('')
  const regions = () => foldingProvider.provideFoldingRanges(model, {}, undefined as never)
  expect(regions()).toBeNull()
  knowRegions(model, [{ from: 2, to: 5 }])
  expect(regions()).toEqual([{ start: 2, end: 5 }])
})
