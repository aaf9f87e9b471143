import { useCallback, useEffect, useRef, useState } from 'react'
import type { AppClient } from '#shared/api/contract.ts'
import { AppError } from '#shared/api/errors.ts'
import type { ImportPreview, ImportProgress, ImportResult, ImportTarget } from '#shared/model/import.ts'
import { useClient } from '../../state/client.tsx'
import { type NamedFile, upload } from './upload.ts'

/** How far an import has come. */
export type ImportStage =
  | { readonly kind: 'choosing' }
  | { readonly kind: 'uploading' | 'reading' | 'importing'; readonly progress: ImportProgress }
  | { readonly kind: 'preview'; readonly preview: ImportPreview }
  | { readonly kind: 'done'; readonly result: ImportResult }
  | { readonly kind: 'undone'; readonly deliveries: number }

export interface ImportChoice {
  /** Empty: what each file looks like. */
  readonly format: string
  readonly to: ImportTarget
}

const nothing: ImportProgress = { done: 0, total: 1, deliveries: 0 }

/** Hands files in, looks at them whenever the choice is another one, and imports them. Ends what runs when it is unmounted. */
export function useImport(choice: ImportChoice) {
  const client = useClient()
  const [stage, setStage] = useState<ImportStage>({ kind: 'choosing' })
  const [problem, setProblem] = useState<string | null>(null)
  const [held, setHeld] = useState<string | null>(null)
  const [undoing, setUndoing] = useState(false)
  const running = useRef(new AbortController())

  /** What ran before ends; what goes wrong is told, unless somebody ended it. */
  const start = useCallback((work: (signal: AbortSignal) => Promise<void>, onFailed: ImportStage) => {
    running.current.abort()
    const end = new AbortController()
    running.current = end
    setProblem(null)
    work(end.signal).catch((error: unknown) => {
      if (end.signal.aborted) return
      setProblem(problemText(error))
      setStage(onFailed)
    })
  }, [])

  const drop = useCallback(
    (id: string | null) => {
      if (id !== null) client.call('imports.drop', { id }).catch(() => undefined)
    },
    [client],
  )
  const heldNow = useRef(held)
  heldNow.current = held
  useEffect(
    () => () => {
      running.current.abort()
      drop(heldNow.current)
    },
    [drop],
  )

  const key = JSON.stringify(choice)
  const order = useRef(choice)
  order.current = choice
  useEffect(() => {
    if (held === null) return
    start(
      async (signal) => {
        setStage({ kind: 'reading', progress: nothing })
        for await (const item of client.stream('imports.preview', orderOf(held, order.current), { signal })) {
          if (signal.aborted) return
          setStage(
            'progress' in item
              ? { kind: 'reading', progress: item.progress }
              : { kind: 'preview', preview: item.preview },
          )
        }
      },
      { kind: 'choosing' },
    )
  }, [client, held, key, start])

  return {
    stage,
    problem,
    /** Hands these in, in the place of others. */
    take(read: () => Promise<readonly NamedFile[]>) {
      start(
        async (signal) => {
          drop(held)
          setHeld(null)
          setStage({ kind: 'uploading', progress: nothing })
          const files = await read()
          if (signal.aborted) return
          if (files.length === 0) throw new Error('There are no files in it.')
          const { id } = await client.call('imports.open', {})
          const onProgress = (done: number, total: number) =>
            setStage({ kind: 'uploading', progress: { done, total, deliveries: 0 } })
          let isWhole = false
          try {
            isWhole = await upload(client, id, files, onProgress, signal)
          } finally {
            if (!isWhole) drop(id)
          }
          if (isWhole) setHeld(id)
        },
        { kind: 'choosing' },
      )
    },
    run(preview: ImportPreview, skipInvalid: boolean) {
      if (held === null) return
      start(
        async (signal) => {
          const isDone = await importAll(client, { ...orderOf(held, order.current), skipInvalid }, setStage, signal)
          // The host has forgotten the files, and nothing that changes from now on is about them.
          if (isDone) setHeld(null)
        },
        { kind: 'preview', preview },
      )
    },
    /** Ends what runs; nothing stays of an import. */
    stop() {
      running.current.abort()
      drop(held)
      setHeld(null)
      setProblem(null)
      setStage({ kind: 'choosing' })
    },
    undoing,
    undo(result: ImportResult) {
      if (undoing) return
      setUndoing(true)
      start(
        async () => {
          const { deliveries } = await client.call('imports.undo', { id: result.id }).finally(() => setUndoing(false))
          setStage({ kind: 'undone', deliveries })
        },
        { kind: 'done', result },
      )
    },
  }
}

const orderOf = (id: string, { format, to }: ImportChoice) => ({ id, to, ...(format !== '' && { format }) })

type Order = ReturnType<typeof orderOf> & { readonly skipInvalid: boolean }

/** Resolves with whether it went through to its end. */
async function importAll(
  client: AppClient,
  order: Order,
  setStage: (stage: ImportStage) => void,
  signal: AbortSignal,
): Promise<boolean> {
  setStage({ kind: 'importing', progress: nothing })
  for await (const item of client.stream('imports.run', order, { signal })) {
    if (signal.aborted) return false
    setStage(
      'progress' in item ? { kind: 'importing', progress: item.progress } : { kind: 'done', result: item.result },
    )
  }
  return !signal.aborted
}

/** The message as a whole: it names file and line. */
function problemText(error: unknown): string {
  if (error instanceof AppError && error.code === 'closed')
    return 'The connection to Switchhook was lost. Try again when it is back.'
  return error instanceof Error ? error.message : String(error)
}
