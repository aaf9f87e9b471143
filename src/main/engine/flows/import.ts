import type { StopSignal } from '#shared/api/contract-types.ts'
import { AppError } from '#shared/api/errors.ts'
import type { ImportPreview, ImportProgress, ImportResult, ImportTarget } from '#shared/model/import.ts'
import type { CaptureFunctions } from '../capture/contract.ts'
import type { ImportEndpoint } from '../import/examine.ts'
import type { ReadyDelivery } from '../import/import-session.ts'
import { type ImportThread, importCancelled } from '../import/importer.ts'
import type { ImportSource } from '../import/read-source.ts'
import { importFormats } from '../import/registry.ts'
import type { UploadedPiece, Uploads } from '../import/uploads.ts'
import type { Remote } from '../lib/peer.ts'
import type { EnginePorts } from '../ports.ts'
import type { Views } from '../reading/views.ts'
import type { EndpointService } from '../state/endpoint-service.ts'
import { ImportSurvey, SeenSources } from './import-survey.ts'

export interface ImportOrder {
  /** Of the files that were handed in. */
  readonly id: string
  /** Left out: what each file looks like. */
  readonly format?: string | undefined
  readonly to: ImportTarget
}

export interface ImportFlow {
  open(): string
  put(id: string, pieces: readonly UploadedPiece[]): void
  drop(id: string): void
  /** What would come in; nothing is changed. */
  preview(
    order: ImportOrder,
    stop: StopSignal,
  ): AsyncGenerator<{ progress: ImportProgress } | { preview: ImportPreview }>
  /** All or nothing, also where it is stopped. `skipInvalid`: files that cannot be imported are skipped. */
  run(
    order: ImportOrder & { readonly skipInvalid: boolean },
    stop: StopSignal,
  ): AsyncGenerator<{ progress: ImportProgress } | { result: ImportResult }>
  /** Deletes what an import brought; the deletion can be taken back as any other. Throws AppError `not-found`. */
  undo(id: string): Promise<{ readonly removal: string; readonly deliveries: number }>
  close(): Promise<void>
}

export interface ImportParts {
  readonly uploads: Uploads
  readonly thread: ImportThread
  readonly views: Pick<Views, 'read' | 'settled'>
  readonly endpoints: EndpointService
  readonly capture: Pick<Remote<CaptureFunctions>, 'addHidden' | 'setHidden' | 'remove'>
  readonly ports: Pick<EnginePorts, 'clock' | 'newId' | 'log'>
  readonly startRemoval: (order: { readonly seqs: readonly number[] }) => { readonly id: string }
  /** Some deliveries wait to be judged. */
  readonly onImported: () => void
}

/** What a preview judges by where the endpoint is to be made. */
const nowhere: ImportEndpoint = { id: 'none', token: 'new', provider: null, recipe: null, secrets: [] }
/** Removed at a time where an import is given up. */
const removedAtOnce = 500

