import type { AppHandlers } from '#shared/api/contract.ts'
import type { ImportPreview, ImportResult } from '#shared/model/import.ts'

type Calls = AppHandlers['calls']
type Streams = AppHandlers['streams']
type CallNames = 'imports.formats' | 'imports.open' | 'imports.put' | 'imports.drop' | 'imports.undo'

/** A preview of one delivery of nobody's; `part` replaces fields. */
export const importPreview = (part: Partial<ImportPreview> = {}): ImportPreview => ({
  ...{ deliveries: 1, duplicates: 0, bytes: 2, oldest: null, newest: null, untimed: 1, changed: 0 },
  providers: [{ provider: null, count: 1 }],
  verifications: [{ state: 'unsigned', count: 1 }],
  formats: [{ format: 'curl', name: 'cURL', files: 1 }],
  ...{ problems: [], refused: 0, skipped: [] },
  ...part,
})

/** Imports of the engine in memory: takes files, and says what a test wants it to say. */
export class MemoryImports {
  preview = importPreview()
  result: Partial<ImportResult> = {}
  /** Names and texts of what was handed in. */
  readonly taken: { name: string; text: string }[] = []
  /** What the last preview or import was asked for. */
  readonly asked: { call: string; format: string | undefined; to: unknown; skipInvalid?: boolean }[] = []
  readonly dropped: string[] = []
  readonly undone: string[] = []
  /** Why nothing can be looked at. */
  problem: Error | null = null
  /** While true, an import does not go on. */
  hold = false
  #opened = 0

  readonly calls: Pick<Calls, CallNames> = {
    'imports.formats': () => ({ formats: [{ id: 'curl', name: 'cURL', description: 'Commands.' }] }),
    'imports.open': () => {
      this.#opened += 1
      return { id: `imp_${this.#opened}` }
    },
    'imports.put': ({ files }) => {
      for (const { name, base64 } of files) this.taken.push({ name, text: atob(base64) })
      return {}
    },
    'imports.drop': ({ id }) => {
      this.dropped.push(id)
      return {}
    },
    'imports.undo': ({ id }) => {
      this.undone.push(id)
      return { removal: 'rmv_1', deliveries: this.preview.deliveries }
    },
  }

  readonly streams: Pick<Streams, 'imports.preview' | 'imports.run'> = {
    'imports.preview': ({ format, to }) => {
      this.asked.push({ call: 'preview', format, to })
      if (this.problem !== null) throw this.problem
      return this.#items([{ progress: { done: 1, total: 2, deliveries: 1 } }, { preview: this.preview }])
    },
    'imports.run': ({ id, format, to, skipInvalid }, signal) => {
      this.asked.push({ call: 'run', format, to, skipInvalid })
      const { deliveries: imported, duplicates, refused } = this.preview
      const result = {
        id,
        endpointId: 'end_1',
        endpointName: 'Imported',
        imported,
        duplicates,
        refused,
        ...this.result,
      }
      const progress = { progress: { done: 1, total: 2, deliveries: 1 } }
      if (!this.hold) return this.#items([progress, { result }])
      return this.#held(progress, signal)
    },
  }

  async *#items<T>(items: readonly T[]): AsyncGenerator<T> {
    yield* items
  }

  async *#held<T>(first: T, signal: Parameters<Streams['imports.run']>[1]): AsyncGenerator<T> {
    yield first
    await new Promise<void>((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  }
}
