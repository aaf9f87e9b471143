import type { Node } from 'jsonc-parser'
import { foldRegions } from './fold-regions.ts'
import { jsonFolds } from './json-folds.ts'
import { cursorAt, layOutJson, parseJson, shownText, type WholeTexts } from './json-text.ts'
import { hasInvisible } from './visible-text.ts'

/** What the page asks of this worker: `id` comes back with the answer. */
export type JsonOrder =
  | { readonly id: number; readonly ask: 'lay-out'; readonly source: string; readonly whole: WholeTexts }
  /** The value at an offset of the source that was laid out last. */
  | { readonly id: number; readonly ask: 'cursor'; readonly source: string | null; readonly offset: number }

let known: { readonly source: string; readonly root: Node | null } | null = null

/** Of a source that is given, or of the one before. */
function rootOf(source: string | null) {
  if (source !== null && known?.source !== source) known = { source, root: parseJson(source) }
  return known
}

addEventListener('message', ({ data }: MessageEvent<JsonOrder>) => {
  if (data.ask === 'cursor') {
    const { source = '', root = null } = rootOf(data.source) ?? {}
    postMessage({ id: data.id, answer: root && cursorAt(root, source, data.offset) })
    return
  }
  const laidOut = layOutJson(data.source, data.whole)
  const [from, to] = [Uint32Array.from(laidOut.from), Uint32Array.from(laidOut.to)]
  const root = rootOf(data.source)?.root ?? null
  const folds = jsonFolds(root, data.source, shownText(laidOut))
  const answer = {
    laidOut: { ...laidOut, from, to },
    folds,
    readable: root !== null,
    scan: { regions: foldRegions(laidOut.text), hasInvisible: hasInvisible(laidOut.text) },
  }
  postMessage({ id: data.id, answer }, { transfer: [from.buffer, to.buffer] })
})
