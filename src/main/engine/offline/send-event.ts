import type { UnsignedRequest } from '../flows/sign.ts'
import type { Clock } from '../ports.ts'
import type { SendOutcome } from '../replay/outcome.ts'
import { prepareHeaders } from '../replay/prepare-headers.ts'
import { sendRequest } from '../replay/send-request.ts'

/** Longest wait for an answer, milliseconds: above any documented deadline of a provider. */
const timeoutMs = 120_000

/** Sends a request that was made here. Whatever the target does is an outcome; throws AppError `cancelled`. */
export function sendEvent(request: UnsignedRequest, signal: AbortSignal, clock: Clock): Promise<SendOutcome> {
  const { method, url, body } = request
  const { headers } = prepareHeaders(request.headers, url, body.byteLength, method)
  return sendRequest({
    ...{ method, target: url, headers, body: { kind: 'memory', bytes: body }, timeoutMs },
    ...{ signal, clock },
  })
}
