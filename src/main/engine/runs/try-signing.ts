import { AppError } from '#shared/api/errors.ts'
import type { RunPreview, RunSettings } from '#shared/model/run.ts'
import type { ReplayFlow } from '../flows/replay.ts'
import type { RunCandidate } from '../reading/read-runs.ts'

interface TryParts {
  readonly replays: Pick<ReplayFlow, 'send'>
  readonly idOf: (seq: number) => string
}

/** Kinds of deliveries that are tried for a preview. */
const maxTried = 20

/**
 * Whether new signatures can be made, tried with the oldest delivery of each endpoint and provider: all that sending does,
 * up to the moment before.
 */
export async function trySigning(
  { replays, idOf }: TryParts,
  chosen: readonly RunCandidate[],
  { sign, target }: RunSettings,
): Promise<RunPreview['doubts']> {
  if (sign === 'keep') return []
  const kinds = Map.groupBy(chosen, ({ endpointId, provider }) => `${endpointId} ${provider}`)
  const doubts: RunPreview['doubts'] = []
  for (const all of [...kinds.values()].slice(0, maxTried)) {
    const order = { id: idOf(all[0]!.seq), approve: false, sign, ...(target === null ? {} : { target }) }
    const words = await problemBeforeSending(replays, order)
    if (words !== null) doubts.push({ deliveries: all.length, words })
  }
  return doubts
}

/** Null also where that has to be agreed to first. */
async function problemBeforeSending(
  replays: Pick<ReplayFlow, 'send'>,
  order: Parameters<ReplayFlow['send']>[0],
): Promise<string | null> {
  const enough = new AppError('cancelled', 'Nothing is sent for a preview.')
  const onSend = () => {
    throw enough
  }
  try {
    await replays.send(order, { run: 'preview', item: 0, signal: new AbortController().signal, onSend })
    return null
  } catch (error) {
    if (error === enough || (error instanceof AppError && error.code === 'not-found')) return null
    if (error instanceof AppError && error.code !== 'internal') return error.message
    throw error
  }
}
