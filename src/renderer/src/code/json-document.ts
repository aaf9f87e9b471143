import { useEffect, useMemo, useState } from 'react'
import type { CodeScan } from './code-view-props.ts'
import { type JsonFolds, jsonFolds } from './json-folds.ts'
import {
  asReceived,
  cursorAt,
  formatJson,
  type JsonCursor,
  type LaidOutText,
  parseJson,
  type ShownText,
  shownText,
  type WholeTexts,
} from './json-text.ts'
import type { JsonOrder } from './json-worker.ts'
import JsonWorker from './json-worker.ts?worker'

/** A JSON text as it is shown. */
export interface JsonDocument extends JsonFolds {
  readonly shown: ShownText
  /** Of a long text. */
  readonly scan?: CodeScan
  /** It has values that a cursor can be on: not so where it is no JSON, or nested too deeply. */
  readonly readable: boolean
  /** The value at an offset of the source; of a long text it is known a moment later. */
  cursorAt(offset: number): JsonCursor | null | Promise<JsonCursor | null>
}

/** Longer texts are read in a worker: laying out a few megabytes would hold up the page for a second. */
const longText = 300_000
const none: JsonFolds = { folds: [], notes: [] }

/** A text laid out, or as received. Null while a worker has it, and where there is none. */
export function useJsonDocument(text: string | null, formatted: boolean, whole: WholeTexts): JsonDocument | null {
  const direct = useMemo(
    () => (text !== null && text.length <= longText ? readHere(text, formatted, whole) : null),
    [text, formatted, whole],
  )
  const [read, setRead] = useState<{
    readonly of: string
    readonly whole: WholeTexts
    readonly document: JsonDocument
  }>()
  const long = text !== null && text.length > longText
  useEffect(() => {
    if (!long || !formatted) return
    let current = true
    void ask<LongAnswer>({ ask: 'lay-out', source: text, whole }).then(({ laidOut, folds, readable, scan }) => {
      const document = {
        ...folds,
        readable,
        scan,
        shown: shownText(laidOut),
        cursorAt: (offset: number) => cursorIn(text, offset),
      }
      if (current) setRead({ of: text, whole, document })
    })
    return () => {
      current = false
    }
  }, [long, text, formatted, whole])
  const raw = useMemo(
    () =>
      long && !formatted
        ? { ...none, readable: true, shown: asReceived(text), cursorAt: (at: number) => cursorIn(text, at) }
        : null,
    [long, text, formatted],
  )
  return direct ?? raw ?? (read && read.of === text && read.whole === whole ? read.document : null)
}

function readHere(text: string, formatted: boolean, whole: WholeTexts): JsonDocument {
  const shown = formatted ? formatJson(text, whole) : asReceived(text)
  const root = parseJson(text)
  return {
    ...(formatted ? jsonFolds(root, text, shown) : none),
    shown,
    readable: root !== null,
    cursorAt: (offset) => root && cursorAt(root, text, offset),
  }
}

interface LongAnswer {
  readonly laidOut: LaidOutText
  readonly folds: JsonFolds
  readonly readable: boolean
  readonly scan: CodeScan
}

type Order = JsonOrder extends infer Each ? (Each extends JsonOrder ? Omit<Each, 'id'> : never) : never

let worker: Worker | null = null
/** What the worker was given last: it need not be sent again. */
let given: string | null = null
let lastId = 0
const waiting = new Map<number, (answer: never) => void>()

function ask<T>(order: Order): Promise<T> {
  worker ??= startWorker()
  const id = ++lastId
  const { promise, resolve } = Promise.withResolvers<T>()
  waiting.set(id, resolve as (answer: never) => void)
  if (order.source !== null) given = order.source
  worker.postMessage({ ...order, id })
  return promise
}

const cursorIn = (source: string, offset: number): Promise<JsonCursor | null> =>
  ask({ ask: 'cursor', source: given === source ? null : source, offset })

function startWorker(): Worker {
  const made = new JsonWorker()
  made.addEventListener('message', ({ data }: MessageEvent<{ id: number; answer: never }>) => {
    waiting.get(data.id)?.(data.answer)
    waiting.delete(data.id)
  })
  return made
}
