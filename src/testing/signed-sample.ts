import { randomBytes } from 'node:crypto'
import type { HeaderPair } from '#shared/model/headers.ts'
import { makeEvent } from '../main/engine/offline/make-event.ts'
import { type ProviderPack, signatureRules } from '../main/engine/providers/provider-pack.ts'
import type { SampleChange } from '../main/engine/providers/set-in-sample.ts'
import { schemeRefs } from '../main/engine/signatures/judge.ts'
import type { SendOptions } from './types.ts'

export interface SignedSample {
  readonly method: string
  readonly url: string
  readonly headers: readonly HeaderPair[]
  readonly body: Uint8Array
}

type SampleOptions = Pick<SendOptions, 'secret' | 'set' | 'headers' | 'fault' | 'at'>

/**
 * The documented sample of an event as the provider would send it to `url`, or with a fault in its signature. Throws an
 * Error that says what to do where there is no such sample, or it cannot be signed in this way.
 */
export async function signedSample(
  pack: ProviderPack,
  event: string,
  url: string,
  options: SampleOptions,
): Promise<SignedSample> {
  const { set = {}, headers = {}, at = new Date(), secret, fault = null } = options
  if (typeof secret !== 'string') checkUnsigned(pack, event, options)
  const clock = { now: () => at.getTime(), elapsed: () => performance.now() }
  const made = await makeEvent(
    {
      pack,
      event,
      url,
      fault,
      set: Object.entries(set).map(changeOf),
      secret: typeof secret === 'string' ? { id: 'secret', label: 'this secret', value: secret } : null,
    },
    { clock, randomBytes },
  )
  return { ...made, headers: withHeaders(made.headers, Object.entries(headers)) }
}

/** Nobody forgets the secret by accident. */
function checkUnsigned(pack: ProviderPack, event: string, { secret, fault }: SampleOptions): void {
  if (fault !== undefined) throw new Error('A fault can be made only in a signature: give the secret to sign with.')
  const isSigned = schemeRefs(signatureRules(pack, event, { recipe: null, hasSecret: false })).length > 0
  if (isSigned && secret === undefined)
    throw new Error(
      `${pack.manifest.name} signs its deliveries: give the secret, or "secret: null" to send one unsigned.`,
    )
}

function changeOf([pointer, value]: [string, unknown]): SampleChange {
  if (!pointer.startsWith('/')) throw new Error(`"${pointer}" is not a JSON pointer: write "/data/id".`)
  return { pointer, json: value === undefined ? null : JSON.stringify(value) }
}

/** Sets headers, in place of those of the same name; null leaves one out. */
function withHeaders(headers: readonly HeaderPair[], set: readonly (readonly [string, string | null])[]): HeaderPair[] {
  const names = new Set(set.map(([name]) => name.toLowerCase()))
  const kept = headers.filter(([name]) => !names.has(name.toLowerCase()))
  return [...kept, ...set.filter((pair): pair is HeaderPair => pair[1] !== null)]
}
