import type { HeaderPair } from '#shared/model/headers.ts'
import type { UnsignedRequest } from '../flows/sign.ts'
import type { Clock } from '../ports.ts'
import type { SendOutcome } from '../replay/outcome.ts'
import { prepareHeaders } from '../replay/prepare-headers.ts'
import { sendRequest } from '../replay/send-request.ts'

/** Longest wait for an answer, milliseconds: above any documented deadline of a provider. */
const defaultTimeoutMs = 120_000

interface EventOutcome extends SendOutcome {
  /** With those that HTTP needs. */
  readonly sentHeaders: readonly HeaderPair[]
}

/** Sends a request that was made here. Whatever the target does is an outcome; throws AppError `cancelled`. */
export async function sendEvent(
  request: UnsignedRequest,
  signal: AbortSignal,
  clock: Clock,
  timeoutMs = defaultTimeoutMs,
): Promise<EventOutcome> {
  const { method, url, body } = request
  const { headers } = prepareHeaders(request.headers, url, body.byteLength, method)
  const outcome = await sendRequest({
    ...{ method, target: url, headers, body: { kind: 'memory', bytes: body }, timeoutMs },
    ...{ signal, clock },
  })
  return { ...outcome, sentHeaders: headers }
}
