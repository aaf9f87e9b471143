import { firstHeader } from '#shared/model/headers.ts'
import { sendEvent } from '../main/engine/offline/send-event.ts'
import { deliveryOf } from '../main/engine/providers/provider-pack.ts'
import { packOf } from './packs.ts'
import { signedSample } from './signed-sample.ts'
import type { ProviderId, SampleName, SendOptions, Sent } from './types.ts'

const defaultTimeoutMs = 10_000
const clock = { now: Date.now, elapsed: () => performance.now() }

/**
 * Sends the documented sample of an event, signed as the provider signs, and resolves with the answer, whatever its status
 * is. Ids and times are fresh in each, so that no two are taken for the same event. Rejects where no answer came, and where
 * there is nothing to send: the message says why.
 */
export async function send<P extends ProviderId>(
  provider: P,
  event: SampleName<P>,
  options: SendOptions,
): Promise<Sent> {
  const pack = packOf(provider)
  const url = urlOf(options.to)
  const sample = await signedSample(pack, event, url, options)
  const timeoutMs = options.timeout ?? defaultTimeoutMs
  const outcome = await sendEvent(sample, new AbortController().signal, clock, timeoutMs)
  if (outcome.error !== null) throw new Error(outcome.error.message)
  const { deadlineMs } = deliveryOf(pack, event)
  const ms = outcome.timing.totalMs
  const text = textOf(outcome.body)
  return {
    status: outcome.status ?? 0,
    headers: outcome.headers,
    header: (name) => firstHeader(outcome.headers, name),
    body: outcome.body,
    text,
    json: jsonOf(text),
    ms,
    deadlineMs,
    onTime: deadlineMs === null ? null : ms <= deadlineMs,
    request: {
      ...{ method: sample.method, url: sample.url, headers: outcome.sentHeaders },
      ...{ body: sample.body, text: textOf(sample.body) },
    },
  }
}

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

function urlOf(to: string | URL): string {
  const url = String(to)
  if (URL.canParse(url) && /^https?:/i.test(url)) return url
  throw new Error(`"${url}" is not an http or https URL to send to.`)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
