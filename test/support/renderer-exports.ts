import type { AppHandlers } from '#shared/api/contract.ts'
import type { ExportSubject } from '#shared/api/exports.ts'
import type { StandingExport } from '#shared/model/standing-export.ts'
import { Feed } from './renderer-connection.ts'

type ExportCalls = Pick<
  AppHandlers['calls'],
  | 'exports.folders'
  | 'exports.chooseFolder'
  | 'standingExports.add'
  | 'standingExports.pause'
  | 'standingExports.resume'
  | 'standingExports.remove'
>
type ExportStreams = Pick<AppHandlers['streams'], 'exports.render' | 'exports.save' | 'standingExports.watch'>

export const standingExport = (part: Partial<StandingExport> = {}): StandingExport => ({
  ...{ id: 'sxp_1', name: 'Failed calls', query: 'verified:no', format: 'fixture', folder: '/data/exports/failed' },
  ...{ state: 'running', createdAt: 0, written: 0, alreadyThere: 0, skipped: 0 },
  ...{ lastAt: null, lastFile: null, problem: null },
  ...part,
})

/** Exports as plain data: what a test puts in is what the screen reads. */
export class MemoryExports {
  roots = ['/data/exports']
  /** What the user chooses in the dialog of the system; undefined: there is none. */
  chosen: string | null | undefined
  standing: StandingExport[] = []
  /** Deliveries that a search finds. */
  found = 3
  /** An export waits after its first progress while this is on. */
  hold = false
  readonly #told = new Feed<null>()

  readonly calls: ExportCalls = {
    'exports.folders': () => ({ roots: this.roots, canChoose: this.chosen !== undefined }),
    'exports.chooseFolder': () => ({ folder: this.chosen ?? null }),
    'standingExports.add': (order) => {
      const added = standingExport({ ...order, id: `sxp_${this.standing.length + 1}` })
      this.set([...this.standing, added])
      return added
    },
    'standingExports.pause': ({ id }) => this.#state(id, 'paused'),
    'standingExports.resume': ({ id }) => this.#state(id, 'running'),
    'standingExports.remove': ({ id }) => {
      this.set(this.standing.filter((one) => one.id !== id))
      return {}
    },
  }

  readonly streams: ExportStreams = {
    'exports.render': (order, signal) => this.#render(order, signal),
    'exports.save': (order, signal) => this.#save(order, signal),
    'standingExports.watch': (_, signal) => this.#watch(signal),
  }

  set(standing: StandingExport[]): void {
    this.standing = standing
    this.#told.push(null)
  }

  #state(id: string, state: StandingExport['state']) {
    this.set(this.standing.map((one) => (one.id === id ? { ...one, state, problem: null } : one)))
    return {}
  }

  #idsOf(what: ExportSubject): string[] {
    if ('ids' in what) return what.ids
    return Array.from({ length: this.found }, (_, at) => `found${at + 1}`)
  }

  async *#render(
    { what, format, separate }: Parameters<ExportStreams['exports.render']>[0],
    signal: Parameters<ExportStreams['exports.render']>[1],
  ) {
    const ids = this.#idsOf(what)
    yield { progress: { done: 0, total: ids.length } }
    if (this.hold) yield* new Feed<never>().follow(signal)
    if (separate) {
      for (const id of ids)
        yield { name: `${id}.${format}`, mediaType: 'text/plain', base64: btoa(`${format} of ${id}`) }
      return
    }
    const file = { name: `${ids.length}.${format}`, mediaType: 'text/plain' }
    for (const text of [`${format} of `, ids.join()]) yield { ...file, base64: btoa(text) }
  }

  async *#save(
    { what, folder }: Parameters<ExportStreams['exports.save']>[0],
    signal: Parameters<ExportStreams['exports.save']>[1],
  ) {
    const { length: total } = this.#idsOf(what)
    const at = { total, folder: `/data/exports/${folder}`, alreadyThere: 0 }
    yield { ...at, done: 0, written: 0 }
    if (this.hold) yield* new Feed<never>().follow(signal)
    yield { ...at, done: total, written: total }
  }

  async *#watch(signal: Parameters<ExportStreams['standingExports.watch']>[1]) {
    for await (const _ of this.#told.follow(signal, null)) yield { orders: this.standing }
  }
}
