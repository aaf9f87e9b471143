import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AppliedRule } from '#shared/model/response-rule.ts'
import { type CaptureAnswer, writeAnswer, writeHalf } from '../answer.ts'

/** How an exchange came out that a rule had decided. */
export type RuleEnd = 'answered' | 'cut' | 'dropped' | 'sender-left' | 'stopped'

interface PlannedExchange {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly plan: Pick<AppliedRule, 'did' | 'delayMs'>
  readonly answer: CaptureAnswer
  /** The server is closing. */
  readonly draining: () => boolean
  /** A sender that takes the answer no faster is left, milliseconds. */
  readonly timeoutMs: number
}

/**
 * Waits as long as the rule says, then answers, or ends the connection. A sender that disconnects meanwhile, or sends the end
 * of its stream, is taken to have given up. Where the server is closed while the answer waits, it is not given.
 */
export async function carryOut(exchange: PlannedExchange): Promise<RuleEnd> {
  const { req, res, plan, answer, draining, timeoutMs } = exchange
  if (plan.delayMs > 0 && !(await waitWithSender(req, plan.delayMs))) {
    req.socket.destroy()
    return draining() ? 'stopped' : 'sender-left'
  }
  if (plan.did === 'drop') {
    req.socket.destroy()
    return 'dropped'
  }
  if (draining()) res.shouldKeepAlive = false
  const written = plan.did === 'cut' ? writeHalf(res, answer, timeoutMs) : writeAnswer(res, answer, timeoutMs)
  if (!(await written)) return 'sender-left'
  return plan.did === 'cut' ? 'cut' : 'answered'
}

/** False where the connection ended first. A stream that had ended before the wait is a sender that only closed its half. */
function waitWithSender({ socket }: IncomingMessage, ms: number): Promise<boolean> {
  if (socket.destroyed) return Promise.resolve(false)
  return new Promise((resolve) => {
    const timer = setTimeout(() => settle(true), ms)
    const onLeft = () => settle(false)
    socket.once('close', onLeft).once('end', onLeft)
    function settle(isTime: boolean): void {
      clearTimeout(timer)
      socket.off('close', onLeft).off('end', onLeft)
      resolve(isTime)
    }
  })
}