export function createImportFlow(parts: ImportParts): ImportFlow {
  const { uploads, thread, views, endpoints, ports } = parts

  const toEndpoint = (to: ImportTarget): ImportEndpoint =>
    'newEndpoint' in to ? nowhere : existing(endpoints.get(to.endpointId).id)

  function existing(id: string): ImportEndpoint {
    const found = endpoints.snapshot().find((endpoint) => endpoint.id === id)
    if (found === undefined) throw new AppError('not-found', 'This endpoint does not exist any more.')
    const { token, provider, recipe, secrets } = found
    return { id, token, provider, recipe, secrets }
  }

  const known = async (sources: readonly (string | null)[]): Promise<ReadonlySet<string>> => {
    const asked = sources.filter((source) => source !== null)
    return new Set(asked.length === 0 ? [] : await views.read.knownSources(asked))
  }

  /** `shown`: as which progress its own is shown. */
  async function* survey(
    source: ImportSource,
    { format, to }: ImportOrder,
    stop: StopSignal,
    shown: (progress: ImportProgress) => ImportProgress = (progress) => progress,
  ): AsyncGenerator<{ progress: ImportProgress }, ImportSurvey> {
    if (format !== undefined && !importFormats.has(format))
      throw new AppError('bad-input', `There is no import format "${format}".`)
    await views.settled()
    const found = new ImportSurvey()
    const batch = { id: '', at: ports.clock.now() }
    const order = { source, format: format ?? null, endpoint: toEndpoint(to), batch, survey: true }
    for await (const { files, done, total } of thread.read(order, stop)) {
      if (stop.aborted) throw cancelled()
      const here = await known(files.flatMap(({ requests }) => requests.map((request) => request.source)))
      for (const file of files) found.add(file, here)
      yield { progress: shown({ done, total, deliveries: found.deliveries }) }
    }
    return found
  }

  /** The endpoint that they go to; `made`: for them. */
  async function endpointFor(to: ImportTarget): Promise<{ readonly id: string; readonly made: boolean }> {
    if ('endpointId' in to) return { id: endpoints.get(to.endpointId).id, made: false }
    const { id } = await endpoints.create({ name: to.newEndpoint, provider: null, target: null })
    return { id, made: true }
  }

  const run: ImportFlow['run'] = async function* (order, stop) {
    const source = uploads.get(order.id)
    // Half of the way: everything is read twice.
    const found = yield* survey(source, order, stop, (progress) => halved(progress, 0))
    const preview = found.preview()
    refuseProblems(preview, order.skipInvalid)
    const { id: endpointId, made } = await endpointFor(order.to)
    const batch = { id: ports.newId('imp'), at: ports.clock.now() }
    const stored = new StoredDeliveries(parts)
    const seen = new SeenSources()
    let duplicates = 0
    try {
      const { times } = found
      const format = order.format ?? null
      const reading = { source, format, endpoint: existing(endpointId), batch, survey: false, times }
      for await (const { deliveries, done, total } of thread.read(reading, stop)) {
        const here = await known(deliveries.map(sourceOf))
        const isNew = deliveries.map((delivery) => !seen.isDuplicate(sourceOf(delivery), here))
        duplicates += isNew.filter((one) => !one).length
        await stored.discard(deliveries.filter((_, at) => !isNew[at]))
        await stored.add(deliveries.filter((_, at) => isNew[at]))
        if (stop.aborted) throw cancelled()
        yield { progress: halved({ done, total, deliveries: stored.count }, 1) }
      }
      // It may have been deleted meanwhile.
      const { name } = endpoints.get(endpointId)
      await stored.show()
      parts.onImported()
      await views.settled()
      uploads.drop(order.id)
      ports.log.info('deliveries were imported', { deliveries: stored.count, import: batch.id })
      const { refused } = preview
      yield { result: { id: batch.id, endpointId, endpointName: name, imported: stored.count, duplicates, refused } }
    } finally {
      await stored.removeHidden()
      if (made && !stored.isShown) await endpoints.remove(endpointId, async () => undefined)
    }
  }

  return {
    open: uploads.open,
    put: uploads.put,
    drop: uploads.drop,
    async *preview(order, stop) {
      const found = yield* survey(uploads.get(order.id), order, stop)
      yield { preview: found.preview() }
    },
    run,
    async undo(id) {
      await views.settled()
      const seqs = await views.read.importedSeqs(id)
      if (seqs.length === 0) throw new AppError('not-found', 'Nothing of this import is here any more.')
      return { removal: parts.startRemoval({ seqs }).id, deliveries: seqs.length }
    },
    async close() {
      await thread.close()
      uploads.clear()
    },
  }
}

const sourceOf = ({ head }: ReadyDelivery): string | null => head.imported?.source ?? null

const halved = ({ done, total, deliveries }: ImportProgress, half: 0 | 1): ImportProgress => ({
  done: half * total + done,
  total: 2 * total,
  deliveries,
})

const cancelled = () => new AppError('cancelled', importCancelled)

/** Throws AppError `bad-input` with the place of each problem. */
function refuseProblems({ problems, refused, deliveries }: ImportPreview, skipInvalid: boolean): void {
  const [first] = problems
  if (first !== undefined && (!skipInvalid || deliveries === 0)) {
    const where = `${first.file}${first.line === null ? '' : `, line ${first.line}`}`
    const others = refused === 1 ? '' : ` ${refused} files cannot be imported.`
    throw new AppError(
      'bad-input',
      `Nothing was imported. ${where}: ${first.message}${others}`,
      problems.map(({ file, line, message }) => ({ path: [file, ...(line === null ? [] : [line])], message })),
    )
  }
  if (deliveries === 0) throw new AppError('bad-input', 'There is no request in these files.')
}

/** Deliveries of an import that are in the log and in no list, until all of them are there. What a killed host leaves so, its next start removes. */
class StoredDeliveries {
  readonly #parts: Pick<ImportParts, 'capture' | 'thread' | 'ports'>
  #hidden: number[] = []
  count = 0
  isShown = false

  constructor(parts: Pick<ImportParts, 'capture' | 'thread' | 'ports'>) {
    this.#parts = parts
  }

  async add(deliveries: readonly ReadyDelivery[]): Promise<void> {
    if (deliveries.length === 0) return
    try {
      const seqs = await this.#parts.capture.addHidden(deliveries)
      for (const seq of seqs) this.#hidden.push(seq)
      this.count += seqs.length
    } catch (error) {
      await this.discard(deliveries)
      throw error
    }
  }

  /** Their body files. */
  async discard(deliveries: readonly ReadyDelivery[]): Promise<void> {
    const names = deliveries.flatMap(({ head }) => head.file?.name ?? [])
    if (names.length > 0) await this.#parts.thread.discard(names)
  }

  /** In one entry of the log: all appear, or none. */
  async show(): Promise<void> {
    if (this.#hidden.length > 0) await this.#parts.capture.setHidden(this.#hidden, false)
    this.#hidden = []
    this.isShown = true
  }

  async removeHidden(): Promise<void> {
    try {
      for (let at = 0; at < this.#hidden.length; at += removedAtOnce)
        await this.#parts.capture.remove(this.#hidden.slice(at, at + removedAtOnce))
    } catch (error) {
      this.#parts.ports.log.warn('a part of an import is removed at the next start', { error: String(error) })
    }
  }
}
