import { AppError } from '#shared/api/errors.ts'
import type { NotSentReason, RunSettings } from '#shared/model/run.ts'
import type { ReplayFlow } from '../flows/replay.ts'
import type { AddFacts } from '../log/codec.ts'
import type { Clock, Log } from '../ports.ts'
import { resultOf } from '../projections/runs.ts'
import type { RunItem } from '../reading/read-runs.ts'

/** What became of an item, as far as the run has to know: `lost`: its outcome could not be stored. */
export type SentItem = 'ok' | 'failed' | 'gone' | 'cut-off' | { readonly lost: string }

interface SendItemParts {
  readonly replays: Pick<ReplayFlow, 'send'>
  readonly addFacts: AddFacts
  readonly clock: Clock
  readonly log: Log
}

interface ItemOrder {
  readonly run: string
  readonly settings: RunSettings
  readonly item: RunItem
  readonly signal: AbortSignal
}

/** Sends one item of a run and has its outcome stored; what cannot be sent is stored with the reason. Never rejects. */
export async function sendItem(parts: SendItemParts, { run, settings, item, signal }: ItemOrder): Promise<SentItem> {
  const { sign, target } = settings
  const place = { run, item: item.index + 1 }
  let isSent = false
  const onSend = () => {
    isSent = true
  }
  const order = { id: item.id, approve: false, sign, ...(target === null ? {} : { target }) }
  try {
    const answer = await parts.replays.send(order, { ...place, signal, onSend })
    if (answer.result === 'sent') return resultOf(answer.replay)[0] === 'failed' ? 'failed' : 'ok'
    const [reason, message] = unanswered[answer.result]
    return await notSent(parts, place, item.seq, reason, message)
  } catch (error) {
    const { code, message } = faultOf(error, parts.log)
    if (code === 'not-found') return 'gone'
    if (signal.aborted || code === 'closed') return 'cut-off'
    if (isSent) return code === 'cancelled' ? 'cut-off' : { lost: message }
    return notSent(parts, place, item.seq, reasons[code] ?? 'fault', message)
  }
}

const unanswered = {
  'no-target': ['no-target', 'Its endpoint has no target any more.'],
  'needs-approval': ['not-approved', 'Its target is not on this machine and may not be sent to any more.'],
} as const

/** `incomplete` is found before a run starts; a delivery does not become so later. */
const reasons: Readonly<Record<string, NotSentReason>> = { conflict: 'refused', unavailable: 'unreadable' }

function faultOf(error: unknown, log: Log): { readonly code: string; readonly message: string } {
  if (error instanceof AppError && error.code !== 'internal') return error
  log.error('an item of a run could not be sent', {
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  })
  return { code: 'internal', message: 'Something went wrong inside Switchhook; its log has the details.' }
}

async function notSent(
  { addFacts, clock }: SendItemParts,
  place: { readonly run: string; readonly item: number },
  about: number,
  reason: NotSentReason,
  message: string,
): Promise<SentItem> {
  try {
    await addFacts([{ kind: 'not-replayed', about, item: { ...place, at: clock.now(), reason, message } }])
    return 'failed'
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return 'gone'
    if (error instanceof AppError && error.code === 'closed') return 'cut-off'
    return { lost: error instanceof Error ? error.message : String(error) }
  }
}
