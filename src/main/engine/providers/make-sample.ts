import { applyEdits, modify } from 'jsonc-parser'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { Freshen } from '#shared/model/provider-pack.ts'
import { pointerTokens } from '../lib/json-places.ts'
import { mediaTypeOf } from '../lib/media-type.ts'
import type { ProviderPack } from './provider-pack.ts'
import { type Payload, readPayload, textAt, valueAt } from './read-payload.ts'

export interface SampleRequest {
  readonly method: string
  readonly headers: readonly HeaderPair[]
  readonly body: Uint8Array
}

export interface SampleInputs {
  /** Unix milliseconds. */
  readonly nowMs: number
  readonly randomBytes: (size: number) => Uint8Array
}

/**
 * A sample event as the provider would send it now, unsigned: ids and times are put in where the pack says, every other byte
 * of the sample stays. Null where the pack has no sample of this event.
 */
export function makeSample(pack: ProviderPack, event: string, inputs: SampleInputs): SampleRequest | null {
  const sample = pack.samples.get(event)
  if (sample === undefined) return null
  const { freshen, sampleHeaders } = pack.manifest
  const plainHeaders = Object.entries(sampleHeaders)
  const isForm = mediaTypeOf(plainHeaders)?.essence === 'application/x-www-form-urlencoded'
  const replace = isForm ? replaceInForm : replaceInJson
  let text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(sample)
  for (const { at, value } of freshen) {
    if ('body' in at) text = replace(text, at.body, freshValue(value, inputs))
  }
  const body = new TextEncoder().encode(text)
  const payload = payloadOf(body, plainHeaders)
  const headers = plainHeaders.map(([name, template]): HeaderPair => [name, fill(template, event, payload)])
  for (const { at, value } of freshen) {
    if ('header' in at) headers.push([at.header, String(freshValue(value, inputs))])
  }
  return { method: 'POST', headers, body }
}

function payloadOf(body: Uint8Array, headers: readonly HeaderPair[]): Payload {
  return readPayload({ method: 'POST', target: '/', headers }, body)
}

function replaceInForm(text: string, pointer: string, value: string | number): string {
  const [name = ''] = pointerTokens(pointer)
  const replaced = (pair: string) => `${pair.split('=', 1)[0]}=${encodeURIComponent(value)}`
  const pairs = text.split('&').map((pair) => (new URLSearchParams(pair).has(name) ? replaced(pair) : pair))
  return pairs.join('&')
}

function replaceInJson(text: string, pointer: string, value: string | number): string {
  const payload = payloadOf(new TextEncoder().encode(text), [])
  if (valueAt(payload, { body: pointer }) === undefined) return text
  const parent = valueAt(payload, { body: pointer.slice(0, pointer.lastIndexOf('/')) })
  const path = pointerTokens(pointer)
  const last = path.at(-1) ?? ''
  return applyEdits(text, modify(text, [...path.slice(0, -1), Array.isArray(parent) ? Number(last) : last], value, {}))
}

function freshValue(value: Freshen['value'], { nowMs, randomBytes }: SampleInputs): string | number {
  switch (value) {
    case 'uuid':
      return uuid(randomBytes(16))
    case 'iso':
      return new Date(nowMs).toISOString()
    case 'unix':
      return Math.floor(nowMs / 1000)
    case 'unix-ms':
      return nowMs
    default:
      return value.replaceAll('{random}', () => Buffer.from(randomBytes(8)).toString('hex'))
  }
}

/** Version 4 (RFC 9562, 5.4). */
function uuid(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex')
  const variant = ((bytes[8]! & 0x3f) | 0x80).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20)}`
}

/** "{event}" and "{/pointer}" in a header of a sample. */
function fill(template: string, event: string, payload: Payload): string {
  return template.replace(/\{(event|\/[^{}]*)\}/g, (_, hole: string) =>
    hole === 'event' ? event : (textAt(payload, { body: hole }) ?? ''),
  )
}
