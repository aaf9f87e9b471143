import type { RunOutcome, RunPlan, RunPreview, RunStatus } from '#shared/model/run.ts'
import {
  outcomeSentence,
  pausedSentence,
  progressSentence,
  reasonWords,
  resultWords,
} from '#shared/sentences/run-sentences.ts'
import { formatDuration, plural } from '#shared/sentences/units.ts'
import { UsageError } from '../hosting/usage-error.ts'
import type { ApiClient } from './api-client.ts'
import { type CommandContext, exitCodes, targetOption } from './command.ts'

/**
 * Sends all that a query finds again, oldest first, as a replay run, after telling how many there are. Ctrl+C cancels the
 * run. Resolves with the exit code; throws UsageError where nobody can be asked.
 */
export async function replayQuery(host: ApiClient, query: string, context: CommandContext): Promise<number> {
  const { options, print } = context
  const plan: RunPlan = {
    deliveries: { kind: 'query', query },
    settings: {
      order: 'oldest',
      seed: 1,
      passes: 1,
      pace: { kind: 'fast' },
      concurrency: 1,
      sign: options.resign === true ? 'again' : 'keep',
      target: targetOption(context) ?? null,
      stopAfter: null,
    },
  }
  const preview = await host.call('runs.preview', { plan })
  if (!(await isWanted(preview, context))) return exitCodes.no
  const started = await host.call('runs.start', { plan, approve: options.approve === true })
  if (started.result === 'needs-approval') {
    print.note(`${started.origins.join(', ')}: not on this machine; --approve agrees to send there.`)
    return exitCodes.no
  }
  const run = await follow(host, started.id, context)
  context.progress(null)
  if (run === null) {
    await host.call('runs.cancel', { id: started.id })
    print.note('Cancelled.')
    return exitCodes.no
  }
  print.object({ type: 'run', ...run })
  print.note(outcomeSentence(run))
  return run.counts.ok + run.counts.late === run.items ? exitCodes.done : exitCodes.no
}

async function isWanted(preview: RunPreview, { options, print, confirm }: CommandContext): Promise<boolean> {
  const { deliveries, leftOut } = preview
  const found = `${plural(deliveries, 'delivery fits', 'deliveries fit')} this query`
  for (const one of leftOut) print.note(`${plural(one.deliveries, 'delivery', 'deliveries')} left out: ${one.words}.`)
  if (deliveries === 0) {
    print.note('There is nothing to send again.')
    return false
  }
  if (options.all === true) {
    print.note(`${found}.`)
    return true
  }
  if (confirm === null) throw new UsageError(`${found}; --all sends ${deliveries === 1 ? 'it' : 'them'} again.`)
  return confirm(`${found}. Send ${deliveries === 1 ? 'it' : 'them'} again?`)
}

/** Prints what comes of the run's items until it has ended; null where the user has had enough. */
async function follow(host: ApiClient, id: string, context: CommandContext): Promise<RunStatus | null> {
  const { print, progress, stop } = context
  let printed = 0
  let told: string | null = null
  for await (const { runs } of host.stream('runs.watch', {}, { signal: stop })) {
    const run = runs.find((one) => one.id === id)
    if (run === undefined) continue
    progress(null)
    printed += await printOutcomes(host, id, printed, context)
    progress(progressSentence(run))
    const paused = pausedSentence(run)
    if (paused !== null && paused !== told) print.note(paused)
    told = paused
    if (hasEnded(run)) return run
  }
  return null
}

const hasEnded = ({ state, counts }: RunStatus): boolean =>
  counts.sending === 0 && (state === 'cancelled' || (state === 'done' && counts.waiting === 0))

/** Those that are settled, from an item on; resolves with how many. */
async function printOutcomes(host: ApiClient, id: string, from: number, { print }: CommandContext): Promise<number> {
  for (let at = from; ; ) {
    const { outcomes } = await host.call('runs.outcomes', { id, skip: at, limit: 500 })
    for (const { row: _, ...outcome } of outcomes) {
      if (outcome.result === 'waiting' || outcome.result === 'sending') return at - from
      at += 1
      print.object({ type: 'outcome', run: id, ...outcome })
      printOutcome(outcome, print)
    }
    if (outcomes.length === 0) return at - from
  }
}

function printOutcome(outcome: Omit<RunOutcome, 'row'>, print: CommandContext['print']): void {
  const { deliveryId, result, reason, message, status, ms } = outcome
  print.line(
    { text: deliveryId, style: 'dim' },
    { text: status === null ? resultWords[result] : String(status), style: result === 'ok' ? 'green' : 'red' },
    ms === null ? '' : `after ${formatDuration(ms)}`,
    message ?? (reason === null || status !== null ? '' : reasonWords(result, reason)),
  )
}
