import { spoolThreshold } from '../lib/captured-body.ts'
import { storeBodyFile } from '../log/body-files.ts'
import type { StoredHead } from '../log/codec.ts'
import { logPaths } from '../log/log-paths.ts'
import type { Packs } from '../providers/detect-provider.ts'
import { type ExaminedRequest, examineRequest, type ImportBatch, type ImportEndpoint } from './examine.ts'
import { type ImportSource, readSource, type SourceFile } from './read-source.ts'
import type { Problem } from './refusal.ts'

export interface ImportOrder {
  readonly source: ImportSource
  /** Null: what each file looks like. */
  readonly format: string | null
  readonly endpoint: ImportEndpoint
  readonly batch: ImportBatch
  /** Look only; else what is stored is given as well. */
  readonly survey: boolean
  /** When each file's first request arrived, by the file's name; files are read in this order. */
  readonly times?: ReadonlyMap<string, number>
}

/** What a survey tells of a file. */
export interface SurveyedFile {
  readonly name: string
  readonly format: string | null
  readonly formatName: string | null
  readonly problem: Problem | null
  readonly skipped: readonly Problem[]
  readonly requests: readonly SurveyedRequest[]
}

export interface SurveyedRequest {
  readonly source: string | null
  readonly bytes: number
  /** Null where it is not known. */
  readonly at: number | null
  readonly provider: string | null
  readonly verification: string
  /** Not byte for byte as it was sent. */
  readonly changed: boolean
}

/** A delivery to be stored. */
export interface ReadyDelivery {
  readonly head: StoredHead
  /** Null where it is a file, which the head names. */
  readonly body: Uint8Array<ArrayBuffer> | null
}

export interface ImportStep {
  readonly files: readonly SurveyedFile[]
  readonly deliveries: readonly ReadyDelivery[]
  readonly done: number
  readonly total: number
  readonly ended: boolean
}

/** A step is full at so many requests, or bytes of bodies. */
const full = { requests: 200, bytes: 4 * 1024 * 1024 }

/** Goes through what was handed in, in steps; only what one step holds is in memory, and the file that it stands in. */
export class ImportSession {
  readonly #order: ImportOrder
  readonly #packs: Packs
  readonly #bodies: ReturnType<typeof logPaths>
  readonly #items: Generator<Item>
  #done = 0
  #total: number

  constructor(order: ImportOrder, packs: Packs, dataDir: string) {
    this.#order = order
    this.#packs = packs
    this.#bodies = logPaths(dataDir)
    this.#total = order.source.files.reduce((sum, { size }) => sum + size, 0)
    this.#items = this.#read()
  }

  async next(): Promise<ImportStep> {
    const files: SurveyedFile[] = []
    const deliveries: ReadyDelivery[] = []
    let count = 0
    let bytes = 0
    let ended = false
    while (count < full.requests && bytes < full.bytes) {
      const { value: item, done } = this.#items.next()
      if (done === true) {
        ended = true
        this.#done = this.#total
        break
      }
      count += 1
      if (item.file !== null) files.push(item.file)
      if (item.request !== null) {
        bytes += item.request.body.byteLength
        deliveries.push(await this.#ready(item.request))
      }
    }
    return { files, deliveries, done: this.#done, total: this.#total, ended }
  }

  /** Closes the file. */
  stop(): void {
    this.#items.return(undefined)
  }

  *#read(): Generator<Item, undefined> {
    const { source, format, survey, times } = this.#order
    for (const file of readSource(source, format, times)) {
      this.#done = file.before
      this.#total = file.total
      if (survey) yield { file: this.#surveyed(file), request: null }
      else if (file.content.ok && file.format !== null) {
        const from = { format: file.format, file: file.name }
        const { requests } = file.content
        for (const [at, request] of requests.entries()) {
          this.#done = file.before + (file.size * at) / requests.length
          yield { file: null, request: examineRequest(request, from, { ...this.#order, packs: this.#packs }) }
        }
      }
    }
    return undefined
  }

  #surveyed({ name, format, content }: SourceFile): SurveyedFile {
    const told = { name, format: format?.id ?? null, formatName: format?.name ?? null }
    if (!content.ok || format === null)
      return { ...told, problem: content.ok ? null : content.problem, skipped: [], requests: [] }
    const requests = content.requests.map((request): SurveyedRequest => {
      const { head } = examineRequest(request, { format, file: name }, { ...this.#order, packs: this.#packs })
      return {
        source: head.imported?.source ?? null,
        bytes: request.body.byteLength,
        at: request.receivedAt,
        provider: head.facts.provider,
        verification: head.verification.state,
        changed: request.note !== null,
      }
    })
    return { ...told, problem: null, skipped: content.skipped, requests }
  }

  async #ready({ head, body }: ExaminedRequest): Promise<ReadyDelivery> {
    if (body.byteLength <= spoolThreshold) return { head, body: Uint8Array.from(body) }
    const name = await storeBodyFile(this.#bodies, body)
    return { head: { ...head, file: { name, size: body.byteLength } }, body: null }
  }
}

interface Item {
  readonly file: SurveyedFile | null
  readonly request: ExaminedRequest | null
}
