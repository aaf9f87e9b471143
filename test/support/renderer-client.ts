import type { AppHandlers } from '#shared/api/contract.ts'
import { AppError } from '#shared/api/errors.ts'
import type { ExportFormatInfo } from '#shared/api/exports.ts'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { EndpointChange, RecheckProgress } from '#shared/model/endpoint-change.ts'
import type { Ladder } from '#shared/model/ladder.ts'
import type { Replay } from '#shared/model/replay.ts'
import { defaultSettings, type Settings } from '#shared/model/settings.ts'
import type { SignatureReport } from '#shared/model/signature-report.ts'
import type { HostInfo, HostStatus } from '#shared/model/status.ts'
import { MemoryCollections } from './renderer-collections.ts'
import { Feed, MemoryConnection } from './renderer-connection.ts'
import { endpoint, hostStatus, providers, replayOf, schemes, secret } from './renderer-data.ts'
import { fitsQuery } from './renderer-query.ts'

/** An engine of plain data behind the contract: what a test puts in is what the screen reads. */
export class MemoryEngine {
  endpoints = [endpoint()]
  providers = providers()
  broken: { file: string; reason: string }[] = []
  schemes = schemes()
  settings: Settings = { ...defaultSettings, guideDone: true }
  status: HostStatus = hostStatus()
  info: HostInfo = { version: '1.2.3', host: 'desktop', platform: 'linux', dataDir: '/data', packsDir: '/data/packs' }
  /** Oldest first. */
  deliveries: DeliveryDetail[] = []
  bodies = new Map<string, string | Uint8Array>()
  replays: Replay[] = []
  replayBodies = new Map<string, string>()
  reports = new Map<string, SignatureReport>()
  ladders = new Map<string, Ladder>()
  schemaTexts = new Map<string, string>()
  formats: ExportFormatInfo[] = [
    { id: 'curl', name: 'cURL', description: 'a command', extension: 'sh', copyable: true },
    { id: 'fixture', name: 'Test fixture', description: 'files', extension: 'json', copyable: false },
  ]
  drivers = [{ id: 'localtunnel', name: 'localtunnel', description: 'No account.' }]
  /** Steps that `deliveries.recheck` tells; it waits after the last one while `holdRecheck` is on. */
  recheckSteps = [progress({ done: 1, total: 1 })]
  /** Steps that `changes.preview` and `changes.undo` tell. */
  previewSteps = [progress({ done: 1, total: 1 })]
  undoSteps = [progress({ done: 1, total: 1 })]
  holdRecheck = false
  readonly notices = new Feed<{ kind: 'verification-failed'; title: string; body: string; deliveryId: string }>()
  /** Deliveries that came or changed, and sequence numbers of those that were deleted. */
  readonly #watch = new Feed<{ touched: DeliveryDetail[]; removed: number[] }>()
  readonly #host = new Feed<HostStatus>()
  /** Saved views, deletions, notes. */
  readonly collections = new MemoryCollections(this)
  readonly #before = new Map<string, MemoryEngine['endpoints']>()
  readonly #endpoints = new Feed<null>()

  /** The status that everybody is told. */
  tellStatus(part: Partial<HostStatus>): void {
    this.status = { ...this.status, ...part }
    this.#host.push(this.status)
  }

  tellEndpoints(): void {
    this.#endpoints.push(null)
  }

  arrive(...added: DeliveryDetail[]): void {
    this.deliveries.push(...added)
    this.#watch.push({ touched: added, removed: [] })
  }

  tell(change: { touched: DeliveryDetail[]; removed: number[] }): void {
    this.#watch.push(change)
  }

  change(id: string, part: Partial<DeliveryDetail>): void {
    this.deliveries = this.deliveries.map((each) => (each.id === id ? { ...each, ...part } : each))
    this.#watch.push({ touched: [this.#delivery(id)], removed: [] })
  }

