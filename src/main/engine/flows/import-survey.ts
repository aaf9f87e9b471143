import type { ImportPreview, ImportProblem } from '#shared/model/import.ts'
import type { SurveyedFile, SurveyedRequest } from '../import/import-session.ts'
import { textKey } from '../projections/codes.ts'

/** Problems that are told one by one. */
const listed = 100

/** Gathers what a survey tells into what is shown. */
export class ImportSurvey {
  deliveries = 0
  #duplicates = 0
  #bytes = 0
  #untimed = 0
  #changed = 0
  #oldest: number | null = null
  #newest: number | null = null
  #refused = 0
  readonly #providers = new Map<string | null, number>()
  readonly #verifications = new Map<string, number>()
  readonly #formats = new Map<string, { name: string; files: number }>()
  readonly #problems: ImportProblem[] = []
  readonly #skipped: ImportProblem[] = []
  readonly #seen = new SeenSources()
  /** When the first request of each file arrived. */
  readonly times = new Map<string, number>()

  /** `known`: sources that are here already. */
  add(file: SurveyedFile, known: ReadonlySet<string>): void {
    if (file.problem !== null) {
      this.#refused += 1
      if (this.#problems.length < listed) this.#problems.push({ file: file.name, ...file.problem })
      return
    }
    for (const passed of file.skipped) {
      if (this.#skipped.length < listed) this.#skipped.push({ file: file.name, ...passed })
    }
    if (file.format !== null) {
      const files = this.#formats.get(file.format)?.files ?? 0
      this.#formats.set(file.format, { name: file.formatName ?? file.format, files: files + 1 })
    }
    for (const request of file.requests) this.#addRequest(file.name, request, known)
  }

  #addRequest(file: string, request: SurveyedRequest, known: ReadonlySet<string>): void {
    const { source, bytes, at, provider, verification, changed } = request
    this.deliveries += 1
    this.#bytes += bytes
    if (changed) this.#changed += 1
    if (this.#seen.isDuplicate(source, known)) this.#duplicates += 1
    if (at === null) this.#untimed += 1
    else {
      this.#oldest = Math.min(this.#oldest ?? at, at)
      this.#newest = Math.max(this.#newest ?? at, at)
      for (const name of foldersOf(file)) this.times.set(name, Math.min(this.times.get(name) ?? at, at))
    }
    this.#providers.set(provider, (this.#providers.get(provider) ?? 0) + 1)
    this.#verifications.set(verification, (this.#verifications.get(verification) ?? 0) + 1)
  }

  preview(): ImportPreview {
    const byCount = <T extends { count: number }>(rows: T[]) => rows.toSorted((one, other) => other.count - one.count)
    return {
      deliveries: this.deliveries,
      duplicates: this.#duplicates,
      bytes: this.#bytes,
      oldest: this.#oldest,
      newest: this.#newest,
      untimed: this.#untimed,
      changed: this.#changed,
      providers: byCount([...this.#providers].map(([provider, count]) => ({ provider, count }))),
      verifications: byCount([...this.#verifications].map(([state, count]) => ({ state, count }))),
      formats: [...this.#formats].map(([format, { name, files }]) => ({ format, name, files })),
      problems: [...this.#problems],
      refused: this.#refused,
      skipped: [...this.#skipped],
    }
  }
}

/** A file in a zip belongs to the zip as well, which is put in order by it. */
function foldersOf(file: string): string[] {
  const zip = /^(.*?\.zip)\//i.exec(file)?.[1]
  return zip === undefined ? [file] : [zip, file]
}

/** Sources that came once in this import; a number of each, so that a million of them are no burden. */
export class SeenSources {
  readonly #seen = new Set<number>()

  /** Is it here already, or did it come in this import before? */
  isDuplicate(source: string | null, known: ReadonlySet<string>): boolean {
    if (source === null) return false
    const key = textKey(source)
    if (known.has(source) || this.#seen.has(key)) return true
    this.#seen.add(key)
    return false
  }
}
