import { z } from 'zod'
import type { StopSignal } from '#shared/api/contract-types.ts'
import { AppError } from '#shared/api/errors.ts'
import { defaultViews, maxViews, SavedView } from '#shared/model/saved-view.ts'
import { parseQuery } from '#shared/query/parse-query.ts'
import { latestValues } from '../lib/latest-values.ts'
import { createMutex } from '../lib/mutex.ts'
import { createSignal } from '../lib/signal.ts'
import type { EnginePorts } from '../ports.ts'
import { putSetting, type WriteState } from './stored-state.ts'

/** Searches that the user has named, the same in all windows. */
export interface SavedViews {
  list(): readonly SavedView[]
  /** Throws AppError `bad-input` for a query that cannot be read, `conflict` where there are too many. */
  add(view: Pick<SavedView, 'name' | 'query'>, at?: number): Promise<SavedView>
  /** Throws AppError `not-found`, as all that follow. */
  change(
    id: string,
    changes: { readonly name?: string | undefined; readonly query?: string | undefined },
  ): Promise<SavedView>
  move(id: string, to: number): Promise<void>
  remove(id: string): Promise<void>
  /** Those of the first start that are missing. */
  restore(): Promise<void>
  watch(stop: StopSignal): AsyncGenerator<{ readonly views: SavedView[] }>
}

interface Parts {
  /** As it was found at the start. */
  readonly stored: unknown
  readonly write: WriteState
  readonly ports: Pick<EnginePorts, 'newId' | 'log' | 'clock'>
}

export const savedViewsKey = 'saved-views'

export function createSavedViews({ stored, write, ports }: Parts): SavedViews {
  const changed = createSignal<void>((error) => ports.log.error('a listener failed', { error: String(error) }))
  let views: readonly SavedView[] = readStored(stored, ports.log)
  const oneChange = createMutex()

  async function put(next: readonly SavedView[]): Promise<void> {
    if (next.length > maxViews)
      throw new AppError('conflict', `There are ${maxViews} views already. Remove one that you do not need.`)
    await write([putSetting(savedViewsKey, next)])
    views = next
    changed.emit()
  }

  function find(id: string): SavedView {
    const view = views.find((each) => each.id === id)
    if (view === undefined) throw new AppError('not-found', 'This view does not exist any more.')
    return view
  }

  function check(query: string): void {
    const [problem] = parseQuery(query, ports.clock.now()).problems
    if (problem) throw new AppError('bad-input', problem.message, [{ path: ['query'], message: problem.message }])
  }

  return {
    list: () => views,
    add: ({ name, query }, at = views.length) =>
      oneChange(async () => {
        check(query)
        const view = { id: ports.newId('view'), name, query }
        await put(views.toSpliced(at, 0, view))
        return view
      }),
    change: (id, { name, query }) =>
      oneChange(async () => {
        const before = find(id)
        if (query !== undefined) check(query)
        const view = { id, name: name ?? before.name, query: query ?? before.query }
        await put(views.map((each) => (each.id === id ? view : each)))
        return view
      }),
    move: (id, to) =>
      oneChange(async () => {
        const view = find(id)
        await put(views.filter((each) => each !== view).toSpliced(to, 0, view))
      }),
    remove: (id) =>
      oneChange(async () => {
        find(id)
        await put(views.filter((each) => each.id !== id))
      }),
    restore: () =>
      oneChange(async () => {
        const missing = defaultViews.filter(({ id }) => !views.some((each) => each.id === id))
        if (missing.length > 0) await put([...views, ...missing])
      }),
    watch: (stop) => latestValues(() => ({ views: [...views] }), { onChange: changed.subscribe, stop, intervalMs: 50 }),
  }
}

function readStored(value: unknown, log: Parts['ports']['log']): readonly SavedView[] {
  if (value === undefined) return defaultViews
  const parsed = z.array(SavedView).max(maxViews).safeParse(value)
  if (parsed.success) return parsed.data
  log.warn('the saved views are not valid; those of the first start are shown', { problem: parsed.error.message })
  return defaultViews
}
