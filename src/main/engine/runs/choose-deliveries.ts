import type { RunPlan, RunPreview, RunSelection } from '#shared/model/run.ts'
import { maxRunItems } from '#shared/model/run-words.ts'
import { withoutCredentials } from '#shared/sentences/plain-text.ts'
import type { ReplayFlow } from '../flows/replay.ts'
import type { Clock } from '../ports.ts'
import type { RunCandidate, RunMarks } from '../reading/read-runs.ts'
import type { Views } from '../reading/views.ts'
import { isLocalTarget } from '../replay/target.ts'
import type { EndpointService } from '../state/endpoint-service.ts'
import type { SettingsService } from '../state/settings-service.ts'
import { arrange } from './arrange.ts'
import { paceMs } from './pace.ts'
import { trySigning } from './try-signing.ts'

export interface ChooseParts {
  readonly replays: Pick<ReplayFlow, 'send'>
  readonly views: Views
  readonly endpoints: EndpointService
  readonly settings: SettingsService
  readonly clock: Clock
  /** Null where this is no id of this log. */
  readonly seqOf: (id: string) => number | null
  readonly idOf: (seq: number) => string
  /** Throws AppError `not-found`. */
  readonly marksOf: (runId: string) => RunMarks
}

/** What a plan comes to at this moment. */
export interface ChosenDeliveries {
  /** Items in their order, as numbers of deliveries. */
  readonly items: readonly number[]
  readonly gapsMs: number
  readonly preview: RunPreview
}

/** Read at a time. */
const pageSize = 2000

/** Finds the deliveries of a plan, and says what would be sent where. Throws AppError `bad-input` for a query with a mistake. */
export async function chooseDeliveries(
  parts: ChooseParts,
  { deliveries, settings }: RunPlan,
): Promise<ChosenDeliveries> {
  const { endpoints } = parts
  const most = Math.floor(maxRunItems / settings.passes)
  const chosen: RunCandidate[] = []
  const incomplete: RunCandidate[] = []
  const withoutTarget: RunCandidate[] = []
  const named = new Map(endpoints.list().map((endpoint) => [endpoint.id, endpoint]))
  const targetOf = (endpointId: string) => settings.target ?? named.get(endpointId)?.target ?? null
  for await (const page of pagesOf(parts, deliveries)) {
    for (const candidate of page) {
      if (candidate.aborted) incomplete.push(candidate)
      else if (targetOf(candidate.endpointId) === null) withoutTarget.push(candidate)
      else chosen.push(candidate)
    }
    if (chosen.length > most) break
  }
  const tooMany = chosen.length > most
  const places = arrange([...chosen.keys()], tooMany ? { ...settings, passes: 1 } : settings)
  const gapsMs = gapsOf(places, chosen)
  const left = (reason: 'incomplete' | 'no-target', { length }: readonly RunCandidate[], words: string) =>
    length === 0 ? [] : [{ reason, deliveries: length, words }]
  const byEndpoint = Map.groupBy([...chosen, ...withoutTarget], ({ endpointId }) => endpointId)
  const found = [...byEndpoint].map(([id, all]) => ({
    ...{ id, name: named.get(id)?.name ?? id },
    ...{ deliveries: all.length, target: targetOf(id) },
  }))
  return {
    items: places.map((place) => chosen[place]!.seq),
    gapsMs,
    preview: {
      deliveries: chosen.length,
      items: chosen.length * settings.passes,
      tooMany,
      firstAt: chosen[0]?.at ?? null,
      lastAt: chosen.at(-1)?.at ?? null,
      estimateMs: paceMs(settings.pace, places.length, gapsMs),
      endpoints: found
        .map((one) => ({ ...one, target: one.target && withoutCredentials(one.target) }))
        .sort((a, b) => b.deliveries - a.deliveries),
      leftOut: [
        ...left('incomplete', incomplete, 'only a part of the request arrived'),
        ...left('no-target', withoutTarget, 'their endpoint has no target'),
      ],
      doubts: await trySigning(parts, chosen, settings),
      needsApproval: needsApproval(
        parts.settings,
        found.flatMap(({ target }) => target ?? []),
      ),
    },
  }
}

/** Candidates, oldest first, a page at a time. */
async function* pagesOf(parts: ChooseParts, selection: RunSelection): AsyncGenerator<readonly RunCandidate[]> {
  const { views, clock } = parts
  if (selection.kind !== 'query') {
    const seqs = selection.kind === 'ids' ? seqsOfIds(parts, selection.ids) : await seqsOfRun(parts, selection)
    const oldestFirst = [...new Set(seqs)].sort((a, b) => a - b)
    for (let from = 0; from < oldestFirst.length; from += pageSize)
      yield await views.read.runCandidates(oldestFirst.slice(from, from + pageSize))
    return
  }
  const now = clock.now()
  const { query, zone } = selection
  const range = { query, zone, through: await views.read.through(), order: 'oldest', limit: pageSize } as const
  for (let after = 0; ; ) {
    const { seqs, next } = await views.read.scan({ ...range, after }, now)
    if (seqs.length > 0) yield await views.read.runCandidates(seqs)
    if (next === null) return
    after = next - 1
  }
}

const seqsOfIds = ({ seqOf }: ChooseParts, ids: readonly string[]): number[] => ids.flatMap((id) => seqOf(id) ?? [])

function seqsOfRun(parts: ChooseParts, { runId, filters }: Extract<RunSelection, { kind: 'run' }>) {
  return parts.views.read.seqsOfOutcomes(parts.marksOf(runId), filters)
}

/** The gaps of all items; between two passes there is none. */
function gapsOf(places: readonly number[], chosen: readonly RunCandidate[]): number {
  let sum = 0
  for (let at = 1; at < places.length; at += 1) {
    if (at % chosen.length === 0) continue
    sum += Math.abs(chosen[places[at]!]!.at - chosen[places[at - 1]!]!.at)
  }
  return sum
}

function needsApproval(settings: SettingsService, targets: readonly string[]): string[] {
  const { approvedTargets } = settings.get()
  const origins = targets.filter((target) => !isLocalTarget(target)).map((target) => new URL(target).origin)
  return [...new Set(origins)].filter((origin) => !approvedTargets.includes(origin))
}