  #delivery(id: string): DeliveryDetail {
    return this.deliveries.find((each) => each.id === id) ?? gone('This delivery')
  }

  #endpoint(id: string, change: (it: MemoryEngine['endpoints'][number]) => Partial<typeof it>) {
    const now = this.endpoints.find((each) => each.id === id) ?? gone('This endpoint')
    const next = { ...now, ...change(now) }
    this.endpoints = this.endpoints.map((each) => (each === now ? next : each))
    this.tellEndpoints()
    return next
  }

  #secret(id: string, part: Partial<ReturnType<typeof secret>> | null) {
    const owner = this.endpoints.find(({ secrets }) => secrets.some((each) => each.id === id)) ?? gone('This secret')
    const { secrets } = this.#endpoint(owner.id, ({ secrets }) => ({
      secrets: secrets.flatMap((each) => (each.id !== id ? [each] : part ? [{ ...each, ...part }] : [])),
    }))
    return secrets.find((each) => each.id === id) ?? secret({ id })
  }

  #apply(change: EndpointChange): string {
    if (change.kind === 'fix') return this.#delivery(change.deliveryId).endpointId
    if (change.kind === 'retire') {
      for (const id of change.secretIds) this.#secret(id, { retiredAt: change.retired ? 1 : null })
      return this.endpoints[0]!.id
    }
    const { endpointId, kind: _, ...part } = change
    return this.#endpoint(endpointId, () => part).id
  }

  #list(query: string, through = Number.POSITIVE_INFINITY): DeliveryDetail[] {
    return this.deliveries.filter((each) => each.seq <= through && fitsQuery(each, query)).reverse()
  }

  readonly handlers: AppHandlers = {
    calls: {
      ...this.collections.calls,
      'deliveries.page': ({ query, before = Number.POSITIVE_INFINITY, through, skip, limit }) => ({
        rows: this.#list(query, through)
          .filter(({ seq }) => seq < before)
          .slice(skip, skip + limit),
      }),
      'deliveries.count': ({ query, through }) => ({
        count: this.#list(query, through).length,
        newest: this.deliveries.at(-1)?.seq ?? 0,
        capped: false,
      }),
      'deliveries.get': ({ id }) => this.#delivery(id),
      'deliveries.body': ({ id, offset, length }) => {
        const bytes = Buffer.from(this.bodies.get(id) ?? '')
        return { base64: bytes.subarray(offset, offset + length).toString('base64'), size: bytes.length }
      },
      'deliveries.signature': ({ id }) => this.reports.get(id) ?? bareReport(this.#delivery(id)),
      'deliveries.explain': ({ id }) => ({ ladder: this.ladders.get(id) ?? null }),
      'deliveries.remove': ({ ids }) => {
        const removed = this.deliveries.filter(({ id }) => ids.includes(id)).map(({ seq }) => seq)
        this.deliveries = this.deliveries.filter(({ id }) => !ids.includes(id))
        this.#watch.push({ touched: [], removed })
        return { removed: removed.length }
      },
      'changes.apply': ({ change }) => {
        const undo = `undo_${this.#before.size + 1}`
        this.#before.set(undo, this.endpoints)
        return { endpointId: this.#apply(change), undo }
      },
      'endpoints.create': (input) => {
        const made = endpoint({ ...input, id: `end_${this.endpoints.length + 1}`, secrets: [] })
        this.endpoints.push(made)
        this.tellEndpoints()
        return made
      },
      'endpoints.update': ({ id, ...part }) =>
        this.#endpoint(id, () => Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined))),
      'endpoints.newToken': ({ id }) => this.#endpoint(id, () => endpoint({ token: 'AAAAAAAAAAAAAAAAAAAAAA' })),
      'endpoints.remove': ({ id }) => {
        this.endpoints = this.endpoints.filter((each) => each.id !== id)
        this.tellEndpoints()
        return {}
      },
      'secrets.add': ({ endpointId, label }) => {
        const added = secret({ id: `sec_${Math.random()}`, label })
        this.#endpoint(endpointId, ({ secrets }) => ({ secrets: [added, ...secrets] }))
        return added
      },
      'secrets.retire': ({ id, retired }) => this.#secret(id, { retiredAt: retired ? 1 : null }),
      'secrets.rename': ({ id, label }) => this.#secret(id, { label }),
      'secrets.remove': ({ id }) => {
        this.#secret(id, null)
        return {}
      },
      'providers.list': () => ({ providers: this.providers, broken: this.broken, schemes: this.schemes }),
      'providers.reload': () => ({ loaded: this.providers.length, broken: this.broken }),
      'providers.schema': ({ event }) => ({ text: this.schemaTexts.get(event) ?? gone('This schema') }),
      'samples.send': () => ({ status: 200, via: 'tunnel', url: 'x', signedWith: 'main', problem: null }),
      'replays.send': ({ id, target: given }) => {
        const target = given ?? this.endpoints.find((each) => each.id === this.#delivery(id).endpointId)?.target
        if (!target) return { result: 'no-target' }
        const number = this.replays.length + 1
        const replay = replayOf({ id: `rep_${number}`, deliveryId: id, number, target })
        this.replays.unshift(replay)
        return { result: 'sent', replay }
      },
      'replays.cancel': () => ({ cancelled: 1 }),
      'replays.list': ({ id }) => ({ replays: this.replays.filter((each) => each.deliveryId === id) }),
      'replays.body': ({ id }) => ({ base64: Buffer.from(this.replayBodies.get(id) ?? '').toString('base64') }),
      'exports.formats': () => ({ formats: this.formats }),
      'host.info': () => this.info,
      'settings.get': () => this.settings,
      'settings.update': (change) => {
        this.settings = { ...this.settings, ...(change as Partial<Settings>) }
        return this.settings
      },
      'tunnel.drivers': () => ({ drivers: this.drivers }),
      'tunnel.retry': () => ({}),
    },
    streams: {
      ...this.collections.streams,
      'deliveries.recheck': (_, signal) => this.#recheck(signal),
      async *'exports.render'({ ids, format }) {
        const file = { name: `${ids.length}.${format}`, mediaType: 'text/plain' }
        for (const text of [`${format} of `, ids.join()]) yield { ...file, base64: btoa(text) }
      },
      'changes.preview': () => steps(this.previewSteps),
      'changes.undo': ({ undo }) => {
        this.endpoints = this.#before.get(undo) ?? gone('This change')
        this.tellEndpoints()
        return steps(this.undoSteps)
      },
      'deliveries.watch': ({ query }, signal) => this.#changes(query, signal),
      'endpoints.watch': (_, signal) => this.#endpointLists(signal),
      'host.watch': (_, signal) => this.#host.follow(signal, this.status),
      'host.notices': (_, signal) => this.notices.follow(signal),
    },
  }
  readonly connection = new MemoryConnection(this.handlers)

  async *#recheck(signal: Parameters<AppHandlers['streams']['deliveries.recheck']>[1]) {
    yield* this.recheckSteps
    if (this.holdRecheck) yield* new Feed<never>().follow(signal)
  }

  async *#changes(query: string, signal: Parameters<AppHandlers['streams']['deliveries.watch']>[1]) {
    for await (const { touched, removed } of this.#watch.follow(signal)) {
      const rows = touched.filter((each) => fitsQuery(each, query))
      const gone = [...removed, ...touched.filter((each) => !rows.includes(each)).map(({ seq }) => seq)]
      if (rows.length > 0 || gone.length > 0) yield { rows, gone, reset: false }
    }
  }

  async *#endpointLists(signal: Parameters<AppHandlers['streams']['endpoints.watch']>[1]) {
    for await (const _ of this.#endpoints.follow(signal, null)) yield { endpoints: this.endpoints }
  }
}

/** How far a check has come; no verdict changes unless the test says so. */
export const progress = (part: Partial<RecheckProgress>): RecheckProgress => ({
  ...{ done: 0, total: 0, changed: 0 },
  verdicts: { verified: 0, failed: 0, unchecked: 0 },
  ...part,
})

async function* steps(items: readonly RecheckProgress[]) {
  yield* items
}

const bareReport = ({ verdict }: DeliveryDetail): SignatureReport => ({
  verification: verdict,
  scheme: null,
  signedString: [],
  received: [],
  expected: [],
})

function gone(what: string): never {
  throw new AppError('not-found', `${what} does not exist any more.`)
}
