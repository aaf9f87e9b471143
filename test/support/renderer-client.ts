import type { AppHandlers } from '#shared/api/contract.ts'
import { AppError } from '#shared/api/errors.ts'
import type { ExportFormatInfo } from '#shared/api/exports.ts'
import type { SafePreview } from '#shared/api/safe-exports.ts'
import { usualIgnoreRules } from '#shared/compare/ignore-rules.ts'
import type { AnswerTimes } from '#shared/model/answer-times.ts'
import type { AttemptChanges } from '#shared/model/attempt-changes.ts'
import type { CompareRules } from '#shared/model/compare-rules.ts'
import type { DeliveryDetail, DeliveryRow } from '#shared/model/delivery.ts'
import type { Draft } from '#shared/model/draft.ts'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import type { EndpointChange, RecheckProgress } from '#shared/model/endpoint-change.ts'
import type { Ladder } from '#shared/model/ladder.ts'
import type { Replay } from '#shared/model/replay.ts'
import type { ResendWatch } from '#shared/model/resend.ts'
import type { SafeOptions } from '#shared/model/safe-export.ts'
import { defaultSettings, type Settings } from '#shared/model/settings.ts'
import type { SignatureBreak } from '#shared/model/signature-break.ts'
import type { SignatureReport } from '#shared/model/signature-report.ts'
import type { HostInfo, HostStatus } from '#shared/model/status.ts'
import { MemoryCollections } from './renderer-collections.ts'
import { Feed, MemoryConnection } from './renderer-connection.ts'
import { endpoint, hostStatus, providers, replayOf, schemes, secret } from './renderer-data.ts'
import { attemptsOf, eventRows } from './renderer-events.ts'
import { MemoryExports } from './renderer-exports.ts'
import { fitsQuery } from './renderer-query.ts'
import { ruleHandlers } from './renderer-rules.ts'
import { MemoryRuns } from './renderer-runs.ts'

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
  changes = new Map<string, AttemptChanges>()
  answerTimes: AnswerTimes = { from: 0, until: 60_000, stretchMs: 60_000, series: [] }
  sentBodies = new Map<string, string>()
  breaks: SignatureBreak[] = ['wrong-secret', 'timestamp-too-old']
  drafts = new Map<string, Draft>()
  compareRules = new Map<string, CompareRules>()
  resends: ResendWatch[] = []
  reports = new Map<string, SignatureReport>()
  ladders = new Map<string, Ladder>()
  schemaTexts = new Map<string, string>()
  formats: ExportFormatInfo[] = [
    {
      ...{ id: 'curl', name: 'cURL', description: 'a command', extension: 'sh' },
      ...{ copyable: true, kind: 'request', assertsAnswer: false },
    },
    {
      ...{ id: 'fixture', name: 'Test fixture', description: 'files', extension: 'json' },
      ...{ copyable: false, kind: 'fixture', assertsAnswer: false },
    },
    {
      ...{ id: 'vitest', name: 'Vitest', description: 'a test', extension: 'ts' },
      ...{ copyable: true, kind: 'test', assertsAnswer: true },
    },
  ]
  safePreview = (_safe: SafeOptions): SafePreview => ({ items: [], totals: {} })
  drivers = [{ id: 'localtunnel', name: 'localtunnel', description: 'No account.' }]
  /** Steps that `deliveries.recheck` tells; it waits after the last one while `holdRecheck` is on. */
  recheckSteps = [progress({ done: 1, total: 1 })]
  /** Steps that `changes.preview` and `changes.undo` tell. */
  previewSteps = [progress({ done: 1, total: 1 })]
  undoSteps = [progress({ done: 1, total: 1 })]
  holdRecheck = false
  readonly runs = new MemoryRuns()
  readonly exports = new MemoryExports()
  readonly notices = new Feed<{ kind: 'verification-failed'; title: string; body: string; deliveryId: string }>()
  /** Deliveries that came or changed, and sequence numbers of those that were deleted. */
  readonly #watch = new Feed<{ touched: DeliveryDetail[]; removed: number[] }>()
  readonly #host = new Feed<HostStatus>()
  /** Saved views, deletions, notes. */
  readonly collections = new MemoryCollections(this)
  readonly #before = new Map<string, MemoryEngine['endpoints']>()
  readonly #endpoints = new Feed<null>()
  readonly #resends = new Feed<{ watches: ResendWatch[] }>()

  tellResends(watches: ResendWatch[]): void {
    this.resends = watches
    this.#resends.push({ watches })
  }

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
    if (change.kind === 'remove-secret') {
      this.#secret(change.secretId, null)
      return this.endpoints[0]!.id
    }
    const { endpointId, kind: _, ...part } = change
    return this.#endpoint(endpointId, () => part).id
  }

  #list(query: string, through = Number.POSITIVE_INFINITY, grouped = false): DeliveryRow[] {
    const rows = grouped
      ? eventRows(this.deliveries, (each) => fitsQuery(each, query))
      : this.deliveries.filter((each) => fitsQuery(each, query))
    return rows.filter(({ seq }) => seq <= through).reverse()
  }

  readonly handlers: AppHandlers = {
    calls: {
      ...this.collections.calls,
      'deliveries.page': ({ query, before = Number.POSITIVE_INFINITY, through, skip, limit, grouped }) => ({
        rows: this.#list(query, through, grouped)
          .filter(({ seq }) => seq < before)
          .slice(skip, skip + limit),
      }),
      'deliveries.count': ({ query, through, grouped }) => ({
        count: this.#list(query, through, grouped).length,
        newest: this.deliveries.at(-1)?.seq ?? 0,
        capped: false,
      }),
      'deliveries.attempts': ({ seq }) => attemptsOf(this.deliveries, seq),
      'deliveries.attemptChanges': ({ id }) => ({ changes: this.changes.get(id) ?? null }),
      'endpoints.answerTimes': () => this.answerTimes,
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
      'forwards.set': ({ endpointId, approve, forward, ...part }) => {
        const far = [part.target].filter((url) => url?.startsWith('https:')).map((url) => new URL(url ?? '').origin)
        if (far.length > 0 && !approve) return { result: 'needs-approval', origins: far }
        const defined = Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined))
        const changed = this.#endpoint(endpointId, (before) => ({
          ...defined,
          forward: { ...before.forward, ...(forward as Partial<EndpointStatus['forward']> | undefined) },
        }))
        return { result: 'set', endpoint: changed }
      },
      'forwards.body': () => ({ base64: btoa('{"ok":true}') }),
      'forwards.discard': () => ({ discarded: 2 }),
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
      'replays.send': ({ id, target: given, edited, broken }) => {
        const target =
          edited?.url ?? given ?? this.endpoints.find((each) => each.id === this.#delivery(id).endpointId)?.target
        if (!target) return { result: 'no-target' }
        const number = this.replays.length + 1
        const changes = { ...(edited && { edited: ['body' as const] }), ...(broken && { broken }) }
        const replay = replayOf({ id: `rep_${number}`, deliveryId: id, number, target, ...changes })
        this.replays.unshift(replay)
        return { result: 'sent', replay }
      },
      'replays.cancel': () => ({ cancelled: 1 }),
      'replays.list': ({ id }) => ({ replays: this.replays.filter((each) => each.deliveryId === id) }),
      'replays.body': ({ id }) => ({ base64: Buffer.from(this.replayBodies.get(id) ?? '').toString('base64') }),
      ...ruleHandlers((id, part) => this.#endpoint(id, part)),
      'replays.breaks': () => ({ breaks: this.breaks, problem: null }),
      'replays.sent': ({ id }) => ({
        headers: this.replays.find((each) => each.id === id)?.sent?.headers ?? [],
        base64: Buffer.from(this.sentBodies.get(id) ?? '').toString('base64'),
      }),
      'drafts.list': () => ({
        drafts: [...this.drafts.values()].map(({ deliveryId, savedAt, method, url }) => ({
          ...{ deliveryId, savedAt, method, url },
        })),
      }),
      'drafts.open': ({ deliveryId }) => {
        const { request, endpointId } = this.#delivery(deliveryId)
        const url = this.endpoints.find(({ id }) => id === endpointId)?.target ?? ''
        const headers = request.headers.filter(([name]) => !/^(host|content-length|connection)$/i.test(name))
        return {
          original: {
            ...{ method: request.method, url, body: null, sign: 'keep', broken: null },
            headers: headers.map(([name, value]): [string, string] => [name, value]),
          },
          draft: this.drafts.get(deliveryId) ?? null,
        }
      },
      'drafts.save': ({ deliveryId, draft }) => {
        this.drafts.set(deliveryId, { ...draft, deliveryId, savedAt: 1 })
        return { savedAt: 1 }
      },
      'drafts.discard': ({ deliveryId }) => {
        const draft = this.drafts.get(deliveryId) ?? null
        this.drafts.delete(deliveryId)
        return { draft }
      },
      'compare.rules': ({ endpointId }) => ({ rules: this.compareRules.get(endpointId) ?? usualIgnoreRules }),
      'compare.setRules': ({ endpointId, rules }) => {
        this.compareRules.set(endpointId, rules)
        return { rules }
      },
      'resends.start': ({ endpointId, deliveries = null, sign }) => {
        const { target } = this.#endpoint(endpointId, () => ({}))
        if (target === null) return { result: 'no-target' }
        const { host } = new URL(target)
        this.tellResends([
          ...this.resends.filter((each) => each.endpointId !== endpointId),
          resendOf({ endpointId, address: host, deliveries, sign }),
        ])
        return { result: 'on' }
      },
      'resends.stop': ({ endpointId }) => {
        this.tellResends(this.resends.filter((each) => each.endpointId !== endpointId))
        return {}
      },
      ...this.runs.calls,
      'exports.formats': () => ({ formats: this.formats }),
      ...this.exports.calls,
      'exports.preview': ({ safe }) => this.safePreview(safe),
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
      ...this.exports.streams,
      'changes.preview': () => steps(this.previewSteps),
      'changes.undo': ({ undo }) => {
        this.endpoints = this.#before.get(undo) ?? gone('This change')
        this.tellEndpoints()
        return steps(this.undoSteps)
      },
      ...this.runs.streams,
      'deliveries.watch': ({ query, grouped }, signal) => this.#changes(query, grouped, signal),
      'endpoints.watch': (_, signal) => this.#endpointLists(signal),
      'resends.watch': (_, signal) => this.#resends.follow(signal, { watches: this.resends }),
      'host.watch': (_, signal) => this.#host.follow(signal, this.status),
      'host.notices': (_, signal) => this.notices.follow(signal),
    },
  }
  readonly connection = new MemoryConnection(this.handlers)

  async *#recheck(signal: Parameters<AppHandlers['streams']['deliveries.recheck']>[1]) {
    yield* this.recheckSteps
    if (this.holdRecheck) yield* new Feed<never>().follow(signal)
  }

  async *#changes(
    query: string,
    grouped: boolean | undefined,
    signal: Parameters<AppHandlers['streams']['deliveries.watch']>[1],
  ) {
    for await (const { touched, removed } of this.#watch.follow(signal)) {
      const rows: DeliveryRow[] = grouped
        ? this.#list(query, undefined, true).filter(({ seq, event }) =>
            touched.some((each) => each.seq === seq || each.seq === event?.lastSeq),
          )
        : touched.filter((each) => fitsQuery(each, query))
      const told = new Set(rows.map(({ seq }) => seq))
      const gone = [...removed, ...touched.flatMap(({ seq }) => (told.has(seq) || grouped ? [] : [seq]))]
      if (rows.length > 0 || gone.length > 0) yield { rows, gone, reset: false }
    }
  }

  async *#endpointLists(signal: Parameters<AppHandlers['streams']['endpoints.watch']>[1]) {
    for await (const _ of this.#endpoints.follow(signal, null)) yield { endpoints: this.endpoints }
  }
}

/** A watch for a server that was not tried yet. */
export const resendOf = (part: Partial<ResendWatch> = {}): ResendWatch => ({
  ...{ endpointId: 'end_1', address: 'localhost:3000', since: 1, reachable: null, deliveries: null, sign: 'keep' },
  ...{ returns: 0, sending: false, last: null, problem: null },
  ...part,
})

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
